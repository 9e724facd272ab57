import { BLIND_DOUBTS } from '@archway/shared/alert'
import { AlertView, type OpenAlert, UnitView } from '@archway/shared/api'
import { uuid7 } from '@archway/shared/id'
import { type Character, candidatesOf } from '@archway/shared/read'
import { drawnCorners } from './drawn-vehicle.fixture.ts'

/** What a recorded alert is made of. Everything not said is a clean, actionable hit with both angles. */
export interface Recorded {
  readonly plate?: string
  /** The entry's plate, where it is not what was read. */
  readonly listed?: string
  readonly at: number
  readonly grade?: AlertView['grade']
  readonly doubts?: AlertView['doubts']
  /** Probability of each character; the least of them is roughly the read's. */
  readonly sure?: readonly number[]
  readonly rivals?: OpenAlert['read']['rivals']
  readonly jurisdiction?: OpenAlert['read']['jurisdiction']
  readonly missing?: 1 | 2
  readonly images?: 'stored' | 'pending'
  readonly category?: OpenAlert['entry']['category']
  readonly flags?: OpenAlert['entry']['flags']
  readonly listAgeMs?: number
  readonly live?: boolean
  readonly device?: AlertView['device']
  readonly place?: AlertView['place']
  readonly acknowledged?: AlertView['acknowledged']
  /** Who has typed what the images show, as it was read. */
  readonly lookedAtBy?: string
}

const FIXED: AlertView['device'] = {
  id: 'kingshighway-01',
  kind: 'fixed',
  name: 'Kingshighway / Delmar',
}
export const CAR: AlertView['device'] = { id: 'car-114', kind: 'vehicle', name: 'Car 114' }

const CORNER: AlertView['place'] = {
  lat: 38.65172,
  lon: -90.26094,
  label: 'N Kingshighway Blvd at Delmar Blvd',
  basis: 'registry',
  accuracyMetres: null,
}

/** A random source that counts, so that recorded ids are the same in every run and never collide. */
function countingRandom(): (into: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  let count = 0
  return (into) => {
    count += 1
    new DataView(into.buffer).setUint32(into.byteLength - 4, count)
    return into
  }
}

/** Builds what the contract says and checks that it is it. */
export function createRecorder(random = countingRandom()): (recorded: Recorded) => OpenAlert {
  return (recorded) => {
    const at = recorded.at
    const text = recorded.plate ?? 'HK7A2B'
    const angles = ([1, 2] as const).filter((angle) => angle !== recorded.missing)
    const probability = Math.min(...(recorded.sure ?? [0.994]))
    const images = angles.flatMap((angle) =>
      (['scene', 'plate'] as const).map((kind) => ({ id: uuid7(at, random), angle, kind })),
    )
    const read = {
      id: uuid7(at, random),
      device: (recorded.device ?? FIXED).id,
      model: '2026.11.1',
      capturedAt: at,
      lastSeenAt: at + 320,
      closedAt: at + 400,
      text,
      probability,
      rivals: recorded.rivals ?? [],
      characters: charactersOf(text, recorded),
      jurisdiction:
        recorded.jurisdiction === undefined ? { code: 'us-mo', probability: 0.97 } : recorded.jurisdiction,
      views: angles.map((angle) => ({
        angle,
        camera: angle === 1 ? 'north' : 'south',
        capturedAt: at + angle * 120,
        glimpses: 4 + angle,
        detection: 0.97,
        corners: drawnCorners(angle),
        best: { text, probability: Math.max(0, probability - 0.05) },
      })),
      images: images.map((image) => ({ ...image, sha256: 'a'.repeat(64), bytes: 48_000 })),
    }
    const plate = recorded.listed ?? text
    const mass = candidatesOf(read).find((candidate) => candidate.text === plate)?.probability ?? 0
    const category = recorded.category ?? 'stolen-vehicle'
    const flags = recorded.flags ?? []
    const sourceAt = at - (recorded.listAgeMs ?? 3 * 3_600_000)
    const verified = recorded.lookedAtBy !== undefined && plate === text
    const view = AlertView.parse({
      id: uuid7(at, random),
      sealed: false,
      state: verified ? 'verified' : recorded.acknowledged ? 'acknowledged' : 'raised',
      escalatedAt: null,
      committedAt: at + 650,
      shownAt: null,
      category,
      flags,
      list: { name: 'State hotlist', sourceAt },
      live: recorded.live ?? true,
      seen: {
        read: read.id,
        model: read.model,
        capturedAt: at,
        lastSeenAt: read.lastSeenAt,
        closedAt: read.closedAt,
        views: read.views.map(({ best: _best, detection: _detection, ...view }) => view),
      },
      repeats: null,
      looks: recorded.lookedAtBy === undefined ? [] : [lookOf(recorded.lookedAtBy, text, verified, at)],
      openings: [],
      dispositions: [],
      grade: recorded.grade ?? 'actionable',
      doubts: recorded.doubts ?? [],
      raisedAt: at + 640,
      acknowledged: recorded.acknowledged ?? null,
      read,
      hit: {
        entry: 'V123456789',
        listVersion: 41,
        text: plate,
        probability: mass,
        exact: mass,
        nearFolded: 0,
        location: null,
      },
      entry: {
        id: 'V123456789',
        plate,
        folded: false,
        jurisdiction: 'us-mo',
        category,
        flags,
        list: 'State hotlist',
        enteredAt: at - 6 * 86_400_000,
        sourceAt,
        importedAt: at - 2 * 3_600_000,
        expiresAt: at + 20 * 3_600_000,
        vehicle: { year: '2019', make: 'Ford', model: 'Fusion', style: '4-door sedan', colour: 'blue' },
        live: recorded.live ?? true,
      },
      device: recorded.device ?? FIXED,
      place: recorded.place === undefined ? CORNER : recorded.place,
      images: images.map((image) => ({ ...image, state: recorded.images ?? 'stored' })),
      missingAngles: recorded.missing ? [recorded.missing] : [],
      policy: 'slmpd-2026-1',
    })
    if (view.sealed) throw new Error('a recorded alert is open')
    return view
  }
}

const lookOf = (by: string, plate: string, verified: boolean, at: number) => ({
  by,
  at: at + 30_000,
  plate,
  state: 'us-mo',
  confirmsLive: true,
  found: { plate: verified ? 'same' : 'letter-or-digit', read: 'same', state: 'same', live: 'live' },
  outcome: verified ? 'verified' : 'disagreed',
})

/** The alert as central gives it to somebody who has not looked yet. */
export function sealed(alert: OpenAlert): AlertView {
  const {
    read: _read,
    hit: _hit,
    entry: _entry,
    openings: _openings,
    dispositions: _dispositions,
    ...rest
  } = alert
  return AlertView.parse({
    ...rest,
    sealed: true,
    doubts: alert.doubts.filter((doubt) => BLIND_DOUBTS.includes(doubt)),
    looks: alert.looks.map(({ by, at, outcome }) => ({ by, at, outcome })),
  })
}

function charactersOf(text: string, recorded: Recorded): Character[] {
  return [...text].map((char, index) => {
    const probability = recorded.sure?.[index] ?? 0.998
    const rivals = (recorded.rivals ?? [])
      .filter((rival) => rival.text.length === text.length && rival.text[index] !== char)
      .map((rival) => ({ char: rival.text.charAt(index), probability: rival.probability }))
    return { char, probability, rivals }
  })
}

export const recordedUnits = (now: number): UnitView[] =>
  [
    unit({ ...FIXED, place: { lat: 38.65172, lon: -90.26094, label: 'Kingshighway / Delmar' } }, now),
    unit(
      {
        id: 'union-02',
        kind: 'fixed',
        name: 'Union / Page',
        place: { lat: 38.6619, lon: -90.2706, label: '' },
      },
      now,
    ),
    unit(
      {
        id: 'skinker-03',
        kind: 'fixed',
        name: 'Skinker / Forest Park',
        place: { lat: 38.6466, lon: -90.2988, label: '' },
      },
      now,
      { state: 'offline', lastSeenAt: now - 47 * 60_000, waiting: null, framesDropped: null },
    ),
    unit({ ...CAR, place: null }, now, { waiting: 126, faults: ['Camera left: no frame for 40 s'] }),
    unit({ id: 'car-131', kind: 'vehicle', name: 'Car 131', place: null }, now, {
      state: 'never-seen',
      lastSeenAt: null,
      hotlistVersion: null,
      waiting: null,
      framesDropped: null,
    }),
  ].map((view) => UnitView.parse(view))

const unit = (
  who: Pick<UnitView, 'id' | 'kind' | 'name' | 'place'>,
  now: number,
  changes: Partial<UnitView> = {},
): UnitView => ({
  state: 'online',
  lastSeenAt: now - 4_000,
  hotlistVersion: 41,
  waiting: 0,
  framesDropped: 3,
  faults: [],
  ...who,
  ...changes,
})
