import { District, DistrictStops, NewComment, NewPosting, NewSiting } from '@archway/shared/api/deployment'
import { Month } from '@archway/shared/api/report'
import type { Command } from 'commander'
import { z } from 'zod'
import { type CliMeans, Nothing } from './cli-means.ts'
import { AS, As, misused, unitIn } from './record-options.ts'
import {
  listUnsited,
  postUnit,
  recordComment,
  recordSiting,
  setDistrict,
  setStops,
  showSiting,
  showVehicles,
} from './siting-commands.ts'

export function sitingCommands(program: Command, cli: CliMeans): void {
  const { administer } = cli
  const unit = unitIn(cli)
  const month = (text: string) => cli.argument(Month, text, 'a month as 2026-11')
  const group = program.command('siting').description('where units stand and belong, and why')
  const Residents = { residents: z.coerce.number().int().min(0).nullable().default(null) }
  administer(
    group,
    'district <id>',
    'add a district, or change its name and residents',
    z.object({ ...As, name: z.string(), source: z.string().nullable().default(null), ...Residents }),
    (means, { as, ...given }, [id = '']) => {
      const district = District.safeParse({ ...given, id })
      if (district.success) return setDistrict(district.data, as, means)
      return misused(means, district.error)
    },
  )
    .requiredOption('--name <name>', 'as the public knows it')
    .option('--residents <n>', 'how many live there')
    .option('--source <text>', 'where that number comes from')
    .requiredOption(...AS)
  administer(
    group,
    'post <device>',
    'say where a unit belongs from now on',
    z.object({
      ...As,
      district: z.string().nullable().default(null),
      task: z.string().nullable().default(null),
    }),
    (means, { as, ...given }, [device]) => {
      const posting = NewPosting.safeParse({ ...given, device: unit(device) })
      return posting.success ? postUnit(posting.data, as, means) : misused(means, posting.error)
    },
  )
    .option('--district <id>', 'the district, or patrol area')
    .option('--task <text>', 'of a specialised car, instead')
    .requiredOption(...AS)
  administer(
    group,
    'record <device>',
    'record why a fixed unit stands where it stands',
    NewSiting.omit({ device: true }).extend(As),
    (means, { as, ...siting }, [device]) => recordSiting({ ...siting, device: unit(device) }, as, means),
  )
    .requiredOption('--reason <text>', 'why here')
    .requiredOption('--fibre <text>', 'what connection there is')
    .requiredOption('--power <text>', 'what power there is')
    .requiredOption('--traffic <text>', 'how much passes, and by which count')
    .requiredOption(...AS)
  administer(
    group,
    'comment <device>',
    "record a resident's comment, without a name",
    NewComment.omit({ device: true, receivedOn: true }).extend({ ...As, received: z.iso.date() }),
    (means, { as, received, ...comment }, [device]) =>
      recordComment({ ...comment, receivedOn: received, device: unit(device) }, as, means),
  )
    .requiredOption('--received <day>', 'as 2026-11-24')
    .requiredOption('--comment <text>', 'what was said')
    .option('--answer <text>', 'what was answered')
    .requiredOption(...AS)
  administer(
    group,
    'stops <district>',
    "record a month's stops that followed an alert",
    DistrictStops.pick({ source: true }).extend({
      ...As,
      month: z.string(),
      stops: z.coerce.number().int().min(0).max(1_000_000),
    }),
    (means, { as, ...stops }, [district = '']) =>
      setStops({ ...stops, month: month(stops.month), district }, as, means),
  )
    .requiredOption('--month <month>', 'as 2026-11')
    .requiredOption('--stops <n>', 'how many')
    .requiredOption('--source <text>', 'who counted them, and how')
    .requiredOption(...AS)
  administer(
    group,
    'show <device>',
    'why it stands there, and what residents said',
    Nothing,
    (means, _, [device]) => showSiting(unit(device), means),
  )
  administer(group, 'missing', 'list fixed units without a siting record', Nothing, listUnsited)
  administer(group, 'vehicles', 'where the cars are, and which stand still', Nothing, showVehicles)
}
