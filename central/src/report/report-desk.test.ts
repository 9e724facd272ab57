import { MonthFigures } from '@archway/shared/api/report'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MARCH, openReportRoom, type ReportRoom } from './report.fixture.ts'

let room: ReportRoom
beforeEach(() => {
  room = openReportRoom()
})
afterEach(() => room.close())

const march = async () => (await room.desk.draft('2026-03')).figures
/** Plates as they are, long enough not to be a word of the report by chance. */
const plates = fc.array(fc.stringMatching(/^[A-Z]{2}[0-9][A-Z][0-9]{3}$/), { minLength: 3, maxLength: 3 })

/** A busy month, the same whatever the plates are. */
async function busyMonth(in_: ReportRoom, texts: readonly string[]) {
  await in_.addUnit('unit-1')
  await in_.addUnit('car-1', 'vehicle')
  await in_.ledger.setDistrict(
    { id: 'north', name: 'North', residents: 90_000, source: 'census' },
    MARCH,
    'ann',
  )
  await in_.ledger.post({ device: 'unit-1', district: 'north', task: null }, MARCH, 'ann')
  for (const [index, text] of texts.entries()) {
    const capturedAt = MARCH + index * DAY_MS + HOUR_MS
    await in_.read({ text, capturedAt, device: index === 0 ? 'car-1' : 'unit-1' }, index === 1)
  }
  await in_.ledger.recordComplaint(
    {
      kind: 'privacy',
      via: 'directly',
      receivedOn: '2026-03-04',
      dueOn: '2026-04-03',
      summary: `about ${texts[0]}`,
    },
    MARCH,
    'sue',
  )
  await in_.ledger.recordSiting(
    {
      device: 'unit-1',
      reason: `seen ${texts[0]}`,
      fibre: 'at the pole',
      power: 'at the pole',
      traffic: '12,000 a day',
    },
    MARCH,
    'ann',
  )
}

describe('a report holds no plate', () => {
  test('and not one byte of it depends on which plates were read, or on what anybody wrote', async () => {
    await fc.assert(
      fc.asyncProperty(plates, async (texts) => {
        const [one, other] = [openReportRoom(), openReportRoom()]
        try {
          await busyMonth(one, texts)
          await busyMonth(other, ['ZZ9Z999', 'YY8Y888', 'XX7X777'])
          const [mine, theirs] = [await one.desk.draft('2026-03'), await other.desk.draft('2026-03')]
          expect(mine).toEqual(theirs)
          for (const text of texts) {
            for (const file of [mine.html, mine.csv, JSON.stringify(mine.figures)])
              expect(file).not.toContain(text)
          }
        } finally {
          await Promise.all([one.close(), other.close()])
        }
      }),
      { numRuns: 3 },
    )
  }, 60_000)
})

describe('counts', () => {
  test('are those of the month and outlive the days that they were taken of', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    await room.read({ device: 'unit-1', capturedAt: MARCH - HOUR_MS })
    const before = await march()
    expect(before.totals).toMatchObject({ reads: 3, hits: 1, alerts: 1 })
    expect(before.hits).toEqual([{ category: 'stolen-vehicle', grade: 'actionable', hits: 1, alerts: 1 }])
    for (const day of await room.store.days()) {
      await room.tallies.countDay(day)
      await room.store.purgeDay(day)
    }
    expect(await room.store.days()).toEqual([])
    expect(await march()).toEqual(before)
  })

  test('of a thinned day are those of the whole day', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    const before = await march()
    await room.store.thinDay('2026-03-01')
    await room.tallies.countDay('2026-03-01')
    expect(await march()).toEqual(before)
  })

  test('of a day that still grows are taken again', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    room.setNow(MARCH + 3 * DAY_MS)
    await room.desk.draft('2026-03')
    await room.read({ device: 'unit-1', capturedAt: MARCH + HOUR_MS })
    expect((await march()).totals.reads).toBe(4)
  })
})

describe('districts', () => {
  test('promise 33: units, uptime, reads and hits by district, and how even it is', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    await room.ledger.setDistrict(
      { id: 'south', name: 'South', residents: 10_000, source: 'census' },
      MARCH,
      'ann',
    )
    await room.ledger.addUptime('2026-03-01', [
      ['unit-1', 12 * HOUR_MS],
      ['', 24 * HOUR_MS],
    ])
    const { districts, evenness, units, centralUp } = await march()
    expect(districts).toMatchObject([
      { id: 'north', residents: 90_000, fixed: 1, vehicles: 0, reads: 2 },
      { id: 'south', fixed: 0, reads: 0 },
    ])
    expect(evenness.gini).toBeCloseTo(0.1)
    expect(evenness.most).toMatchObject({ district: 'North' })
    expect(evenness.least).toEqual({ district: 'South', times: 0 })
    expect(units.find(({ device }) => device === 'unit-1')?.uptime).toBeCloseTo(0.5 / 31)
    expect(centralUp).toBeCloseTo(1 / 31)
  })

  test('promise 36: hits and stops are told by district, and few of them are kept back', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    await room.ledger.setDistrict({ id: 'south', name: 'South', residents: null, source: null }, MARCH, 'ann')
    for (const [district, stops] of [
      ['north', 12],
      ['south', 2],
    ] as const) {
      const given = { district, stops, month: '2026-03', source: 'stop reports' }
      expect(await room.ledger.setStops(given, MARCH, 'ann')).toBe('recorded')
    }
    const { districts, totals } = await march()
    expect(totals.hits).toBe(1)
    expect(districts.map(({ hits, stops }) => [hits, stops])).toEqual([
      [null, null],
      [null, null],
    ])
  })

  test('a unit that moves counts where it belonged on the day', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    await room.ledger.setDistrict({ id: 'south', name: 'South', residents: null, source: null }, MARCH, 'ann')
    await room.ledger.post({ device: 'unit-1', district: 'south', task: null }, MARCH + 2 * DAY_MS, 'ann')
    const { districts } = await march()
    expect(districts.map(({ reads, fixed }) => [reads, fixed])).toEqual([
      [1, 0],
      [1, 1],
    ])
  })
})

describe('cost', () => {
  test('promise 37: prices, funds, repairs and what a unit costs', async () => {
    await room.addUnit('unit-1')
    await room.addUnit('unit-2')
    await room.addUnit('car-1', 'vehicle')
    const line = { fund: 'City', day: '2026-03-02', note: '', event: null } as const
    const bought = { ...line, kind: 'purchase', cents: 400_000 } as const
    for (const device of ['unit-1', 'unit-2'])
      await room.ledger.recordAsset({ ...bought, device }, MARCH, 'pat')
    await room.ledger.recordAsset(
      { ...bought, device: 'car-1', cents: 1_600_000, fund: 'Grant' },
      MARCH,
      'pat',
    )
    const repair = { ...line, device: 'unit-1', kind: 'repair', cents: 140_000 } as const
    await room.ledger.recordAsset(repair, MARCH, 'pat')
    const wrong = await room.ledger.recordAsset({ ...repair, cents: 9_999_999 }, MARCH, 'pat')
    if (typeof wrong === 'string') throw new Error(wrong)
    await room.ledger.reverseAsset(wrong.n, 'a typing error', MARCH, 'pat')
    expect((await march()).cost).toEqual({
      fixed: {
        units: 2,
        priced: 2,
        purchase: 800_000,
        installation: 0,
        repair: 140_000,
        running: 0,
        repairs: 1,
        each: 470_000,
      },
      vehicle: expect.objectContaining({ units: 1, purchase: 1_600_000, each: 1_600_000 }),
      funds: [
        { fund: 'Grant', cents: 1_600_000 },
        { fund: 'City', cents: 940_000 },
      ],
    })
  })
})

describe('complaints', () => {
  test('promise 39: received, answered, late and overdue are counted as they stood at the end', async () => {
    const complaint = { kind: 'bias', via: 'civilian-oversight-board', summary: 'about a stop' } as const
    const record = (receivedOn: string, dueOn: string) =>
      room.ledger.recordComplaint({ ...complaint, receivedOn, dueOn }, MARCH, 'sue')
    const late = await record('2026-03-01', '2026-03-10')
    await record('2026-03-02', '2026-03-20')
    await record('2026-03-03', '2026-04-20')
    const reply = { outcome: 'upheld', reply: 'an apology', repliedOn: '2026-03-11' } as const
    expect(await room.ledger.replyToComplaint(late, reply, MARCH, 'sue')).toBe('answered')
    expect((await march()).complaints).toEqual({
      received: { bias: 3 },
      answered: { upheld: 1 },
      answeredLate: 1,
      openAtEnd: 2,
      overdueAtEnd: 1,
    })
  })
})

describe('publishing', () => {
  test('is of months that are over, once, and again only with a reason', async () => {
    await busyMonth(room, ['AB1C123', 'AB1C124', 'AB1C125'])
    expect(await room.desk.publish('2026-04', null, 'pat')).toEqual({ ok: false, error: 'not-over' })
    const first = await room.desk.publish('2026-03', null, 'pat')
    expect(first).toMatchObject({ ok: true, value: { revision: 1, because: null, publishedBy: 'pat' } })
    expect(await room.desk.publish('2026-03', null, 'pat')).toEqual({ ok: false, error: 'needs-reason' })
    await room.read({ device: 'unit-1', capturedAt: MARCH + HOUR_MS })
    room.setNow(MARCH + 32 * DAY_MS)
    const second = await room.desk.publish('2026-03', 'a reader sent late', 'pat')
    expect(second).toMatchObject({ ok: true, value: { revision: 2, because: 'a reader sent late' } })
    const texts = await Promise.all([1, 2].map((n) => room.ledger.reportText('2026-03', n, 'figures')))
    expect(texts.map((text) => MonthFigures.parse(JSON.parse(text ?? '')).totals.reads)).toEqual([3, 4])
    expect(await room.ledger.reportText('2026-03', null, 'html')).toContain('a reader sent late')
    const log = (await room.ledger.uses(0, 100)).filter(({ action }) => action === 'report-publish')
    expect(log.map(({ outcome }) => outcome)).toEqual(['success', 'failure', 'success'])
    if (first.ok) expect(log[0]?.detail).toContain(first.value.sha256.html)
  })
})

describe('what units do', () => {
  test('promise 38: outages, failed cameras, tampering and damage are counted', async () => {
    await room.addUnit('unit-1')
    const event = { device: 'unit-1', part: '', detail: 'nothing was heard', since: MARCH + HOUR_MS }
    await room.ledger.beginEvent({ ...event, kind: 'outage' })
    await room.ledger.beginEvent({ ...event, kind: 'camera', part: 'camera-1' })
    const damage = { device: 'unit-1', detail: 'the housing was hit', since: MARCH + HOUR_MS }
    await room.ledger.recordDamage({ ...damage, kind: 'damage' }, MARCH + DAY_MS, 'sue')
    const { events, units } = await march()
    expect(events).toEqual({ outages: 1, cameras: 1, tampers: 0, damages: 1 })
    expect(units[0]).toMatchObject({ outages: 1, tampers: 1 })
  })
})
