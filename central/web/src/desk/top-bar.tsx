import type { Session } from '@archway/shared/api'
import type { Theme } from '@archway/shared/ui/theme'
import { DoorBar } from './door-bar.tsx'
import { useThemeChoice } from './theme-choice.ts'
import './top-bar.css'
import type { SoundState } from './use-sound.ts'

const SOUND_WORDS: Readonly<Record<SoundState, string>> = {
  on: 'Sound is on',
  muted: 'Muted',
  asleep: 'Sound after a click',
  unavailable: 'No sound here',
}

const SOUND_HINTS: Readonly<Record<SoundState, string>> = {
  on: 'Mute alerts on this screen',
  muted: 'Let alerts sound on this screen',
  asleep: 'The browser lets alerts sound once somebody clicks or presses a key here',
  unavailable: 'This browser plays no sound: keep the queue in sight. Press to try again',
}

export function TopBar(props: {
  session: Session
  sound: SoundState
  live: boolean
  onSound: () => void
  onSignOut: () => void
}) {
  const { theme, choose } = useThemeChoice()
  const other: Theme = theme === 'dark' ? 'light' : 'dark'
  return (
    <header className="top-bar">
      <h1>
        <img src="/archway.svg" alt="" width="26" height="26" /> Archway <span>RTCC desk</span>
      </h1>
      <span className="top-bar-live" data-live={props.live ? '' : undefined}>
        {props.live ? '● Live' : '✕ Not live'}
      </span>
      <span className="top-bar-keys">
        <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> or <kbd>A</kbd> acknowledge
      </span>
      <button
        type="button"
        className="button top-bar-sound"
        data-sound={props.sound}
        aria-pressed={props.sound === 'on'}
        title={SOUND_HINTS[props.sound]}
        onClick={props.onSound}
      >
        {SOUND_WORDS[props.sound]}
      </button>
      <button type="button" className="button" onClick={() => choose(other)}>
        {other === 'light' ? 'Light' : 'Dark'}
      </button>
      <DoorBar roles={props.session.roles} />
      <a className="top-bar-user" href="/account" target="archway-account" title="Your account">
        {props.session.displayName}
      </a>
      <button type="button" className="button" onClick={props.onSignOut}>
        Sign out
      </button>
    </header>
  )
}
