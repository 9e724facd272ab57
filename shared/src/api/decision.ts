import { z } from 'zod'
import { Note } from './search.ts'

/** POST …/approve and …/refuse of a hold, a disclosure, an entry made by hand or a policy, by the second person. The note is sealed with the line. */
export const Decision = z.strictObject({ note: Note.nullable().default(null) })
