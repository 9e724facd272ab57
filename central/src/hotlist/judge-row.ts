import { hash } from 'node:crypto'
import { normalisePlate } from '@archway/shared/plate'
import { type Policy, ruleFor } from '@archway/shared/policy'
import { fail, ok, type Result } from '@archway/shared/result'
import type { ListedEntry } from '../ledger/hotlist-ledger.ts'
import { wantedFor } from './category.ts'
import { issuerOf } from './issuer.ts'
import type { Layout } from './layout.ts'
import { readDate } from './read-date.ts'
import type { LineRefusal, SourceRow } from './source-row.ts'

/** The expiry of an entry whose source gives none; the list's own manifest expires within a day. */
export const NO_EXPIRY = Date.UTC(9999, 11, 31)

const ID_DIGITS = 24

export interface JudgedEntry {
  readonly entry: ListedEntry
  /** The same as JSON, which its id is a digest of most of. */
  readonly text: string
}

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
): (row: SourceRow) => Result<JudgedEntry, LineRefusal> {
  const letters = layout.letterOAsZero ? unfoldLetters : (text: string) => text
  // Millions of records have a few thousand different days, and a hundred issuers.
  const date = remembering(readDate)
  const issuer = remembering(issuerOf)
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
      judged(list, {
        plate: plate.value,
        raw: row.plate,
        folded: layout.letterOAsZero,
        jurisdiction: issuer(letters(row.state)),
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
export const identified = (list: string, content: Omit<ListedEntry, 'id'>): ListedEntry =>
  judged(list, content).entry

function judged(list: string, content: Omit<ListedEntry, 'id'>): JudgedEntry {
  const json = contentJson(content)
  const id = `${list}:${hash('sha256', json).slice(0, ID_DIGITS)}`
  return { entry: { id, ...content }, text: `{"id":${text(id)},${json.slice(1)}` }
}

/** `canonicalJson` of the content, several times as fast: its keys are known, and few texts need escapes. */
function contentJson({ vehicle, ...entry }: Omit<ListedEntry, 'id'>): string {
  const { agency, category, enteredAt, expiresAt, flags, folded, jurisdiction, number, plate, raw } = entry
  const { colour, make, model, style, year } = vehicle
  return `{"agency":${text(agency)},"category":"${category}","enteredAt":${enteredAt},"expiresAt":${expiresAt},"flags":${
    flags.length === 0 ? '[]' : JSON.stringify(flags)
  },"folded":${folded},"jurisdiction":${text(jurisdiction)},"number":${text(number)},"plate":"${plate}","raw":${text(raw)},"vehicle":{"colour":${text(colour)},"make":${text(make)},"model":${text(model)},"style":${text(style)},"year":${text(year)}}}`
}

const PLAIN = /^[ !#-[\]-~]*$/

const text = (value: string | null): string =>
  value === null ? 'null' : PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)

const MOST_REMEMBERED = 10_000

function remembering<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const fresh = answer(text)
    if (known.size < MOST_REMEMBERED) known.set(text, fresh)
    return fresh
  }
}

/** Undoes O written as 0 where letters stand; a 0 among other digits (a model `C10`, `200`) is a digit. */
const unfoldLetters = (text: string): string => (/[1-9]/.test(text) ? text : text.replaceAll('0', 'O'))

const orNull = (text: string): string | null => (text === '' ? null : text.slice(0, 64))
