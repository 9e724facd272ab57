import type { Layout } from './layout.ts'
import { emptyRow, FIELDS, type ReadLine, type SourceRow } from './source-row.ts'
import { splitLine } from './split-line.ts'

const TRAILER = /^\W*(?:TRAILER|TRL|TOTAL|COUNT|RECORDS)\W*(\d{1,9})\W*$/i

/** The file as such cannot be this layout; nothing of it may be taken. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError'
}

/**
 * Reads a file by a layout. Every line comes out, in order, as what it is: nothing is left out in silence.
 * @throws LayoutError when a header that the layout needs is missing or lacks a column
 */
export function* readLines(text: string, layout: Layout): Generator<ReadLine> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const read = layout.shape.kind === 'fixed' ? fixedReader(layout.shape) : delimitedReader(layout.shape)
  for (const [index, content] of lines.entries()) {
    const line = index + 1
    const count = index === last ? TRAILER.exec(content)?.[1] : undefined
    if (content.trim() === '') yield { kind: 'blank', line }
    else if (count !== undefined) yield { kind: 'trailer', line, count: Number(count) }
    else {
      const row = read(content, index)
      if (row === 'header') yield { kind: 'header', line }
      else if (row) yield { kind: 'record', line, row }
      else yield { kind: 'refused', line, reason: 'not-a-record' }
    }
  }
}

/** What one line is; null: no record. */
type Reader = (content: string, index: number) => SourceRow | 'header' | null

function fixedReader({ begins, fields }: Extract<Layout['shape'], { kind: 'fixed' }>): Reader {
  const record = new RegExp(`^(?:${begins})`)
  return (content, index) => {
    if (!record.test(content)) return index === 0 ? 'header' : null
    return rowOf((field) => {
      const columns = fields[field]
      return columns ? content.slice(...columns) : ''
    })
  }
}

function delimitedReader(shape: Extract<Layout['shape'], { kind: 'delimited' }>): Reader {
  let columns = shape.columns.map(named)
  return (content, index) => {
    const cells = splitLine(content, shape.delimiter)
    if (index === 0) {
      const header = cells?.map(named) ?? []
      const missing = shape.columns.filter((column) => !header.includes(named(column)))
      if (missing.length === 0) {
        columns = header
        return 'header'
      }
      if (shape.header === 'needed') {
        throw new LayoutError(
          `the first line must name the columns; it does not name: ${missing.join(', ')} (known: ${Object.values(shape.fields).join(', ')})`,
        )
      }
    }
    if (!cells || cells.length !== columns.length) return null
    const byColumn = new Map(columns.map((column, at) => [column, cells[at] ?? '']))
    return rowOf((field) => byColumn.get(named(shape.fields[field] ?? '')) ?? '')
  }
}

const named = (column: string) => column.trim().toLowerCase()

const rowOf = (take: (field: (typeof FIELDS)[number]) => string): SourceRow => ({
  ...emptyRow,
  ...Object.fromEntries(FIELDS.map((field) => [field, take(field).trim()])),
})
