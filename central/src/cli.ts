import { Decision } from '@archway/shared/api/decision'
import { UserName } from '@archway/shared/api/people'
import { DeviceId } from '@archway/shared/id'
import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { exportAudit, restartAudit, verifyAudit } from './command/audit-commands.ts'
import { type ConvertOrder, FORMAT_NAMES } from './command/convert-command.ts'
import { addDevice, listDevices, offerCode, revokeDevice } from './command/device-commands.ts'
import { diffVersions, importHotlist, listHotlists, listVersions } from './command/hotlist-commands.ts'
import { type CommandMeans, MISUSE } from './command/means.ts'
import { checkPromises } from './command/plan-commands.ts'
import { decidePolicy, listPolicies, proposeFile, showPolicy } from './command/policy-commands.ts'
import { recordCommands } from './command/record-cli.ts'
import { retentionCommands } from './command/retention-cli.ts'
import { Time, userCommands } from './command/user-cli.ts'

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

const ListName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a list name has lower-case letters, digits, hyphens')

const NewDevice = z
  .object({
    kind: z.enum(['fixed', 'vehicle']),
    name: z.string().min(1).max(128),
    lat: z.coerce.number().min(-90).max(90).optional(),
    lon: z.coerce.number().min(-180).max(180).optional(),
    label: z.string().min(1).max(128).optional(),
  })
  .refine(
    ({ kind, lat, lon }) => (kind === 'fixed') === (lat !== undefined && lon !== undefined),
    'a fixed unit needs --lat and --lon; a vehicle has neither, because its place is never kept',
  )

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

  /** A command that takes `--config`, checks its options as a whole, and leaves its exit code. */
  const add = <T>(
    parent: Command,
    usage: string,
    description: string,
    schema: z.ZodType<T>,
    run: (config: string, options: T, args: string[]) => Promise<number>,
  ) =>
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
  const administer = <T>(
    parent: Command,
    usage: string,
    description: string,
    schema: z.ZodType<T>,
    run: (means: CommandMeans, options: T, args: string[]) => Promise<number>,
  ) =>
    add(parent, usage, description, schema, (config, options, rest) =>
      programs.administer(config, (means) => run(means, options, rest)),
    )
  const Nothing = z.strictObject({})
  const listVersion = (text: string | undefined) =>
    argument(program, z.coerce.number().int().min(0), text, 'a version is a number; 0 is the empty list')
  const id = (text: string | undefined) =>
    argument(program, DeviceId, text, 'a device id has lower-case letters, digits, hyphens')
  const number = (text: string | undefined) =>
    argument(program, z.coerce.number().int().positive(), text, 'versions have numbers')

  add(program, 'serve', 'run the server', Nothing, (config) => programs.serve(config))
  add(program, 'init', 'make the authority and the signing key', Nothing, (config) => programs.init(config))

  const person = (text: string | undefined) =>
    argument(program, UserName, text, 'a user name has lower-case letters, digits, . _ -')
  userCommands(program, { administer, person })

  const policies = program.command('policy').description('what the plan allows, as versions')
  administer(
    policies,
    'propose <file>',
    'propose a whole policy (YAML) against the one in force',
    z.object({ as: UserName, reason: z.string().min(10).max(500), from: Time.default(0) }),
    (means, { as, reason, from }, [file = '']) => proposeFile({ file, reason, notBefore: from, as }, means),
  )
    .requiredOption('--as <name>', 'who proposes; asks for password and code')
    .requiredOption('--reason <text>', 'why; it stands in the version for ever')
    .option('--from <time>', 'not before this (ISO 8601 with zone)')
  for (const decision of ['approve', 'refuse'] as const) {
    administer(
      policies,
      `${decision} <n>`,
      decision === 'approve' ? 'put a proposed version in force' : 'end a proposal',
      Decision.extend({ as: UserName }),
      (means, { as, note }, [n]) => decidePolicy({ n: number(n), decision, as, note }, means),
    )
      .requiredOption('--as <name>', 'who decides, not the proposer; asks for password and code')
      .option('--note <text>', 'what there is to say of it; sealed with the line of the use log')
  }
  administer(policies, 'list', 'list all versions', Nothing, listPolicies)
  administer(
    policies,
    'show',
    'print a version as YAML',
    z.object({ number: z.coerce.number().int().positive().nullable().default(null) }),
    (means, options) => showPolicy(options.number, means),
  ).option('--number <n>', 'which; without it, the one in force')

  const devices = program.command('device').description('the units')
  administer(
    devices,
    'add <id>',
    'register a unit and print its enrolment code',
    NewDevice,
    (means, options, [name]) => {
      const { kind, name: shown, lat, lon, label } = options
      const place = lat === undefined || lon === undefined ? null : { lat, lon, label: label ?? shown }
      return addDevice({ id: id(name), kind, name: shown, place }, means)
    },
  )
    .requiredOption('--kind <kind>', 'fixed or vehicle')
    .requiredOption('--name <name>', 'the name that people see')
    .option('--lat <degrees>', 'of a fixed unit')
    .option('--lon <degrees>', 'of a fixed unit')
    .option('--label <text>', 'of the place, as it stands on alerts')
  administer(devices, 'code <id>', 'print a new enrolment code', Nothing, (means, _options, [name]) =>
    offerCode(id(name), means),
  )
  administer(devices, 'list', 'list units', Nothing, listDevices)
  administer(devices, 'revoke <id>', 'cut a unit off, for good', Nothing, (means, _options, [name]) =>
    revokeDevice(id(name), means),
  )

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
    .action(async (folder: string, options: { key: string; checkpoints?: string }) => {
      const { key, checkpoints = null } = options
      code = await programs.verifyExport({ folder, key, checkpoints })
    })

  recordCommands(program, {
    administer,
    argument: (schema, text, hint) => argument(program, schema, text, hint),
  })
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

function argument<T>(program: Command, schema: z.ZodType<T>, text: string | undefined, hint: string): T {
  const parsed = schema.safeParse(text)
  return parsed.success ? parsed.data : program.error(hint)
}
