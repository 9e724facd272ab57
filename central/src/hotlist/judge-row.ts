import { hash } from 'node:crypto'
import { normalisePlate } from '@archway/shared/plate'
import { type Policy, ruleFor } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { jsonText } from '../ledger/plain-text.ts'
import { wantedFor } from './category.ts'
import { issuerOf } from './issuer.ts'
import type { Layout } from './layout.ts'
import { readDate } from './read-date.ts'
import type { LineRefusal, SourceRow } from './source-row.ts'

/** The expiry of an entry whose source gives none; the list's own manifest expires within a day. */
export const NO_EXPIRY = Date.UTC(9999, 11, 31)

const ID_DIGITS = 24

/**
 * Makes the judge of a source's records: a record as an entry, or why it is none. What policy denies is refused
 * here, before anything is stored.
 *
 * The id is a digest of the content: the same record gives the same id in every import, and a record that
 * changed is another entry, so that a hit always names exactly what was matched.
 */
export function judgeOf(
  layout: Layout,
  { list, policy, now }: { list: string; policy: Policy; now: number },
): (row: SourceRow) => Result<ListedEntry, LineRefusal> {
  // Millions of records have a few thousand different days, makes and models, and a hundred issuers.
  const letters = remembering(layout.letterOAsZero ? unfoldLetters : (text) => text)
  const date = remembering(readDate)
  const issuer = remembering((state) => issuerOf(letters(state)))
  return (row) => {
    const wanted = wantedFor(row, layout.category)
    if (!wanted) return fail('category-unknown')
    if (ruleFor(policy, wanted.category) === 'deny') return fail('category-denied')
    const plate = normalisePlate(row.plate)
    if (!plate.ok) return fail('plate')
    const enteredAt = row.entered === '' ? null : date(row.entered)
    const expiresAt = row.expires === '' ? NO_EXPIRY : date(row.expires)
    if (enteredAt === undefined || expiresAt === undefined) return fail('date')
    if (expiresAt <= now) return fail('expired')
    return ok(
      identified(list, {
        plate: plate.value,
        raw: row.plate,
        folded: layout.letterOAsZero,
        jurisdiction: issuer(row.state),
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
      }),
    )
  }
}

/** An entry with the id that its content gives it. */
export function identified(list: string, content: Omit<ListedEntry, 'id'>): ListedEntry {
  const id = `${list}:${hash('sha256', contentJson(content)).slice(0, ID_DIGITS)}`
  // Field by field: to spread them would take several times as long.
  return {
    id,
    plate: content.plate,
    raw: content.raw,
    folded: content.folded,
    jurisdiction: content.jurisdiction,
    category: content.category,
    flags: content.flags,
    expiresAt: content.expiresAt,
    enteredAt: content.enteredAt,
    number: content.number,
    agency: content.agency,
    vehicle: content.vehicle,
  }
}

/** `canonicalJson` of the content, several times as fast: its keys are known, and few texts need escapes. */
function contentJson(content: Omit<ListedEntry, 'id'>): string {
  const { agency, category, enteredAt, expiresAt, flags, folded, jurisdiction, number, plate, raw, vehicle } =
    content
  const { colour, make, model, style, year } = vehicle
  return `{"agency":${jsonText(agency)},"category":"${category}","enteredAt":${enteredAt},"expiresAt":${expiresAt},"flags":${
    flags.length === 0 ? '[]' : JSON.stringify(flags)
  },"folded":${folded},"jurisdiction":${jsonText(jurisdiction)},"number":${jsonText(number)},"plate":"${plate}","raw":${jsonText(raw)},"vehicle":{"colour":${jsonText(colour)},"make":${jsonText(make)},"model":${jsonText(model)},"style":${jsonText(style)},"year":${jsonText(year)}}}`
}

const MOST_REMEMBERED = 10_000
/** A longer text may be a view of the piece of the file that it was cut from, and would keep all of that. */
const LONGEST_REMEMBERED = 12

function remembering<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const fresh = answer(text)
    if (known.size < MOST_REMEMBERED && text.length <= LONGEST_REMEMBERED) known.set(text, fresh)
    return fresh
  }
}

/** Undoes O written as 0 where letters stand; a 0 among other digits (a model `C10`, `200`) is a digit. */
const unfoldLetters = (text: string): string => (/[1-9]/.test(text) ? text : text.replaceAll('0', 'O'))

const orNull = (text: string): string | null => (text === '' ? null : text.slice(0, 64))
