/** One server-sent event. Comments (heartbeats) come as an event named `comment`. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

/**
 * Cuts a `text/event-stream` into events, however the network chopped it. We read the stream ourselves
 * rather than through EventSource, because that hides what we must know: the status of a refusal (is the
 * session over?) and heartbeats (is a silent connection still alive?).
 */
export function createEventCutter(): (chunk: string) => StreamEvent[] {
  let rest = ''
  let name = ''
  let data: string[] = []

  const take = (line: string): StreamEvent | null => {
    if (line === '') {
      const event = data.length > 0 ? { name: name || 'message', data: data.join('\n') } : null
      name = ''
      data = []
      return event
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === '') return { name: 'comment', data: value }
    if (field === 'event') name = value
    if (field === 'data') data.push(value)
    return null
  }

  return (chunk) => {
    const text = rest + chunk
    // A trailing CR may be half of a CRLF: it waits for what follows.
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    return lines.map(take).filter((event) => event !== null)
  }
}
