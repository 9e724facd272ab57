import { isAscii } from 'node:buffer'
import type { Layout } from './layout.ts'
import { emptyRow, type Field, type ReadLine, type SourceRow } from './source-row.ts'
import { splitLine } from './split-line.ts'

const TRAILER = /^\W*(?:TRAILER|TRL|TOTAL|COUNT|RECORDS)\W*(\d{1,9})\W*$/i

/** The file as such cannot be this layout; nothing of it may be taken. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError'
}

/** A longer line is no record of any list; it must not fill the memory. */
const LONGEST_LINE = 65_536
const LONGEST_TRAILER = 64

/**
 * Text as lines, whatever ends them, from bytes that come piece by piece.
 * @throws LayoutError when it is no text in UTF-8, or a line never ends
 */
export function* linesOf(chunks: Iterable<Uint8Array>): Generator<string> {
  const decode = textDecoder()
  let rest = ''
  for (const chunk of chunks) {
    const text = rest + decode(chunk)
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code !== LINE_FEED && code !== CARRIAGE_RETURN) continue
      // Whether a line feed follows is not known yet.
      if (code === CARRIAGE_RETURN && at === text.length - 1) break
      yield text.slice(from, at)
      if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) at += 1
      from = at + 1
    }
    rest = text.slice(from)
    if (rest.length > LONGEST_LINE) {
      throw new LayoutError(`a line is longer than ${LONGEST_LINE} characters: this is no list`)
    }
  }
  rest += decode()
  if (rest.endsWith('\r')) rest = rest.slice(0, -1)
  if (rest !== '') yield rest
}

/** Texts of pieces that follow one another; without a piece, what is left of the last. */
function textDecoder(): (chunk?: Uint8Array) => string {
  // The mark at the beginning of a file is the reader's matter; anywhere else it is no mark.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  /** Whether a character may have begun that the next piece ends. */
  let isOpen = false
  return (chunk) => {
    try {
      if (!chunk) return decoder.decode()
      if (chunk.length === 0) return ''
      // Nearly all of every list; and what is decoded the other way takes two bytes a character, here and in all that is cut from it.
      if (!isOpen && isAscii(chunk)) return latin1(chunk)
      isOpen = (chunk.at(-1) ?? 0) > LAST_ASCII
      return decoder.decode(chunk, { stream: true })
    } catch {
      throw new LayoutError('the file is not text in UTF-8; convert it first, for example with iconv')
    }
  }
}

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

const LAST_ASCII = 127
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/**
 * Reads lines by a layout. Every line comes out, in order, as what it is: nothing is left out in silence.
 * @throws LayoutError when a header that the layout needs is missing or lacks a column
 */
export function* readLines(lines: Iterable<string>, layout: Layout): Generator<ReadLine> {
  const read = layout.shape.kind === 'fixed' ? fixedReader(layout.shape) : delimitedReader(layout.shape)
  let line = 0
  /** What would be the trailer if only blank lines followed, and those lines. */
  let held: { content: string; line: number; count: number; blanks: number } | null = null

  const asRow = (content: string, at: number): ReadLine => {
    const row = read(content, at - 1)
    if (row === 'header') return { kind: 'header', line: at }
    return row ? { kind: 'record', line: at, row } : { kind: 'refused', line: at, reason: 'not-a-record' }
  }
  for (const given of lines) {
    line += 1
    const content = line === 1 ? given.replace(/^\uFEFF/, '') : given
    if (content.trim() === '') {
      if (held) held.blanks += 1
      else yield { kind: 'blank', line }
      continue
    }
    if (held) {
      yield asRow(held.content, held.line)
      for (let blank = 1; blank <= held.blanks; blank++) yield { kind: 'blank', line: held.line + blank }
      held = null
    }
    const count = content.length <= LONGEST_TRAILER ? TRAILER.exec(content)?.[1] : undefined
    if (count === undefined) yield asRow(content, line)
    else held = { content, line, count: Number(count), blanks: 0 }
  }
  if (!held) return
  yield { kind: 'trailer', line: held.line, count: held.count }
  for (let blank = 1; blank <= held.blanks; blank++) yield { kind: 'blank', line: held.line + blank }
}

/** What one line is; null: no record. */
type Reader = (content: string, index: number) => SourceRow | 'header' | null

function fixedReader({ begins, fields, only = [] }: Extract<Layout['shape'], { kind: 'fixed' }>): Reader {
  const record = new RegExp(`^(?:${begins})`)
  const columns = placesOf(fields)
  const furtherOf = only.map(({ type, fields: further }) => ({ type, columns: placesOf(further) }))
  const fill = (row: Record<Field, string>, content: string, places: typeof columns) => {
    for (const [field, [from, to]] of places) row[field] = content.slice(from, to).trim()
  }
  return (content, index) => {
    if (!record.test(content)) return index === 0 ? 'header' : null
    const row = { ...emptyRow }
    fill(row, content, columns)
    for (const further of furtherOf)
      if (row.type.startsWith(further.type)) fill(row, content, further.columns)
    return row
  }
}

const placesOf = (fields: Extract<Layout['shape'], { kind: 'fixed' }>['fields']) =>
  Object.entries(fields) as [Field, readonly [number, number]][]

function delimitedReader(shape: Extract<Layout['shape'], { kind: 'delimited' }>): Reader {
  let columns = shape.columns.map(named)
  const placesIn = (names: readonly string[]) =>
    (Object.entries(shape.fields) as [Field, string][])
      .map(([field, column]) => [field, names.indexOf(named(column))] as const)
      .filter(([, at]) => at >= 0)
  let places = placesIn(columns)
  return (content, index) => {
    const cells = splitLine(content, shape.delimiter)
    if (index === 0) {
      const header = cells?.map(named) ?? []
      const missing = shape.columns.filter((column) => !header.includes(named(column)))
      if (missing.length === 0) {
        columns = header
        places = placesIn(columns)
        return 'header'
      }
      if (shape.header === 'needed') {
        throw new LayoutError(
          `the first line must name the columns; it does not name: ${missing.join(', ')} (known: ${Object.values(shape.fields).join(', ')})`,
        )
      }
    }
    if (!cells || cells.length !== columns.length) return null
    const row = { ...emptyRow }
    for (const [field, at] of places) row[field] = (cells[at] ?? '').trim()
    return row
  }
}

const named = (column: string) => column.trim().toLowerCase()
