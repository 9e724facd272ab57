import type { Grade } from '@archway/shared/alert'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Chime, openChime } from './chime.ts'

/** Off until the operator turns it on; turning it on plays the tone, so that one knows it works. */
export function useSound() {
  const chime = useRef<Chime | null>(null)
  const [state, setState] = useState<'off' | 'on' | 'unavailable'>('off')

  const toggle = useCallback(async () => {
    if (chime.current) {
      chime.current.close()
      chime.current = null
      setState('off')
      return
    }
    try {
      chime.current = await openChime()
      chime.current.play('look-only')
      setState('on')
    } catch {
      // The button says so: an operator must not believe in a sound that cannot come.
      setState('unavailable')
    }
  }, [])
  const play = useCallback((grade: Grade) => chime.current?.play(grade), [])
  useEffect(() => () => chime.current?.close(), [])
  return { state, toggle, play }
}
