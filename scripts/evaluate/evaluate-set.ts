import { readFile } from 'node:fs/promises'
import { plateOf } from '../../edge-agent/src/command/plate-report.ts'
import { PhotographError } from '../../edge-agent/src/photograph/decode.ts'
import type { ThreadedVision } from '../../edge-agent/src/vision/threaded-vision.ts'
import { type Judged, judge } from './judge.ts'
import { type Label, loadSet, SETS, type SetName } from './labels.ts'
import { type Light, lightAround } from './light.ts'
import { type Summary, summarise } from './summary.ts'

/** What the agent made of one set of photographs, or of several together. */
export interface Evaluated {
  readonly judged: readonly Judged[]
  /** Milliseconds of each photograph from its bytes to its texts. */
  readonly times: readonly number[]
  /** Photographs that cannot be decoded. */
  readonly unreadable: number
  readonly lights: ReadonlyMap<Label, Light>
}

/** @param onUnreadable hears of each photograph that cannot be decoded; the run goes on */
export async function evaluateSet(
  vision: ThreadedVision,
  data: string,
  name: SetName,
  onUnreadable: (path: string, error: PhotographError) => void,
): Promise<Evaluated> {
  const judged: Judged[] = []
  const times: number[] = []
  const lights = new Map<Label, Light>()
  let unreadable = 0
  const { crops } = SETS[name]
  for (const photograph of await loadSet(data, name)) {
    const pixels = { kind: 'encoded', bytes: await readFile(photograph.path) } as const
    try {
      const look = await (crops ? vision.seeCrop({ pixels }) : vision.see({ pixels }))
      const plates = look.glimpses.map((glimpse) => plateOf(glimpse, vision.jurisdictions))
      judged.push(judge(photograph, plates, crops))
      times.push(look.ms.decode + look.ms.detect + look.ms.read)
    } catch (error) {
      if (!(error instanceof PhotographError)) throw error
      onUnreadable(photograph.path, error)
      unreadable++
      continue
    }
    for (const label of photograph.labels) {
      if (label.text !== '') lights.set(label, await lightAround(photograph.path, label.box))
    }
  }
  return { judged, times, unreadable, lights }
}

export const together = (parts: readonly Evaluated[]): Evaluated => ({
  judged: parts.flatMap(({ judged }) => judged),
  times: parts.flatMap(({ times }) => times),
  unreadable: parts.reduce((sum, { unreadable }) => sum + unreadable, 0),
  lights: new Map(parts.flatMap(({ lights }) => [...lights])),
})

export const summaryOf = (
  set: string,
  model: string,
  { judged, times, unreadable, lights }: Evaluated,
): Summary => summarise(set, model, judged, times, unreadable, lights)
