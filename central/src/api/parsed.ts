import type { z } from 'zod'
import { ApiProblem } from './problem.ts'

/** Complaints of one answer; beyond these a person has enough to do. */
const MOST_COMPLAINTS = 5

/** What was sent, in the shape that is asked for; a 400 that names what is wrong with it, and quotes nothing of it. */
export function parsed<T>(schema: z.ZodType<T>, sent: unknown): T {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  const complaints = result.error.issues.slice(0, MOST_COMPLAINTS).map(({ path, code, message }) => {
    const what = code === 'unrecognized_keys' ? 'has fields that are not known' : message
    return path.length > 0 ? `${path.join('.').slice(0, 100)}: ${what}` : what
  })
  throw new ApiProblem(400, complaints.join('; '))
}

/** A part of the path, in the shape that is asked for; anything else is nothing that is there. */
export function inPath<T>(schema: z.ZodType<T>, part: unknown, missing: string): T {
  const result = schema.safeParse(part)
  if (!result.success) throw new ApiProblem(404, missing)
  return result.data
}
