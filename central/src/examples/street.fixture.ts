import type { QuarantineList } from '@archway/shared/api/cameras'
import type { ManualEntryView } from '@archway/shared/api/hotlist'
import { uuid7 } from '@archway/shared/id'
import type { z } from 'zod'
import { certificateRequest } from '../fleet/fleet.fixture.ts'
import { random } from '../store/judged.fixture.ts'
import type { Examples, Identified, Means, Numbered } from './example.fixture.ts'

type Quarantines = z.infer<typeof QuarantineList>

const WHY = 'taken from the owner this morning'

/** A camera that errs too often, as one wrong alert shows it by a rule of one. */
async function proposedQuarantine({ central, count, answer }: Means): Promise<number> {
  const camera = `camera-q${count()}`
  const at = Date.now()
  const outcome = {
    alert: uuid7(at, random),
    device: 'fixed-1',
    at,
    by: 'kim',
    disposition: 'misread' as const,
    policy: 'p',
    cameras: [{ camera, wrong: true }],
  }
  await central.command(async ({ ledger }) => {
    await ledger.alertDisposed(outcome, { since: 0, leastJudged: 1, errorShare: 0 })
    return 0
  })
  const { quarantines } = await answer<Quarantines>('GET /quarantines', {})
  const found = quarantines.find((one) => one.camera === camera)
  if (!found) throw new Error('no quarantine was proposed')
  return found.n
}

/** Alerts, cameras and lists. */
export const STREET: Examples = {
  'GET /alerts/{id}': async ({ alert }) => ({ parts: [(await alert()).alert] }),
  'POST /alerts/{id}/acknowledge': async ({ alert }) => ({ parts: [(await alert()).alert] }),
  'POST /alerts/{id}/verify': async ({ alert: raise, kim }) => {
    const { alert, plate } = await raise()
    await kim.post(`/api/alerts/${alert}/acknowledge`)
    return { parts: [alert], body: { plate, state: 'us-mo', confirmsLive: true } }
  },
  'POST /alerts/{id}/open': async ({ again }) => ({
    parts: [(await again<Identified>('POST /alerts/{id}/acknowledge')).id],
    body: { reason: 'the officer asks for it by radio' },
  }),
  'POST /alerts/{id}/dispose': async ({ again }) => ({
    parts: [(await again<Identified>('POST /alerts/{id}/acknowledge')).id],
    body: { disposition: 'not-actionable', note: 'the car is the owner’s again' },
  }),
  'POST /receipts': async ({ alert }) => ({ body: { alerts: [(await alert()).alert] } }),
  'GET /images/{id}': async ({ passing }) => ({ parts: [(await passing()).image] }),
  'POST /quarantines/{n}/decide': async (means) => ({
    parts: [await proposedQuarantine(means)],
    body: { quarantine: true, reason: 'its lens is dirty' },
  }),
  'POST /quarantines/{n}/lift': async ({ again }) => ({
    parts: [
      (await again<Quarantines>('POST /quarantines/{n}/decide')).quarantines.find(
        ({ state }) => state === 'quarantined',
      )?.n ?? 0,
    ],
    body: { reason: 'its lens was cleaned' },
  }),
  'POST /enrol': async ({ central, count }) => {
    const id = `car-${count()}`
    const code = await central.addUnit(id, 'vehicle')
    return { as: null, body: { code, csr: (await certificateRequest(id)).csr } }
  },

  'GET /hotlists/diff': () => ({ query: '?from=0&to=1&entries=true' }),
  'POST /hotlists/test': () => ({ body: { candidates: [{ text: 'CT200', probability: 0.97 }] } }),
  'POST /entries': async ({ again, count }) => {
    const { number } = await again<{ number: string }>('POST /cases')
    const what = { category: 'stolen-vehicle', purpose: 'stolen-property' }
    return { body: { plate: `EN${count()}XY`, ...what, case: number, reason: WHY } }
  },
  'GET /entries/{n}': async ({ again }) => ({ parts: [(await again<Numbered>('POST /entries')).n] }),
  'POST /entries/{n}/approve': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Numbered>('POST /entries')).n],
    body: { note: WHY },
  }),
  'POST /entries/{n}/refuse': async ({ again, lee }) => ({
    as: lee,
    parts: [(await again<Numbered>('POST /entries')).n],
    body: { note: WHY },
  }),
  'POST /recalls': async ({ again }) => {
    const { entry } = await again<ManualEntryView>('POST /entries/{n}/approve')
    return { body: { entry, reason: 'the car was found' } }
  },
  // Asked of whoever acted on an alert of the entry.
  'POST /recalls/{n}/confirm': async ({ again, answer }) => {
    const { entry } = await again<{ entry: { id: string } }>('POST /alerts/{id}/verify')
    const body = { entry: entry.id, reason: 'the car was found' }
    return { parts: [(await answer<Numbered>('POST /recalls', { body })).n] }
  },
}
