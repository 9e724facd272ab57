import type { Desk } from '../stage/desk.ts'
import { lastWords, type Program } from '../stage/program.ts'
import { type OnStage, pause } from '../stage/stage.ts'
import { storyOf } from '../stage/unit-journal.ts'

const PATIENCE_MS = 180_000
const POLL_MS = 50

export interface Outcome {
  readonly summary: string
  /** What should be and is not; empty when all is well. */
  readonly missing: readonly string[]
}

/**
 * Waits until the recordings are over and central has everything, then says what came of it.
 * @param expected plates that must have raised an alert
 * @param forbidden plates of the list that must not: policy denies their category
 */
export async function watchOnce(
  desk: Desk,
  playing: readonly { unit: OnStage; program: Program }[],
  { expected, forbidden }: { expected: readonly string[]; forbidden: readonly string[] },
): Promise<Outcome> {
  const visibleAt = new Map<string, number>()
  const deadline = Date.now() + PATIENCE_MS
  const look = async () => {
    const alerts = await desk.alerts()
    const now = Date.now()
    for (const { id } of alerts) if (!visibleAt.has(id)) visibleAt.set(id, now)
    return alerts
  }
  while (Date.now() < deadline && playing.some(({ program }) => program.exitCode() === null)) {
    await look()
    await pause(POLL_MS)
  }
  const alerts = await look()
  const stored = await desk.summary()
  const missing = playing.flatMap(({ unit, program }) => complaints(unit, program))
  const acknowledged = playing.reduce((sum, { program }) => sum + acknowledgedOf(program), 0)
  if (acknowledged !== stored.reads) {
    missing.push(`units count ${acknowledged} acknowledged reads, central stores ${stored.reads}`)
  }
  if (stored.reads === 0) missing.push('no read at all')
  if (stored.refused > 0) missing.push(`central refused ${stored.refused} messages`)
  const alerted = new Set<string>()
  for (const { id } of alerts) alerted.add(await desk.plateOf(id))
  for (const plate of expected) if (!alerted.has(plate)) missing.push(`no alert for ${plate}`)
  for (const plate of forbidden)
    if (alerted.has(plate)) missing.push(`an alert for ${plate}, which policy denies`)
  const delays = alerts
    .map((alert) => ((visibleAt.get(alert.id) ?? deadline) - alert.seen.lastSeenAt) / 1000)
    .sort((a, b) => a - b)
  return {
    summary: `${stored.reads} reads, ${stored.hits} hits, ${stored.alerts} alerts, ${said(delays)}`,
    missing,
  }
}

const said = (delays: readonly number[]): string => {
  const [middle, worst] = [delays[Math.floor(delays.length / 2)], delays.at(-1)]
  return middle === undefined || worst === undefined
    ? 'no alert to time'
    : `${middle.toFixed(2)} s from the last frame of a read to its alert (worst ${worst.toFixed(2)} s)`
}

/** What a unit emitted, less what it still held when it stopped. */
function acknowledgedOf(program: Program): number {
  const { emitted, stopped } = storyOf(program.log)
  return stopped && stopped.waiting === 0 ? emitted.length - stopped.refused : 0
}

function complaints({ setup }: OnStage, program: Program): string[] {
  const code = program.exitCode()
  if (code === 0) return []
  const end = code === null ? 'is not done yet' : `ended with ${code}`
  return [`${setup.id} ${end}; its last words:\n${lastWords(program)}`]
}
