import type { Command } from 'commander'
import { z } from 'zod'
import type { EnrolOptions } from '../enroll/enroll.ts'
import { parsed } from './options.ts'

const Directory = z.string().min(1).nullable().default(null)

const Where = z.object({ config: z.string().min(1), state: Directory, models: Directory })
/** Which unit: its file, and what the command line says differently. */
export type Where = z.infer<typeof Where>

const Run = Where.extend({
  exitWhenDone: z.boolean().default(false),
  drainSeconds: z.coerce.number().min(0).max(3600).default(30),
})
type RunCommand = z.infer<typeof Run>

const Enroll = z.object({
  central: z.string().min(1),
  code: z.string().min(1),
  state: z.string().min(1),
  replace: z.boolean().default(false),
})

/** Each returns the exit code. */
export interface UnitCommands {
  run(options: RunCommand): Promise<number>
  check(where: Where): Promise<number>
  enroll(options: EnrolOptions): Promise<number>
}

/** Adds the commands that make this box a unit. */
export function addUnitCommands(
  program: Command,
  commands: UnitCommands,
  done: (code: number) => void,
): void {
  const withConfig = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .requiredOption('--config <file>', "the unit's file; paths in it are relative to it")
      .option('--state <dir>', 'state directory, instead of the one in the file')
      .option('--models <dir>', 'folder with the models and their manifest, instead of the one in the file')

  withConfig('run', 'watch the cameras, match what is read and send it to central')
    .option('--exit-when-done', 'end when all recordings are over and central has everything')
    .option('--drain-seconds <n>', 'how long central may take for that (30)')
    .action(async (given: unknown) => done(await commands.run(parsed(program, Run, given))))

  withConfig('check', 'say what is right and wrong with this unit').action(async (given: unknown) =>
    done(await commands.check(parsed(program, Where, given))),
  )

  program
    .command('enroll')
    .description('make this box a unit of a central, with a code that central gave out')
    .requiredOption('--central <url>', 'https://…; http only on this machine')
    .requiredOption('--code <code>', 'as central printed it')
    .requiredOption('--state <dir>', "the unit's state directory")
    .option('--replace', 'give up the identity that is there')
    .action(async (given: unknown) => done(await commands.enroll(parsed(program, Enroll, given))))
}
