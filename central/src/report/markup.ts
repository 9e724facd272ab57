/** Text as it may stand in HTML, in an element or in a quoted attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A cell: text, or a number, which stands to the right. */
export type Cell = string | number

/** @param caption what the table shows; it is read out before the rows */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return `<p class="none">${escaped(caption)}: none.</p>`
  const numeric = head.map(
    (_, at) => rows.every((row) => isFigure(row[at] ?? '')) && rows.some((row) => row[at] !== ''),
  )
  const cell = (tag: 'th' | 'td', content: Cell, at: number) => {
    const scope = tag === 'th' ? ' scope="col"' : ''
    return `<${tag}${scope}${numeric[at] ? ' class="n"' : ''}>${said(content)}</${tag}>`
  }
  const body = rows.map((row) => `<tr>${row.map((content, at) => cell('td', content, at)).join('')}</tr>`)
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head
    .map((name, at) => cell('th', name, at))
    .join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

const isFigure = (cell: Cell) =>
  typeof cell === 'number' || cell === KEPT_BACK || /^(-?\$?[\d,.]+( %)?)?$/.test(cell)

/** In the place of a count that is too small to be told by district. */
export const KEPT_BACK = 'few'

const said = (content: Cell) => (typeof content === 'number' ? number(content) : escaped(content))

/** `12,345` */
export const number = (n: number): string => n.toLocaleString('en-US')

export const perCent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`

/** `$1,234`; cents only where there are any. */
export const dollars = (cents: number): string =>
  (cents / 100).toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  })

/** Bars that stand beside each other, drawn so that they print; each has its value as a title. */
export function bars(
  label: string,
  values: readonly { readonly name: string; readonly value: number }[],
): string {
  const highest = Math.max(1, ...values.map(({ value }) => value))
  const width = 720
  const height = 110
  const each = width / Math.max(1, values.length)
  const drawn = values.map(({ name, value }, at) => {
    const tall = (value / highest) * (height - 2)
    return `<rect x="${(at * each + each * 0.12).toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${(each * 0.76).toFixed(1)}" height="${tall.toFixed(1)}"><title>${escaped(name)}: ${number(value)}</title></rect>`
  })
  return `<figure><svg viewBox="0 0 ${width} ${height + 1}" role="img" aria-label="${escaped(label)}">${drawn.join('')}<line x1="0" y1="${height + 0.5}" x2="${width}" y2="${height + 0.5}"/></svg><figcaption><span>${escaped(values[0]?.name ?? '')}</span><span>highest ${number(highest)}</span><span>${escaped(values.at(-1)?.name ?? '')}</span></figcaption></figure>`
}
