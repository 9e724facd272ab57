import { UserName } from '@archway/shared/api/people'
import type { Command } from 'commander'
import { z } from 'zod'
import { type CliMeans, Nothing } from './cli-means.ts'
import { diffVersions, importHotlist, listHotlists, listVersions } from './hotlist-commands.ts'

const ListName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a list name has lower-case letters, digits, hyphens')

const Import = z.object({
  format: z.string().min(1),
  list: ListName,
  sourceTime: z.iso
    .datetime({
      offset: true,
      error: '--source-time: when the source made the file, as 2026-11-24T06:00:00Z',
    })
    .transform((text) => Date.parse(text)),
  dryRun: z.boolean().default(false),
  acceptShrink: UserName.nullable().default(null),
})

/** The wanted lists: imported, listed, compared. */
export function hotlistCommands(program: Command, { administer, argument }: CliMeans): void {
  const listVersion = (text: string | undefined) =>
    argument(z.coerce.number().int().min(0), text, 'a version is a number; 0 is the empty list')

  const hotlists = program.command('hotlist').description('the wanted lists')
  administer(
    hotlists,
    'import <file>',
    'make a file the whole content of a list',
    Import,
    (means, { format, list, sourceTime, dryRun, acceptShrink }, [file = '']) =>
      importHotlist({ file, format, list, sourceAt: sourceTime, dryRun, acceptShrink }, means),
  )
    .requiredOption(
      '--format <name>',
      'ncic, csv, texas, minnesota, kansas, illinois, iowa, genetec, or a layout file (.yaml)',
    )
    .requiredOption('--list <name>', 'which list it replaces')
    .requiredOption('--source-time <time>', 'when the source made the file (ISO 8601 with zone)')
    .option('--dry-run', 'say what would happen and change nothing')
    .option('--accept-shrink <name>', 'who confirms that the list may lose more than policy says')
  administer(hotlists, 'list', 'list what is in force', Nothing, listHotlists)
  administer(hotlists, 'versions', 'list every version that ever was in force', Nothing, listVersions)
  administer(
    hotlists,
    'diff <from> <to>',
    'count what two versions differ in',
    Nothing,
    (means, _options, [from, to]) => diffVersions(listVersion(from), listVersion(to), means),
  )
}
