/** Rows of a CSV file (RFC 4180); empty lines are none. Throws when a quotation is not closed. */
export function splitCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  const content = text.replace(/^\uFEFF/, '')
  const endRow = () => {
    row.push(field)
    if (row.length > 1 || field !== '') rows.push(row)
    row = []
    field = ''
  }
  for (let at = 0; at < content.length; at += 1) {
    const character = content[at]
    if (quoted) {
      if (character !== '"') field += character
      else if (content[at + 1] === '"') {
        field += '"'
        at += 1
      } else quoted = false
    } else if (character === '"' && field === '') quoted = true
    else if (character === ',') {
      row.push(field)
      field = ''
    } else if (character === '\n') endRow()
    else if (character !== '\r') field += character
  }
  if (quoted) throw new Error('the file ends within a quotation')
  endRow()
  return rows
}
