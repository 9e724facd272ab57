import type { Command } from 'commander'
import { z } from 'zod'
import { backupData } from './backup-commands.ts'
import { type AddCommand, type CliMeans, Nothing } from './cli-means.ts'
import { confirmClock, showCertificates, showRetention } from './retention-commands.ts'

interface RetentionCli extends Pick<CliMeans, 'administer'> {
  readonly add: AddCommand<string>
  /** Works on a folder that has no ledger yet. */
  restore(config: string, from: string): Promise<number>
  /** Needs no configuration. */
  verifyFile(
    what: 'certificate' | 'disclosure',
    order: { readonly file: string; readonly key: string },
  ): Promise<void>
}

const Folder = z.string().min(1)

/** `retention`, `disclosure`, `backup` and `restore`. */
export function retentionCommands(
  program: Command,
  { administer, add, restore, verifyFile }: RetentionCli,
): void {
  const retention = program.command('retention').description('what was purged, and the proof of it')
  administer(
    retention,
    'status',
    'what the sweep goes by, and what it could not finish',
    Nothing,
    showRetention,
  )
  administer(
    retention,
    'certificates',
    'list the certificates of purges, or write them as files',
    z.object({ to: Folder.nullable().default(null) }),
    (means, { to }) => showCertificates(to, means),
  ).option('--to <folder>', 'write each as a file')
  administer(retention, 'confirm-clock', "say that this machine's clock is right", Nothing, confirmClock)
  retention
    .command('verify <file>')
    .description('verify a certificate, with nothing but the public key')
    .requiredOption('--key <file>', 'the public key (PEM), from where you trust it')
    .action((file: string, { key }: { key: string }) => verifyFile('certificate', { file, key }))

  program
    .command('disclosure')
    .description('what was disclosed')
    .command('verify <file>')
    .description('verify the package of a disclosure, with nothing but the public key')
    .requiredOption('--key <file>', 'the public key (PEM), from where you trust it')
    .action((file: string, { key }: { key: string }) => verifyFile('disclosure', { file, key }))

  administer(
    program,
    'backup',
    'copy everything but the keys, sealed; beside a server that may run',
    z.object({ to: Folder }),
    (means, { to }) => backupData(to, means),
  ).requiredOption('--to <folder>', 'a new folder, or that of an earlier backup')
  add(
    program,
    'restore',
    'put a backup into an installation that has no data',
    z.object({ from: Folder }),
    (config, { from }) => restore(config, from),
  ).requiredOption('--from <folder>', 'the folder of a backup')
}
