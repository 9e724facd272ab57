/** The fields that a list can carry, as the source wrote them. */
export const FIELDS = [
  'plate',
  'state',
  'type',
  'number',
  'agency',
  'entered',
  'expires',
  'year',
  'make',
  'model',
  'style',
  'colour',
] as const
export type Field = (typeof FIELDS)[number]

/** One record of a list before it is judged: trimmed text, empty where the source says nothing. */
export type SourceRow = Readonly<Record<Field, string>>

/** Why a line gave no entry. Every line of a file is either an entry, a header or trailer, blank, or this. */
export const LINE_REFUSALS = [
  'not-a-record',
  'plate',
  'category-unknown',
  'category-denied',
  'date',
  'expired',
  'duplicate',
  'recalled',
] as const
export type LineRefusal = (typeof LINE_REFUSALS)[number]

/** A line as a layout reads it. Lines are counted from 1. */
export type ReadLine =
  | { readonly kind: 'record'; readonly line: number; readonly row: SourceRow }
  | { readonly kind: 'refused'; readonly line: number; readonly reason: 'not-a-record' }
  | { readonly kind: 'header' | 'blank'; readonly line: number }
  | { readonly kind: 'trailer'; readonly line: number; readonly count: number }

export const emptyRow: SourceRow = {
  plate: '',
  state: '',
  type: '',
  number: '',
  agency: '',
  entered: '',
  expires: '',
  year: '',
  make: '',
  model: '',
  style: '',
  colour: '',
}
