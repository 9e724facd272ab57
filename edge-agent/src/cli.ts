import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { MISUSE, parsed } from './command/options.ts'
import type { ReadOptions } from './command/read-command.ts'
import { addUnitCommands, type UnitCommands } from './command/unit-commands.ts'
import { Precision } from './models/manifest.ts'

/** What the command line can start; each returns the exit code. */
export interface Commands extends UnitCommands {
  read(options: ReadOptions, eyes: EyesOptions): Promise<number>
}

interface EyesOptions {
  /** Folder with the models and their manifest; null takes those of the program. */
  readonly models: string | null
  /** Cores that one run of a model may use. */
  readonly threads: number
  readonly precision: Precision
}

const Eyes = z.object({
  models: z.string().min(1).nullable().default(null),
  threads: z.coerce.number().int().min(1).max(64).default(1),
  precision: Precision.default('int8'),
})

const Read = z.object({
  json: z.boolean().default(false),
  crops: z.boolean().default(false),
  draw: z.string().min(1).nullable().default(null),
  rate: z.coerce.number().positive().max(120).default(5),
})

/** Runs what the arguments say. */
export async function cli(args: readonly string[], version: string, commands: Commands): Promise<number> {
  let code = 0
  const program = new Command('archway-edge')
    .description('The agent on the unit: reads licence plates on the spot')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  program
    .command('read')
    .description('read plates in photographs, folders or videos')
    .argument('<path...>', 'photographs, folders of them, or videos')
    .option('--json', 'one JSON line an image')
    .option('--crops', 'each image is one plate, loosely cut')
    .option('--draw <dir>', 'write each picture with what was read drawn into it')
    .option('--rate <n>', 'pictures a second that are looked at in a video (5)')
    .option('--models <dir>', 'folder with the models and their manifest')
    .option('--threads <n>', 'cores that a model may use (1)')
    .option('--precision <kind>', 'int8, or fp32: the graphs as trained, half as fast (int8)')
    .action(async (paths: string[], given: unknown) => {
      const options = parsed(program, Read.extend(Eyes.shape), given)
      const { json, crops, draw, rate, models, threads, precision } = options
      code = await commands.read(
        Object.freeze({ paths, json, crops, draw, rate }),
        Object.freeze({ models, threads, precision }),
      )
    })
  addUnitCommands(program, commands, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : MISUSE
    throw thrown
  }
  return code
}
