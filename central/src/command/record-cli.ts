import { Month } from '@archway/shared/api/report'
import { DeviceId } from '@archway/shared/id'
import type { Command } from 'commander'
import { z } from 'zod'
import { assetCommands } from './asset-cli.ts'
import { type CliMeans, Nothing } from './cli-means.ts'
import { complaintCommands } from './complaint-cli.ts'
import { AS, As } from './record-options.ts'
import { draftReport, exportReport, listEvents, listReports, publishReport } from './report-commands.ts'
import { sitingCommands } from './siting-cli.ts'

/** What reports stand on: what units cost, where and why they stand, complaints; and the reports. */
export function recordCommands(program: Command, cli: CliMeans): void {
  const { administer, argument } = cli
  const month = (text: string | undefined) => argument(Month, text, 'a month as 2026-11')

  assetCommands(program, cli)
  sitingCommands(program, cli)
  complaintCommands(program, cli)

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
