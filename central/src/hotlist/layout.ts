import { z } from 'zod'
import { FIELDS } from './source-row.ts'

const Field = z.enum(FIELDS)

/**
 * How a source's category is told: by the NCIC file code (first letter of the record's number), by an NCIC
 * message key (EV, EF-A, …), or by words of the source, in lower case, letters and digits only.
 */
const CategoryRule = z.union([
  z.strictObject({ by: z.literal('file-code') }),
  z.strictObject({ by: z.literal('message-key') }),
  z.strictObject({ by: z.literal('words'), words: z.record(z.string(), z.string()) }),
])

const Shape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('delimited'),
    delimiter: z.string().length(1),
    /**
     * Names of the columns in order, as the source's first line writes them; where `header` is `needed` the
     * order is taken from the file. Names compare without case.
     */
    columns: z.array(z.string()).min(1),
    header: z.enum(['needed', 'optional']),
    fields: z.partialRecord(Field, z.string()),
  }),
  z.strictObject({
    kind: z.literal('fixed'),
    /** Each field's first column, from 0, and the column after its last. */
    fields: z.partialRecord(Field, z.tuple([z.int().min(0), z.int().min(1)])),
    /** Further fields of lines whose `type` begins with these letters. */
    only: z
      .array(
        z.strictObject({
          type: z.string().min(1),
          fields: z.partialRecord(Field, z.tuple([z.int().min(0), z.int().min(1)])),
        }),
      )
      .optional(),
    /** A line that does not begin so is no record; the first line may then be a header. */
    begins: z.string(),
  }),
])

/** A source's layout as data. The shipped ones are in `layouts.ts`; a department can write its own file. */
export const Layout = z.strictObject({
  shape: Shape,
  category: CategoryRule,
  /**
   * True: the source writes letter O as digit 0. It is undone where only letters can stand; in the plate it
   * cannot be undone, and the entry is marked so that matching tries both.
   */
  letterOAsZero: z.boolean(),
})
export type Layout = z.infer<typeof Layout>
