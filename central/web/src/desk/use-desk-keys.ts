import { useEffect } from 'react'

export type DeskKey = 'up' | 'down' | 'acknowledge'

const KEYS: Readonly<Record<string, DeskKey>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Enter: 'acknowledge',
  a: 'acknowledge',
  A: 'acknowledge',
}

/** What a key press means to the desk; null when it belongs to the control that has the focus. */
export function deskKeyOf(event: {
  key: string
  repeat: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  target: EventTarget | null
}): DeskKey | null {
  const meaning = KEYS[event.key] ?? null
  if (!meaning || event.altKey || event.ctrlKey || event.metaKey) return null
  // A held key may walk the list, but never acknowledges one alert after another.
  if (meaning === 'acknowledge' && event.repeat) return null
  const target = event.target as Partial<Pick<Element, 'closest'>> | null
  const inside = (selector: string) => target?.closest?.(selector) != null
  // Up and down mean nothing in a field of one line: they still walk the queue.
  if (meaning !== 'acknowledge' && inside('[data-walks]')) return meaning
  if (inside('input, textarea, select, dialog, [contenteditable], .maplibregl-map')) return null
  if (event.key === 'Enter' && inside('button, a, summary')) return null
  return meaning
}

export function useDeskKeys(act: (key: DeskKey) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const key = deskKeyOf(event)
      if (!key) return
      event.preventDefault()
      act(key)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [act])
}
