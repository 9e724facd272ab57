/**
 * One line of a delimited file as its cells. A cell may stand in double quotes, with quotes inside doubled.
 * Null: the quotes do not match. Lines are split by themselves: a lost quote spoils one line and can never
 * swallow those that follow.
 */
export function splitLine(line: string, delimiter: string): string[] | null {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  for (let at = 0; ; ) {
    const cell = line[at] === '"' ? quoted(line, at) : bare(line, at, delimiter)
    if (!cell) return null
    cells.push(cell.text)
    if (cell.end === line.length) return cells
    if (line[cell.end] !== delimiter) return null
    at = cell.end + 1
  }
}

function bare(line: string, at: number, delimiter: string): { text: string; end: number } | null {
  const next = line.indexOf(delimiter, at)
  const end = next < 0 ? line.length : next
  const text = line.slice(at, end)
  return text.includes('"') ? null : { text, end }
}

function quoted(line: string, at: number): { text: string; end: number } | null {
  const found = /"((?:[^"]|"")*)"/y
  found.lastIndex = at
  const text = found.exec(line)?.[1]
  return text === undefined ? null : { text: text.replaceAll('""', '"'), end: found.lastIndex }
}
