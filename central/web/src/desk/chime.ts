import type { Grade } from '@archway/shared/alert'

/** Start and length in seconds from now, pitch in hertz. */
interface Note {
  readonly at: number
  readonly lasts: number
  readonly pitch: number
}

/** Told apart without looking: four rising notes against one low, soft one. */
const TUNES: Readonly<Record<Grade, readonly Note[]>> = {
  actionable: [
    { at: 0, lasts: 0.16, pitch: 740 },
    { at: 0.18, lasts: 0.24, pitch: 988 },
    { at: 0.55, lasts: 0.16, pitch: 740 },
    { at: 0.73, lasts: 0.3, pitch: 988 },
  ],
  'look-only': [{ at: 0, lasts: 0.35, pitch: 392 }],
}

const LOUDNESS: Readonly<Record<Grade, number>> = { actionable: 0.35, 'look-only': 0.18 }

export interface Chime {
  play(grade: Grade): void
  close(): void
}

/** Browsers allow sound only from a person's click: call this in one. Rejects when there is no sound device. */
export async function openChime(): Promise<Chime> {
  const context = new AudioContext()
  await context.resume()
  return {
    play: (grade) => {
      const start = context.currentTime + 0.02
      for (const note of TUNES[grade]) playNote(context, start, note, LOUDNESS[grade])
    },
    close: () => void context.close(),
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

/** Several at once ring as the most serious of them. */
export const gravest = (grades: readonly Grade[]): Grade =>
  grades.includes('actionable') ? 'actionable' : 'look-only'
