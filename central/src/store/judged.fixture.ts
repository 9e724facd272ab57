import { randomBytes } from 'node:crypto'
import type { EntryView } from '@archway/shared/api'
import { type RandomBytes, uuid7 } from '@archway/shared/id'
import type { Read } from '@archway/shared/read'
import { UNTOUCHED } from './alert-acts.ts'
import type { AlertRecord, JudgedHit, JudgedRead } from './store.ts'

export const random: RandomBytes = (into) => {
  into.set(randomBytes(into.length))
  return into
}

/** 2026-03-01 12:00 UTC */
export const NOON = Date.UTC(2026, 2, 1, 12)
export const DAY_MS = 86_400_000

/** A Read as a unit with both cameras makes it: two angles, a scene and a plate image of each. */
export function someRead(change: Partial<Read> = {}): Read {
  const capturedAt = change.capturedAt ?? NOON
  const text = change.text ?? 'AB12CD'
  return {
    id: uuid7(capturedAt, random),
    device: 'unit-1',
    model: 'model-1',
    capturedAt,
    lastSeenAt: capturedAt + 400,
    closedAt: capturedAt + 450,
    text,
    probability: 0.9,
    rivals: [{ text: text.replace('B', '8'), probability: 0.05 }].filter((rival) => rival.text !== text),
    characters: [...text].map((char) => ({ char, probability: 0.98, rivals: [] })),
    jurisdiction: { code: 'us-mo', probability: 0.95 },
    views: ([1, 2] as const).map((angle) => ({
      angle,
      camera: `camera-${angle}`,
      capturedAt,
      glimpses: 4,
      detection: 0.97,
      corners: [
        [10, 10],
        [110, 10],
        [110, 60],
        [10, 60],
      ],
      best: { text, probability: 0.88 },
    })),
    images: ([1, 2] as const).flatMap((angle) =>
      (['scene', 'plate'] as const).map((kind) => ({
        id: uuid7(capturedAt, random),
        angle,
        kind,
        sha256: randomBytes(32).toString('hex'),
        bytes: 1000,
      })),
    ),
    ...change,
  }
}

export function someEntry(change: Partial<EntryView> = {}): EntryView {
  return {
    id: 'V1',
    plate: 'AB12CD',
    folded: false,
    jurisdiction: 'us-mo',
    category: 'stolen-vehicle',
    flags: [],
    list: 'ncic',
    enteredAt: null,
    sourceAt: NOON - 3_600_000,
    importedAt: NOON - 3_000_000,
    expiresAt: NOON + 30 * DAY_MS,
    vehicle: { year: null, make: null, model: null, style: null, colour: null },
    live: true,
    ...change,
  }
}

export function someHit(read: Read, change: Partial<JudgedHit> = {}): JudgedHit {
  const entry = change.entry ?? someEntry()
  return {
    hit: {
      entry: entry.id,
      listVersion: 3,
      text: read.text,
      probability: read.probability,
      exact: read.probability,
      nearFolded: 0,
      location: null,
    },
    entry,
    grade: 'actionable',
    doubts: [],
    place: { lat: 38.6, lon: -90.2, label: 'Market St at 12th', basis: 'registry', accuracyMetres: null },
    alertId: uuid7(read.capturedAt, random),
    ...change,
  }
}

export const judged = (read: Read, hits: readonly JudgedHit[] = []): JudgedRead => ({
  read,
  hits,
  receivedAt: read.closedAt + 100,
  policy: 'plan-1',
})

export function someAlert(change: Partial<AlertRecord> = {}): AlertRecord {
  const read = someRead()
  const { hit, entry, grade, doubts, place, alertId } = someHit(read)
  return {
    id: alertId ?? '',
    state: 'raised',
    grade,
    doubts,
    raisedAt: read.closedAt + 100,
    acknowledged: null,
    read,
    hit,
    entry,
    place,
    storedImages: [],
    policy: 'plan-1',
    ...UNTOUCHED,
    ...change,
  }
}
