import { ComplaintNumber, ComplaintReply, NewComplaint } from '@archway/shared/api/complaint'
import {
  District,
  DistrictStops,
  NewAssetLine,
  NewComment,
  NewPosting,
  NewSiting,
} from '@archway/shared/api/deployment'
import { UserName } from '@archway/shared/api/people'
import { Month } from '@archway/shared/api/report'
import { DeviceId } from '@archway/shared/id'
import type { Command } from 'commander'
import { z } from 'zod'
import { Dollars, importAssets, listAssets, recordAsset, reverseAsset } from './asset-commands.ts'
import { listComplaints, recordComplaint, replyToComplaint } from './complaint-commands.ts'
import { MISUSE } from './means.ts'
import { draftReport, exportReport, listEvents, listReports, publishReport } from './report-commands.ts'
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
import type { UserCli } from './user-cli.ts'

type RecordCli = Pick<UserCli, 'administer'> & {
  /** An argument in its shape; ends the program with a hint when it is not. */
  argument<T>(schema: z.ZodType<T>, text: string | undefined, hint: string): T
}

const As = { as: UserName }
const AS = ['--as <name>', 'who does it; asks for password and code'] as const
const Nothing = z.strictObject({})

/** What reports stand on: what units cost, where and why they stand, complaints; and the reports. */
export function recordCommands(program: Command, { administer, argument }: RecordCli): void {
  const unit = (text: string | undefined) =>
    argument(DeviceId, text, 'a device id has lower-case letters, digits, hyphens')
  const month = (text: string | undefined) => argument(Month, text, 'a month as 2026-11')

  assets(program, administer, unit, argument)
  sitings(program, administer, unit, month)
  complaints(program, administer, argument)

  const reports = program.command('report').description('monthly reports without a plate in them')
  const Files = z.object({
    to: z.string().min(1),
    pdf: z.boolean().default(false),
    browser: z.string().min(1).nullable().default(null),
  })
  administer(
    reports,
    'draft <month>',
    "write a month's figures as they are now",
    Files,
    (means, files, [text]) => draftReport({ ...files, month: month(text) }, means),
  )
    .requiredOption('--to <folder>', 'where HTML, CSV and JSON go')
    .option('--pdf', 'and a PDF, printed by a Chromium')
    .option('--browser <file>', 'which Chromium')
  administer(
    reports,
    'publish <month>',
    'publish the report of a month that is over, for good',
    z.object({ ...As, because: z.string().trim().min(10).max(300).nullable().default(null) }),
    (means, { as, because }, [text]) => publishReport({ month: month(text), because, as }, means),
  )
    .requiredOption(...AS)
    .option('--because <text>', 'why there is a revision; the public reads it')
  administer(
    reports,
    'export <month>',
    'write a published report, byte for byte',
    Files.extend({ revision: z.coerce.number().int().positive().nullable().default(null) }),
    (means, files, [text]) => exportReport({ ...files, month: month(text) }, means),
  )
    .requiredOption('--to <folder>', 'where HTML, CSV and JSON go')
    .option('--revision <n>', 'which; without it, the newest')
    .option('--pdf', 'and a PDF, printed by a Chromium')
    .option('--browser <file>', 'which Chromium')
  administer(reports, 'list', 'list published reports with their hashes', Nothing, listReports)
  administer(
    reports,
    'events',
    'outages, failed cameras, tampering, damage',
    z.object({ device: DeviceId.nullable().default(null) }),
    (means, { device }) => listEvents(device, means),
  ).option('--device <id>', 'of one unit')
}

function assets(
  program: Command,
  administer: RecordCli['administer'],
  unit: (text: string | undefined) => string,
  argument: RecordCli['argument'],
): void {
  const group = program.command('asset').description('what units cost')
  administer(
    group,
    'record <device>',
    'record a purchase, an installation, a repair, a running cost',
    z.object({
      ...As,
      ...NewAssetLine.pick({ kind: true, fund: true, day: true, note: true }).shape,
      dollars: Dollars,
      event: z.coerce.number().int().positive().nullable().default(null),
    }),
    (means, { as, dollars: cents, ...line }, [device]) =>
      recordAsset({ ...line, cents, device: unit(device) }, as, means),
  )
    .requiredOption('--kind <kind>', 'purchase, installation, repair, running')
    .requiredOption('--dollars <amount>', 'as 4000 or 1399.50')
    .requiredOption('--fund <name>', 'who paid, as the public is told')
    .requiredOption('--day <day>', 'as 2026-11-24')
    .option('--note <text>', 'for the department')
    .option('--event <n>', 'the event that a repair mends')
    .requiredOption(...AS)
  administer(
    group,
    'import <file>',
    'record a CSV file, all of it or nothing: device,kind,dollars,fund,day,note',
    z.object(As),
    (means, { as }, [file = '']) => importAssets(file, as, means),
  ).requiredOption(...AS)
  administer(
    group,
    'reverse <n>',
    'reverse a line that was wrong',
    z.object({ ...As, reason: z.string().trim().min(3).max(500) }),
    (means, { as, reason }, [n]) =>
      reverseAsset(argument(z.coerce.number().int().positive(), n, 'lines have numbers'), reason, as, means),
  )
    .requiredOption('--reason <text>', 'why')
    .requiredOption(...AS)
  administer(
    group,
    'list',
    'list the asset ledger',
    z.object({ device: DeviceId.nullable().default(null) }),
    (means, { device }) => listAssets(device, means),
  ).option('--device <id>', 'of one unit')
}

function sitings(
  program: Command,
  administer: RecordCli['administer'],
  unit: (text: string | undefined) => string,
  month: (text: string | undefined) => string,
): void {
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

function complaints(
  program: Command,
  administer: RecordCli['administer'],
  argument: RecordCli['argument'],
): void {
  const group = program.command('complaint').description('complaints and their replies')
  administer(
    group,
    'record',
    'record a complaint and print its number',
    z.object({
      ...As,
      kind: NewComplaint.shape.kind,
      via: NewComplaint.shape.via,
      received: z.iso.date(),
      due: z.iso.date().optional(),
      summary: NewComplaint.shape.summary,
    }),
    (means, { as, received, due, ...rest }) => {
      const complaint = NewComplaint.safeParse({ ...rest, receivedOn: received, dueOn: due })
      return complaint.success ? recordComplaint(complaint.data, as, means) : misused(means, complaint.error)
    },
  )
    .requiredOption('--kind <kind>', 'wrongful-stop, misuse-of-data, privacy, bias, siting, conduct, other')
    .requiredOption('--via <way>', 'civilian-oversight-board, citizens-service-bureau, directly')
    .requiredOption('--received <day>', 'as 2026-11-24')
    .requiredOption('--summary <text>', 'in a few sentences, without names and plates')
    .option('--due <day>', 'when the reply is due; without it, 30 days later')
    .requiredOption(...AS)
  administer(
    group,
    'reply <number>',
    'record the reply, once',
    ComplaintReply.omit({ repliedOn: true }).extend({ ...As, on: z.iso.date() }),
    (means, { as, on, ...reply }, [number]) =>
      replyToComplaint(
        argument(ComplaintNumber, number, 'a complaint has a number as 2026-0007'),
        { ...reply, repliedOn: on },
        as,
        means,
      ),
  )
    .requiredOption('--outcome <outcome>', 'upheld, partly-upheld, not-upheld, withdrawn, referred')
    .requiredOption('--reply <text>', 'what was answered')
    .requiredOption('--on <day>', 'as 2026-11-24')
    .requiredOption(...AS)
  administer(
    group,
    'list',
    'list complaints',
    z.object({ state: z.enum(['open', 'answered']).nullable().default(null) }),
    (means, { state }) => listComplaints(state, means),
  ).option('--state <state>', 'open or answered')
}

function misused(
  { terminal }: { terminal: { err(text: string): void } },
  { issues }: z.ZodError,
): Promise<number> {
  for (const { path, message } of issues) terminal.err([...path, message].join(': '))
  return Promise.resolve(MISUSE)
}
