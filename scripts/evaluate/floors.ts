import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readManifest } from '../../edge-agent/src/models/manifest.ts'
import { type Evaluated, summaryOf, together } from './evaluate-set.ts'
import type { SetName } from './labels.ts'
import { table } from './markdown.ts'
import { abstained } from './states.ts'
import type { Summary } from './summary.ts'

const Floor = z.strictObject({
  id: z.string(),
  measure: z.string(),
  floor: z.number(),
  aim: z.number(),
  holds: z.enum(['at least', 'at most']),
  /** The command that measures it, where this one does not. */
  elsewhere: z.string().optional(),
})
export type Floor = z.infer<typeof Floor>

/** What a floor is held against: a figure, or null where nothing was measured that it could be taken from. */
export type Figures = Readonly<Record<string, number | null>>

export const readFloors = async (): Promise<Floor[]> =>
  z.array(Floor).parse(JSON.parse(await readFile(new URL('./floors.json', import.meta.url), 'utf8')))

/** The figures that floors are set for, out of what this run evaluated. */
export function figuresOf(sets: ReadonlyMap<SetName, Evaluated>, int8Megabytes: number | null): Figures {
  const of = (...names: SetName[]): Summary | null => {
    const parts = names.flatMap((name) => sets.get(name) ?? [])
    return parts.length === names.length ? summaryOf(names.join('+'), '', together(parts)) : null
  }
  const scenes = of('us-scenes')
  const crops = of('us-crops')
  const told = crops?.states?.all
  return {
    'scenes.folded': shareOf(scenes?.all.folded),
    'scenes.missouri': shareOf(scenes?.byHome.Missouri?.folded),
    'scenes.under80': shareOf(scenes?.under80.folded),
    'scenes.located': shareOf(scenes?.all.located),
    'crops.folded': shareOf(crops?.all.folded),
    'openImages.from60': shareOf(of('open-images-us')?.from60.folded),
    'scenes.surplus': scenes?.surplusPerPhotograph.value ?? null,
    'scenes.surest90': shareOf(scenes?.surest90),
    'crops.surest90': shareOf(crops?.surest90),
    'pooled.ece': of('us-scenes', 'us-crops')?.calibration.folded.ece.value ?? null,
    'crops.state': shareOf(told?.right),
    'crops.abstained': told ? shareOf(abstained(told.told)) : null,
    'disk.int8': int8Megabytes,
  }
}

const shareOf = (share: { readonly share: number; readonly of: number } | undefined): number | null =>
  share && share.of > 0 ? share.share : null

/** Of all graphs together, in 10⁶ bytes; null where the manifest does not name every one of them. */
export async function int8Megabytes(models: string): Promise<number | null> {
  const { models: entries } = await readManifest(models)
  let bytes = 0
  for (const entry of Object.values(entries)) {
    if (!entry?.int8) return null
    bytes += (await stat(join(models, entry.int8.file))).size
  }
  return bytes / 1e6
}

/** The table "floor / measured / holds". What was not measured holds nothing. */
export function floorsReport(floors: readonly Floor[], figures: Figures, model: string): string {
  const rows = floors.map(({ id, measure, floor, aim, holds, elsewhere }) => {
    const figure = figures[id] ?? null
    const say = (value: number) => (floor > 1 ? String(Number(value.toFixed(1))) : value.toFixed(3))
    const isHeld = figure !== null && (holds === 'at least' ? figure >= floor : figure <= floor)
    return [
      measure,
      `${holds} ${say(floor)}`,
      say(aim),
      figure === null ? (elsewhere ? `see \`${elsewhere}\`` : 'not measured') : say(figure),
      figure === null ? '–' : isHeld ? 'yes' : '**no**',
    ]
  })
  const held = rows.filter((cells) => cells.at(-1) === 'yes').length
  const measured = rows.filter((cells) => cells.at(-1) !== '–').length
  return [
    `## Floors, model \`${model}\``,
    '',
    ...table(['measure', 'floor', 'aim', 'measured', 'holds'], rows),
    `${held} of ${measured} measured floors hold; ${rows.length - measured} were not measured.`,
    '',
  ].join('\n')
}
