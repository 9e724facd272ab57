import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from './ledger.ts'
import { openLedgerHere } from './sqlite-ledger.ts'

const T = Date.UTC(2026, 2, 5, 9)

let ledger: Ledger
beforeEach(async () => {
  ledger = openLedgerHere(':memory:')
  const place = { lat: 38.6, lon: -90.2, label: 'Grand & Gravois' }
  await ledger.addDevice({ id: 'unit-1', kind: 'fixed', name: 'Unit 1', place }, T, 'it')
  await ledger.addDevice({ id: 'car-1', kind: 'vehicle', name: 'Car 1', place: null }, T, 'it')
  await ledger.setDistrict({ id: 'north', name: 'North', residents: 9000, source: 'census' }, T, 'ann')
})
afterEach(() => ledger.close())

/** Lines that came after the three of the beginning. */
const lines = async () =>
  (await ledger.uses(3, 100)).map(({ who, action, outcome, subject, detail }) =>
    [who, action, outcome, subject, detail].join(' '),
  )
const bought = {
  device: 'unit-1',
  kind: 'purchase',
  cents: 400_000,
  fund: 'City',
  day: '2026-03-02',
  note: '',
  event: null,
} as const

describe('asset ledger', () => {
  test('promise 37: a line stands, and is reversed once by another one', async () => {
    expect(await ledger.recordAsset(bought, T, 'pat')).toEqual({ n: 1 })
    expect(await ledger.recordAsset({ ...bought, device: 'no' }, T, 'pat')).toBe('unknown-device')
    expect(await ledger.recordAsset({ ...bought, event: 7 }, T, 'pat')).toBe('unknown-event')
    expect(await ledger.reverseAsset(1, 'typed twice', T, 'pat')).toEqual({ n: 2 })
    expect(await ledger.reverseAsset(1, 'typed twice', T, 'pat')).toBe('reversed-already')
    expect(await ledger.reverseAsset(2, 'typed twice', T, 'pat')).toBe('unknown-line')
    const kept = await ledger.assetLines({ device: 'unit-1', before: null, limit: 9 })
    expect(kept).toMatchObject([
      { n: 2, kind: 'reversal', cents: -400_000, reverses: 1, day: '2026-03-05' },
      { n: 1, kind: 'purchase', cents: 400_000, recordedBy: 'pat', recordedAt: T },
    ])
    expect(await lines()).toEqual([
      'pat asset-record success unit-1 line 1: purchase, 400000 cents',
      'pat asset-record failure no unknown-device',
      'pat asset-record failure unit-1 unknown-event',
      'pat asset-record success unit-1 line 2 reverses line 1',
      'pat asset-record failure line 1 reversed-already',
      'pat asset-record failure line 2 unknown-line',
    ])
  })
  test('a file of lines is recorded whole or not at all', async () => {
    const refused = await ledger.recordAssets([bought, { ...bought, device: 'no' }], T, 'pat')
    expect(refused).toEqual([{ index: 1, why: 'unknown-device' }])
    expect(await ledger.assetLines({ device: null, before: null, limit: 9 })).toEqual([])
    expect(await ledger.recordAssets([bought, { ...bought, device: 'car-1' }], T, 'pat')).toEqual([])
    expect(await ledger.assetLines({ device: null, before: null, limit: 9 })).toHaveLength(2)
  })
})

describe('siting and postings', () => {
  const why = {
    device: 'unit-1',
    reason: 'many stolen cars pass',
    fibre: 'at the pole',
    power: 'at the pole',
    traffic: '14,000 a day, count of 2025',
  }
  test('promise 33: the reason, fibre, power, traffic and what residents said are on record', async () => {
    expect(await ledger.unsited()).toEqual(['unit-1'])
    expect(await ledger.recordSiting(why, T, 'ann')).toBe('recorded')
    expect(await ledger.unsited()).toEqual([])
    expect(await ledger.recordSiting({ ...why, device: 'car-1' }, T, 'ann')).toBe('vehicle')
    const comment = { receivedOn: '2026-03-04', comment: 'too near the church', answer: null }
    expect(await ledger.recordComment({ ...comment, device: 'unit-1' }, T, 'ann')).toBe('recorded')
    expect(await ledger.recordComment({ ...comment, device: 'no' }, T, 'ann')).toBe('unknown-device')
    const { device, ...reasons } = why
    expect(await ledger.siting(device)).toEqual({
      device,
      records: [{ ...reasons, recordedBy: 'ann', recordedAt: T }],
      comments: [{ ...comment, recordedBy: 'ann', recordedAt: T }],
    })
    expect(await ledger.siting('no')).toBeNull()
    expect((await lines()).join()).not.toContain('church')
  })
  test('promise 34: a unit belongs to one place at a time, and as of any time', async () => {
    const post = (device: string, district: string | null, task: string | null, at: number) =>
      ledger.post({ device, district, task }, at, 'ann')
    expect(await post('car-1', 'north', null, T)).toBe('posted')
    expect(await post('car-1', 'north', null, T + 1)).toBe('there-already')
    expect(await post('car-1', null, 'traffic', T + 2)).toBe('posted')
    expect(await post('car-1', 'west', null, T + 3)).toBe('unknown-district')
    expect(await post('unit-1', null, 'traffic', T + 3)).toBe('fixed-unit')
    expect(await post('no', 'north', null, T + 3)).toBe('unknown-device')
    expect(await ledger.postingsAt(T + 1)).toMatchObject([
      { device: 'car-1', district: 'north', until: T + 2 },
    ])
    expect(await ledger.postingsAt(T + 2)).toMatchObject([{ device: 'car-1', task: 'traffic', until: null }])
  })
})

describe('complaints', () => {
  const complaint = {
    kind: 'privacy',
    via: 'directly',
    receivedOn: '2026-03-04',
    dueOn: '2026-04-03',
    summary: 'about a camera',
  } as const
  const reply = { outcome: 'not-upheld', reply: 'it looks at the road', repliedOn: '2026-03-09' } as const

  test('promise 39: each has a number, a due date, and one reply, all for good', async () => {
    expect(await ledger.recordComplaint(complaint, T, 'sue')).toBe('2026-0001')
    expect(await ledger.recordComplaint(complaint, T, 'sue')).toBe('2026-0002')
    const old = { ...complaint, receivedOn: '2025-12-31' }
    expect(await ledger.recordComplaint(old, T, 'sue')).toBe('2025-0001')
    expect(await ledger.overdueComplaints('2026-04-03')).toEqual([])
    expect(await ledger.overdueComplaints('2026-04-04')).toHaveLength(3)
    const answer = (number: string, repliedOn = reply.repliedOn as string) =>
      ledger.replyToComplaint(number, { ...reply, repliedOn }, T, 'sue')
    expect(await answer('2026-0001', '2026-03-03')).toBe('before-it-came')
    expect(await answer('2026-0001')).toBe('answered')
    expect(await answer('2026-0001')).toBe('answered-already')
    expect(await answer('2026-0009')).toBe('unknown-complaint')
    expect(await ledger.complaint('2026-0001')).toEqual({
      ...complaint,
      number: '2026-0001',
      recordedBy: 'sue',
      recordedAt: T,
      answer: { ...reply, repliedBy: 'sue' },
    })
    const open = await ledger.complaints({ state: 'open', before: null, limit: 9 })
    expect(open.map(({ number }) => number)).toEqual(['2026-0002', '2025-0001'])
    expect((await lines()).join()).not.toContain('camera')
  })
})

describe('published reports', () => {
  const report = { month: '2026-02', revision: 1, because: null, figures: '{}', html: '<p>', csv: 'a' }
  test('a revision that somebody else has made is not made twice', async () => {
    expect(await ledger.publishReport({ ...report, revision: 2 }, T, 'pat')).toBe('overtaken')
    expect(await ledger.publishReport(report, T, 'pat')).toMatchObject({ revision: 1 })
    expect(await ledger.publishReport(report, T, 'pat')).toBe('overtaken')
    expect(await ledger.publishReport({ ...report, revision: 2 }, T, 'pat')).toBe('needs-reason')
    expect(await ledger.reportText('2026-02', 1, 'html')).toBe('<p>')
    expect(await ledger.reportText('2026-02', null, 'csv')).toBe('a')
    expect(await ledger.reportText('2026-01', null, 'csv')).toBeNull()
  })
})
