import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readSettings } from '../settings-file.ts'

/** The retention schedule: for how long evidence must at least be kept (promise 16). */
const Schedule = z.strictObject({
  /** Who held the table against the schedule in force, and when; null: nobody yet. */
  checked: z.string().min(1).nullable(),
  entries: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 .-]{0,31}$/),
        title: z.string().min(1).max(200),
        /** After the case was closed. */
        years: z.union([z.int().min(0).max(100), z.literal('permanent')]),
      }),
    )
    .min(1)
    .refine(
      (entries) => new Set(entries.map(({ code }) => code)).size === entries.length,
      'a code stands twice',
    ),
})
export type Schedule = z.infer<typeof Schedule>

/** @param file the department's own; null: the one that ships */
export function readSchedule(file: string | null): Schedule {
  const read = readSettings(file ?? fileURLToPath(new URL('../../schedule.yaml', import.meta.url)), Schedule)
  if (!read.ok) throw new Error(read.error.join('\n'))
  return read.value
}

/**
 * The first moment (ms since 1970) at which what is held under this code may go; null: never.
 * @param closedAt when the case was closed
 */
export function releasableAt(schedule: Schedule, code: string, closedAt: number): number | null {
  const entry = schedule.entries.find((one) => one.code === code)
  if (!entry || entry.years === 'permanent') return null
  const end = new Date(closedAt)
  end.setUTCFullYear(end.getUTCFullYear() + entry.years)
  return end.getTime()
}
