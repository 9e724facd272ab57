import type { Command } from 'commander'
import { z } from 'zod'
import { exportAudit, restartAudit, verifyAudit } from './audit-commands.ts'
import { type CliMeans, Nothing } from './cli-means.ts'

interface AuditCli extends Pick<CliMeans, 'administer'> {
  /** Needs no configuration. */
  verifyExport(order: {
    readonly folder: string
    readonly key: string
    readonly checkpoints: string | null
  }): Promise<void>
}

/** The use log, as proof. */
export function auditCommands(program: Command, { administer, verifyExport }: AuditCli): void {
  const audit = program.command('audit').description('the use log, as proof')
  administer(audit, 'verify', 'hold the log against every checkpoint', Nothing, verifyAudit)
  administer(
    audit,
    'export <folder>',
    'write the log, its checkpoints and the public key',
    Nothing,
    (means, _options, [folder = '']) => exportAudit(folder, means),
  )
  administer(
    audit,
    'restart',
    'let a log that does not verify go on, with the break on record for ever',
    z.object({ reason: z.string().min(10, 'say in a sentence what happened') }),
    (means, { reason }) => restartAudit(reason, means),
  ).requiredOption('--reason <text>', 'what happened, and who knows of it; never a plate')
  audit
    .command('verify-export <folder>')
    .description('verify an export, with nothing but the public key')
    .requiredOption('--key <file>', 'the public key (PEM), from where you trust it: not from the export')
    .option('--checkpoints <folder>', 'checkpoints that were kept elsewhere')
    .action((folder: string, options: { key: string; checkpoints?: string }) => {
      const { key, checkpoints = null } = options
      return verifyExport({ folder, key, checkpoints })
    })
}
