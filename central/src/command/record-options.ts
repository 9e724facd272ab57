import { UserName } from '@archway/shared/api/people'
import { DeviceId } from '@archway/shared/id'
import type { z } from 'zod'
import type { CliMeans } from './cli-means.ts'
import { MISUSE } from './means.ts'

/** Who does it: a person, who is asked for password and code. */
export const As = { as: UserName }
export const AS = ['--as <name>', 'who does it; asks for password and code'] as const

export const unitIn =
  ({ argument }: CliMeans) =>
  (text: string | undefined): DeviceId =>
    argument(DeviceId, text, 'a device id has lower-case letters, digits, hyphens')

export function misused(
  { terminal }: { terminal: { err(text: string): void } },
  { issues }: z.ZodError,
): Promise<number> {
  for (const { path, message } of issues) terminal.err([...path, message].join(': '))
  return Promise.resolve(MISUSE)
}
