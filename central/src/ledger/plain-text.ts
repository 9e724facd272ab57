/** Printable ASCII that JSON writes as it is, as nearly all texts of a list are: for them much can be left out. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) return false
  }
  return true
}

const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92
const TILDE = 126

/** A text, or null, as JSON writes it. */
export const jsonText = (text: string | null): string =>
  text === null ? 'null' : isPlain(text) ? `"${text}"` : JSON.stringify(text)
