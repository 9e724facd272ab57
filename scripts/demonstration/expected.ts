import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SCENES = fileURLToPath(new URL('../sample-scenes/', import.meta.url))
export const SAMPLE_HOTLIST = `${SCENES}hotlist.csv`

/** Of the sample list's categories, the one that the shipped policy denies. */
const DENIED = 'missing person'

interface Scenes {
  frames: { plates: { text: string }[] }[]
}

/** Which listed plates of the sample scenes must raise an alert, and which must not. */
export function sampleExpectations(): { expected: string[]; forbidden: string[] } {
  const { frames } = JSON.parse(readFileSync(`${SCENES}scenes.json`, 'utf8')) as Scenes
  const passing = new Set(frames.flatMap((frame) => frame.plates.map((plate) => plate.text)))
  const listed = readFileSync(SAMPLE_HOTLIST, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter(([plate = '']) => passing.has(plate))
  const platesOf = (denied: boolean) =>
    listed.filter(([, , category]) => (category === DENIED) === denied).map(([plate = '']) => plate)
  return { expected: platesOf(false), forbidden: platesOf(true) }
}
