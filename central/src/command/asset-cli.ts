import { NewAssetLine } from '@archway/shared/api/deployment'
import { DeviceId } from '@archway/shared/id'
import type { Command } from 'commander'
import { z } from 'zod'
import { Dollars, importAssets, listAssets, recordAsset, reverseAsset } from './asset-commands.ts'
import type { CliMeans } from './cli-means.ts'
import { AS, As, unitIn } from './record-options.ts'

export function assetCommands(program: Command, cli: CliMeans): void {
  const { administer, argument } = cli
  const unit = unitIn(cli)
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
