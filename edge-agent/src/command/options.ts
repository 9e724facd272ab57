import type { Command } from 'commander'
import type { z } from 'zod'

/** Exit code for a command line that makes no sense, or models that cannot be had. */
export const MISUSE = 2

/** What a command was given, or the end of the program with every complaint at once. */
export function parsed<T>(program: Command, schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given)
  if (result.success) return Object.freeze(result.data)
  const complaints = result.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`)
  return program.error(`error: ${complaints.join('\n       ')}`, { exitCode: MISUSE })
}
