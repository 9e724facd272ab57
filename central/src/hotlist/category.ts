import { Category, type EntryFlag } from '@archway/shared/hotlist'
import type { Layout } from './layout.ts'
import type { SourceRow } from './source-row.ts'

/** NCIC file codes: the first letter of a record's number. Any other code is unknown, and so denied. */
const FILE_CODES: Readonly<Record<string, Category>> = {
  V: 'stolen-vehicle',
  P: 'stolen-plate',
  R: 'stolen-part',
  F: 'felony-vehicle',
  W: 'wanted-person',
  A: 'stolen-article',
  M: 'missing-person',
}

const MESSAGE_KEYS: Readonly<Record<string, Category>> = {
  EV: 'stolen-vehicle',
  EF: 'felony-vehicle',
  EL: 'stolen-plate',
  EW: 'wanted-person',
}

/** The letter after a message key. F says both of the others: it does not say felony. */
const KEY_FLAGS: Readonly<Record<string, readonly EntryFlag[]>> = {
  '': [],
  A: ['armed'],
  P: ['hold-for-latents'],
  F: ['armed', 'hold-for-latents'],
}

export interface Wanted {
  readonly category: Category
  readonly flags: EntryFlag[]
}

/** What the source wants the vehicle for; null: it does not say it in a way that is known. */
export function wantedFor(row: SourceRow, rule: Layout['category']): Wanted | null {
  switch (rule.by) {
    case 'file-code':
      return unflagged(FILE_CODES[row.number.slice(0, 1).toUpperCase()])
    case 'message-key':
      return byMessageKey(row.type.toUpperCase())
    case 'words': {
      const said = Category.safeParse(row.type.toLowerCase())
      if (said.success) return unflagged(said.data)
      const meant = Category.safeParse(rule.words[row.type.toLowerCase().replace(/[^a-z0-9]/g, '')])
      return meant.success ? unflagged(meant.data) : null
    }
  }
}

function byMessageKey(key: string): Wanted | null {
  const found = /^(E[VFLW])(?:-?([APF]))?$/.exec(key)
  if (!found) return /^EM[A-Z]{0,2}$/.test(key) ? unflagged('missing-person') : null
  const category = MESSAGE_KEYS[found[1] ?? '']
  return category ? { category, flags: [...(KEY_FLAGS[found[2] ?? ''] ?? [])] } : null
}

const unflagged = (category: Category | undefined): Wanted | null =>
  category ? { category, flags: [] } : null
