import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { auditCommands } from './command/audit-cli.ts'
import { type AddCommand, type CliMeans, Nothing } from './command/cli-means.ts'
import { type ConvertOrder, FORMAT_NAMES } from './command/convert-command.ts'
import { deviceCommands } from './command/device-cli.ts'
import { hotlistCommands } from './command/hotlist-cli.ts'
import { type CommandMeans, MISUSE } from './command/means.ts'
import { checkPromises } from './command/plan-commands.ts'
import { policyCommands } from './command/policy-cli.ts'
import { recordCommands } from './command/record-cli.ts'
import { retentionCommands } from './command/retention-cli.ts'
import { userCommands } from './command/user-cli.ts'

/** What the command line starts; each resolves to the exit code. */
export interface Programs {
  serve(config: string): Promise<number>
  init(config: string): Promise<number>
  /** Needs no configuration, so that whoever has an export can run it anywhere. */
  verifyExport(order: { folder: string; key: string; checkpoints: string | null }): Promise<number>
  /** The same for a certificate of a purge, and for the package of a disclosure. */
  verifyFile(what: 'certificate' | 'disclosure', order: { file: string; key: string }): Promise<number>
  /** Into a folder that holds no ledger yet. */
  restore(config: string, from: string): Promise<number>
  openapi(): number
  /** Needs no configuration: a file in, a file out. */
  convert(order: ConvertOrder): Promise<number>
  /** Opens what administrative commands work with, runs one, and closes it again. */
  administer(config: string, command: (means: CommandMeans) => Promise<number>): Promise<number>
}

const CONFIG_HINT = 'configuration of central (or ARCHWAY_CENTRAL_CONFIG)'

/**
 * Runs what the arguments say.
 * @param defaultConfig used where `--config` is not given; null: it must be
 */
export async function cli(
  args: readonly string[],
  { version, defaultConfig }: { version: string; defaultConfig: string | null },
  programs: Programs,
): Promise<number> {
  let code = 0
  const program: Command = new Command('archway-central')
    .description('The server: hears the units, stores what they read, raises alerts')
    .version(version)
    .exitOverride()

  const add: AddCommand<string> = (parent, usage, description, schema, run) =>
    parent
      .command(usage)
      .description(description)
      .option('--config <file>', CONFIG_HINT, defaultConfig ?? undefined)
      .action(async (...given: unknown[]) => {
        const command = given.pop() as Command
        const { config, ...options } = command.opts()
        if (typeof config !== 'string') program.error(`--config: ${CONFIG_HINT} is missing`)
        const parsed = schema.safeParse(options)
        if (!parsed.success) {
          program.error(
            parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('\n'),
          )
        }
        code = await run(config, parsed.data, command.args)
      })
  const means: CliMeans = {
    administer: (parent, usage, description, schema, run) =>
      add(parent, usage, description, schema, (config, options, rest) =>
        programs.administer(config, (opened) => run(opened, options, rest)),
      ),
    argument(schema, text, hint) {
      const parsed = schema.safeParse(text)
      return parsed.success ? parsed.data : program.error(hint)
    },
  }
  const { administer } = means

  add(program, 'serve', 'run the server', Nothing, (config) => programs.serve(config))
  add(program, 'init', 'make the authority and the signing key', Nothing, (config) => programs.init(config))

  userCommands(program, means)
  policyCommands(program, means)
  deviceCommands(program, means)
  hotlistCommands(program, means)

  const plan = program.command('plan').description('the promises of the Surveillance Use Plan')
  administer(
    plan,
    'check',
    'hold this installation against every promise; exit code 1 when one is broken',
    z.object({ json: z.boolean().default(false) }),
    (means, options) => checkPromises(options, means),
  ).option('--json', 'for programs: number, promise, verdict, evidence')
  program
    .command('openapi')
    .description('print what the API is, as OpenAPI 3.1')
    .action(() => {
      code = programs.openapi()
    })
  program
    .command('convert <file>')
    .description('turn one format of plate readers into another; "-" reads the standard input')
    .requiredOption('--from <format>', FORMAT_NAMES)
    .requiredOption('--to <format>', FORMAT_NAMES)
    .option('--device <id>', 'of a camera that names itself in no way that a device id allows')
    .action(async (file: string, options: { from: string; to: string; device?: string }) => {
      const { from, to, device = null } = options
      code = await programs.convert({ file, from, to, device })
    })

  auditCommands(program, {
    administer,
    async verifyExport(order) {
      code = await programs.verifyExport(order)
    },
  })
  recordCommands(program, means)
  retentionCommands(program, {
    administer,
    add,
    restore: (config, from) => programs.restore(config, from),
    async verifyFile(what, order) {
      code = await programs.verifyFile(what, order)
    },
  })

  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : MISUSE
    throw thrown
  }
  return code
}
