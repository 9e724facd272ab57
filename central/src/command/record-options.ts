import { UserName } from '@archway/shared/api/people'
import { DeviceId } from '@archway/shared/id'
import type { z } from 'zod'
import { MISUSE } from './means.ts'
import type { UserCli } from './user-cli.ts'

export type RecordCli = Pick<UserCli, 'administer'> & {
  /** An argument in its shape; ends the program with a hint when it is not. */
  argument<T>(schema: z.ZodType<T>, text: string | undefined, hint: string): T
}

/** Who does it: a person, who is asked for password and code. */
export const As = { as: UserName }
export const AS = ['--as <name>', 'who does it; asks for password and code'] as const

export const unitIn =
  ({ argument }: RecordCli) =>
  (text: string | undefined): DeviceId =>
    argument(DeviceId, text, 'a device id has lower-case letters, digits, hyphens')

export function misused(
  { terminal }: { terminal: { err(text: string): void } },
  { issues }: z.ZodError,
): Promise<number> {
  for (const { path, message } of issues) terminal.err([...path, message].join(': '))
  return Promise.resolve(MISUSE)
}
