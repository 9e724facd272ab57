import type { Command } from 'commander'
import { z } from 'zod'
import type { CommandMeans } from './means.ts'

/** Adds a command that takes `--config` and checks its options as a whole; `run` gives the exit code. */
export type AddCommand<Means> = <T>(
  parent: Command,
  usage: string,
  description: string,
  schema: z.ZodType<T>,
  run: (means: Means, options: T, args: string[]) => Promise<number>,
) => Command

/** What the rooms of the command line build their commands with. */
export interface CliMeans {
  /** A command on what is kept: opened before it, closed after it. */
  readonly administer: AddCommand<CommandMeans>
  /** An argument in its shape; ends the program with a hint when it is not. */
  argument<T>(schema: z.ZodType<T>, text: string | undefined, hint: string): T
}

/** Of a command without options. */
export const Nothing = z.strictObject({})
