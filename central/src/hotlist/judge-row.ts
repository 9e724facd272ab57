import { normalisePlate } from '@archway/shared/plate'
import { type Policy, ruleFor } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import { canonicalJson, sha256 } from '@archway/shared/signing'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { wantedFor } from './category.ts'
import { issuerOf } from './issuer.ts'
import type { Layout } from './layout.ts'
import { readDate } from './read-date.ts'
import type { LineRefusal, SourceRow } from './source-row.ts'

/** The expiry of an entry whose source gives none; the list's own manifest expires within a day. */
export const NO_EXPIRY = Date.UTC(9999, 11, 31)

const ID_DIGITS = 24

/**
 * A record as an entry, or why it is none. What policy denies is refused here, before anything is stored.
 *
 * The id is a digest of the content: the same record gives the same id in every import, and a record that
 * changed is another entry, so that a hit always names exactly what was matched.
 */
export function judgeRow(
  row: SourceRow,
  layout: Layout,
  { list, policy, now }: { list: string; policy: Policy; now: number },
): Result<ListedEntry, LineRefusal> {
  const wanted = wantedFor(row, layout.category)
  if (!wanted) return fail('category-unknown')
  if (ruleFor(policy, wanted.category) === 'deny') return fail('category-denied')
  const plate = normalisePlate(row.plate)
  if (!plate.ok) return fail('plate')
  const enteredAt = row.entered === '' ? null : readDate(row.entered)
  const expiresAt = row.expires === '' ? NO_EXPIRY : readDate(row.expires)
  if (enteredAt === undefined || expiresAt === undefined) return fail('date')
  if (expiresAt <= now) return fail('expired')

  const letters = layout.letterOAsZero ? unfoldLetters : (text: string) => text
  const content = {
    plate: plate.value,
    raw: row.plate,
    folded: layout.letterOAsZero,
    jurisdiction: issuerOf(letters(row.state)),
    category: wanted.category,
    flags: wanted.flags,
    expiresAt,
    enteredAt,
    number: orNull(row.number),
    agency: orNull(row.agency),
    vehicle: {
      year: orNull(row.year),
      make: orNull(letters(row.make)),
      model: orNull(letters(row.model)),
      style: orNull(row.style),
      colour: orNull(letters(row.colour)),
    },
  }
  return ok({ id: `${list}:${sha256(canonicalJson(content)).slice(0, ID_DIGITS)}`, ...content })
}

/** Undoes O written as 0 where letters stand; a 0 among other digits (a model `C10`, `200`) is a digit. */
const unfoldLetters = (text: string): string => (/[1-9]/.test(text) ? text : text.replaceAll('0', 'O'))

const orNull = (text: string): string | null => (text === '' ? null : text.slice(0, 64))
