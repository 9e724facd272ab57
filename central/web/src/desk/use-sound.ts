import { useCallback, useEffect, useRef, useState } from 'react'
import { forgetMute, isMuted, rememberMute } from '../session/mute.ts'
import { type Chime, openChime, type Tune } from './chime.ts'

/** `asleep`: the browser waits for a click or a key before it lets the page sound. */
export type SoundState = 'on' | 'muted' | 'asleep' | 'unavailable'

/** On, unless this person muted it in this session: an alert that nobody takes must be heard. */
export function useSound(user: string) {
  const chime = useRef<Chime | null>(null)
  const [state, setState] = useState<SoundState>('asleep')

  const open = useCallback(() => {
    try {
      const opened = openChime(() => setState(opened.isAwake() ? 'on' : 'asleep'))
      chime.current = opened
      setState(opened.isAwake() ? 'on' : 'asleep')
      return opened
    } catch {
      // The button says so: an operator must not believe in a sound that cannot come.
      setState('unavailable')
      return null
    }
  }, [])
  const close = useCallback(() => {
    chime.current?.close()
    chime.current = null
  }, [])
  const wake = useCallback(async (opened: Chime | null) => {
    await opened?.wake().then(
      () => setState('on'),
      () => setState('unavailable'),
    )
  }, [])

  useEffect(() => {
    if (isMuted(user)) setState('muted')
    else open()
    return close
  }, [user, open, close])

  useEffect(() => {
    if (state !== 'asleep') return
    const awaken = ({ target }: Event) => {
      // The button itself has more to do: it would take the waking for an answer, and mute.
      if (!(target instanceof Element && target.closest('[data-sound]'))) void wake(chime.current)
    }
    window.addEventListener('pointerdown', awaken)
    window.addEventListener('keydown', awaken)
    return () => {
      window.removeEventListener('pointerdown', awaken)
      window.removeEventListener('keydown', awaken)
    }
  }, [state, wake])

  const toggle = useCallback(async () => {
    if (chime.current?.isAwake()) {
      close()
      rememberMute(user)
      setState('muted')
      return
    }
    forgetMute()
    const opened = chime.current ?? open()
    await wake(opened)
    // So that one knows how it sounds, and that it does.
    opened?.play('look-only')
  }, [user, open, close, wake])
  const play = useCallback((tune: Tune) => chime.current?.play(tune), [])
  return { state, toggle, play }
}
