import type { Grade } from '@archway/shared/alert'

/** What a sound says: an alert of this grade came, or nobody took one in time. */
export type Tune = Grade | 'escalated'

/** Start and length in seconds from now, pitch in hertz. */
interface Note {
  readonly at: number
  readonly lasts: number
  readonly pitch: number
}

/** Told apart without looking: four rising notes, one low and soft, and three falling ones that insist. */
const TUNES: Readonly<Record<Tune, readonly Note[]>> = {
  escalated: [
    { at: 0, lasts: 0.14, pitch: 1319 },
    { at: 0.16, lasts: 0.14, pitch: 1047 },
    { at: 0.32, lasts: 0.3, pitch: 784 },
  ],
  actionable: [
    { at: 0, lasts: 0.16, pitch: 740 },
    { at: 0.18, lasts: 0.24, pitch: 988 },
    { at: 0.55, lasts: 0.16, pitch: 740 },
    { at: 0.73, lasts: 0.3, pitch: 988 },
  ],
  'look-only': [{ at: 0, lasts: 0.35, pitch: 392 }],
}

const LOUDNESS: Readonly<Record<Tune, number>> = { escalated: 0.4, actionable: 0.35, 'look-only': 0.18 }

export interface Chime {
  /** Does nothing while it is asleep: a sound that comes later would say something else. */
  play(tune: Tune): void
  /** Whether a sound would be heard. */
  isAwake(): boolean
  /** Call it in a person's click. Rejects when there is no sound device. */
  wake(): Promise<void>
  close(): void
}

/**
 * Browsers allow sound only on a page on which a person clicked or typed: before that it is asleep.
 * @param onChange it woke up or fell asleep
 */
export function openChime(onChange: () => void): Chime {
  const context = new AudioContext()
  context.onstatechange = onChange
  return {
    play: (tune) => {
      if (context.state !== 'running') return
      const start = context.currentTime + 0.02
      for (const note of TUNES[tune]) playNote(context, start, note, LOUDNESS[tune])
    },
    isAwake: () => context.state === 'running',
    wake: () => context.resume(),
    close: () => {
      context.onstatechange = null
      void context.close()
    },
  }
}

function playNote(context: AudioContext, start: number, note: Note, loudness: number): void {
  const from = start + note.at
  const to = from + note.lasts
  const envelope = context.createGain()
  envelope.gain.setValueAtTime(0, from)
  envelope.gain.linearRampToValueAtTime(loudness, from + 0.015)
  envelope.gain.exponentialRampToValueAtTime(0.001, to)
  envelope.connect(context.destination)
  const tone = context.createOscillator()
  tone.type = 'triangle'
  tone.frequency.value = note.pitch
  tone.connect(envelope)
  tone.start(from)
  tone.stop(to + 0.05)
}

const GRAVEST_FIRST = ['escalated', 'actionable', 'look-only'] as const satisfies readonly Tune[]

/** Several at once ring as the most serious of them. */
export const gravest = (tunes: readonly Tune[]): Tune =>
  GRAVEST_FIRST.find((tune) => tunes.includes(tune)) ?? 'look-only'
