import { gradeHit } from '@archway/shared/alert'
import { candidatesOf, type Read } from '@archway/shared/read'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SHIPPED } from '../policy/policy.fixture.ts'
import { random, someRead } from '../store/judged.fixture.ts'
import { convertIn, convertOut, readIn } from './convert.ts'
import { FORMATS } from './foreign-read.ts'

const FOREIGN = FORMATS.filter((format) => format !== 'archway')
const means = { device: null, random }
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString('base64')

const GROUP = {
  version: 2,
  data_type: 'alpr_group',
  epoch_start: 1_764_000_000_000,
  epoch_end: 1_764_000_001_500,
  camera_id: 4711,
  best_uuid: 'cam-1-764',
  best_plate_number: 'AB-12 CD',
  best_confidence: 93.5,
  best_region: 'us-mo',
  best_region_confidence: 88,
  candidates: [
    { plate: 'AB12CD', confidence: 93.5, matches_template: 1 },
    { plate: 'A812CD', confidence: 81.2, matches_template: 0 },
  ],
  gps_latitude: 38.6,
  gps_longitude: -90.2,
  vehicle: { color: [{ name: 'red', confidence: 90 }], make: [] },
}

function only(format: (typeof FOREIGN)[number], message: unknown) {
  const conversion = convertIn(format, message, means)
  if (!conversion.ok) throw new Error(conversion.error)
  const [first] = conversion.value.reads
  if (!first) throw new Error(conversion.value.refused.map(({ why }) => why).join())
  return first
}

describe('in', () => {
  test('a group of OpenALPR: plate, times, rivals and region; nothing of the vehicle, no place', () => {
    const { read, provenance } = only('openalpr-group', GROUP)
    expect(read).toMatchObject({
      device: '4711',
      text: 'AB12CD',
      capturedAt: GROUP.epoch_start,
      lastSeenAt: GROUP.epoch_end,
      model: 'foreign:openalpr-group',
      jurisdiction: { code: 'us-mo', probability: 0.88 },
    })
    // 93.5 % and 81.2 % of one plate cannot both be: as masses they are shared out.
    expect(read.probability + (read.rivals[0]?.probability ?? 0)).toBeCloseTo(1)
    expect(provenance).toMatchObject({ id: 'cam-1-764', calibration: 'unknown' })
    expect(provenance.left).toEqual(['gps_latitude', 'gps_longitude', 'vehicle'])
    expect(JSON.stringify(read)).not.toMatch(/"red"|38\.6/)
  })

  test('a webhook of Plate Recognizer', () => {
    const message = {
      hook: { target: 'http://example', id: 'camera-1', event: 'recognition' },
      data: {
        camera_id: 'north-gate',
        timestamp: '2026-11-24T12:00:00.500Z',
        results: [
          {
            plate: 'ab12cd',
            score: 0.9,
            box: { xmin: 1, ymin: 2, xmax: 101, ymax: 52 },
            candidates: [{ plate: 'ab12cd', score: 0.9 }],
            region: { code: 'us-il', score: 0.7 },
            model_make: [{ make: 'Ford' }],
            color: [{ color: 'blue' }],
          },
          { plate: 'unknown', score: 0.2, box: { xmin: 1, ymin: 2, xmax: 3, ymax: 4 } },
        ],
      },
    }
    const conversion = convertIn('platerecognizer', message, means)
    expect(conversion).toMatchObject({ ok: true, value: { reads: [{}], refused: [{ at: 1 }] } })
    const { read, provenance } = only('platerecognizer', message)
    expect(read.views[0]?.corners[2]).toEqual([101, 52])
    expect(read).toMatchObject({ device: 'north-gate', capturedAt: Date.UTC(2026, 10, 24, 12, 0, 0, 500) })
    expect(provenance.left).toEqual(['data.results[].model_make', 'data.results[].color'])
  })

  test('a read of a Sharp brings its pictures, bound by their hashes; one that is no picture is left', () => {
    const message = {
      Id: '5f0c',
      PlateRead: 'AB12CD',
      PlateImage: JPEG,
      ContextImage: Buffer.from('not a picture').toString('base64'),
      Timestamp: '2026-11-24T06:00:00-06:00',
      Latitude: 38.6,
      Longitude: -90.2,
      LprCameraName: 'sharp-7',
    }
    const { read, pictures, provenance } = only('genetec', message)
    expect(read.images).toMatchObject([{ kind: 'plate', bytes: 7 }])
    expect(pictures).toEqual([{ id: read.images[0]?.id, base64: JPEG }])
    expect(provenance.left).toEqual(['Latitude', 'Longitude', '1 pictures that are no JPEG, or too large'])
  })

  test('an event of ONVIF, with its likelihood beside or within', () => {
    const event = (info: object) => ({
      topic: 'tns1:RuleEngine/Recognition/LicensePlate',
      UtcTime: '2026-11-24T12:00:00Z',
      Source: { VideoSource: 'vs-1' },
      Data: { LicensePlateInfo: info, VehicleInfo: { Type: 'Car' } },
    })
    const within = only(
      'onvif',
      event({ PlateNumber: { value: 'AB12CD', Likelihood: 0.8 }, CountryCode: 'US', IssuingEntity: 'MO' }),
    )
    const beside = only('onvif', event({ PlateNumber: 'AB12CD', Likelihood: 0.8 }))
    expect(within.read).toMatchObject({ text: 'AB12CD', probability: 0.8, jurisdiction: { code: 'us-mo' } })
    expect(beside.read.probability).toBe(0.8)
    expect(within.provenance.left).toEqual(['Data.VehicleInfo'])
    expect(convertIn('onvif', { ...event({}), topic: 'tns1:VideoSource/MotionAlarm' }, means).ok).toBe(false)
  })

  test('nobody has calibrated it, so it never alerts as more than a look', () => {
    const { read } = only('openalpr-group', { ...GROUP, best_confidence: 100, candidates: [] })
    const entry = { jurisdiction: 'us-mo', category: 'stolen-vehicle' } as const
    const graded = gradeHit(read, { probability: 1, exact: 1 }, entry, { sourceAt: 0 }, SHIPPED, 1)
    expect(graded).toMatchObject({ grade: 'look-only', doubts: expect.arrayContaining(['uncalibrated']) })
  })

  test('a camera whose name no device can have needs one given', () => {
    const message = { ...GROUP, camera_id: 'North Gate!' }
    expect(convertIn('openalpr-group', message, means)).toMatchObject({
      value: { reads: [], refused: [{ why: expect.stringContaining('--device') }] },
    })
    expect(convertIn('openalpr-group', message, { ...means, device: 'gate-1' })).toMatchObject({
      value: { reads: [{ read: { device: 'gate-1' } }] },
    })
  })
})

const reads: fc.Arbitrary<Read> = fc
  .record({
    text: fc.stringMatching(/^[A-HJ-NP-Z]{1,4}[1-9]{1,4}$/),
    // Its rival has 5 %.
    probability: fc.double({ min: 0.01, max: 0.95, noNaN: true }),
    capturedAt: fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
    code: fc.constantFrom('us-mo', 'us-il', 'ca-on'),
  })
  .map(({ code, ...read }) =>
    someRead({
      ...read,
      device: 'unit-1',
      lastSeenAt: read.capturedAt + 300,
      closedAt: read.capturedAt + 400,
      jurisdiction: { code, probability: 0.9 },
    }),
  )

describe('out', () => {
  test.each(FOREIGN)('%s: what it can carry comes back as it went', (format) => {
    fc.assert(
      fc.property(reads, (read) => {
        const back = only(format, JSON.parse(JSON.stringify(convertOut(format, read)))).read
        expect([back.text, back.device, back.capturedAt]).toEqual([read.text, read.device, read.capturedAt])
        if (format !== 'genetec') {
          expect(back.probability).toBeCloseTo(read.probability, 9)
          expect(back.jurisdiction?.code).toBe(read.jurisdiction?.code)
        }
        if (format.startsWith('openalpr')) expect(candidatesOf(back)).toHaveLength(candidatesOf(read).length)
      }),
      { numRuns: 40 },
    )
  })

  test('promise 13: no format carries a place', () => {
    for (const format of FOREIGN) {
      expect(JSON.stringify(convertOut(format, someRead()))).not.toMatch(
        /"(lat|gps_lat|Latitude)[a-z]*":-?\d/i,
      )
    }
  })

  test('a Read with its provenance, as it was written, is read again', () => {
    const converted = only('openalpr-group', GROUP)
    expect(readIn(JSON.parse(JSON.stringify(converted)))).toEqual({ ok: true, value: converted.read })
  })
})

test.each(FOREIGN)('%s: no JSON whatever makes it throw, and a Read of it is always a Read', (format) => {
  const near = fc.oneof(fc.jsonValue(), mangled(convertOut(format, someRead())))
  fc.assert(
    fc.property(near, (message) => {
      const conversion = convertIn(format, message, means)
      if (conversion.ok) for (const { read } of conversion.value.reads) expect(readIn(read).ok).toBe(true)
      else expect(conversion.error).not.toBe('')
    }),
    { numRuns: 150 },
  )
})

/** A real message with one value of it replaced by anything. */
function mangled(message: object): fc.Arbitrary<unknown> {
  const text = JSON.stringify(message)
  const paths: (string | number)[][] = []
  const walk = (value: unknown, path: (string | number)[]) => {
    paths.push(path)
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      walk(inner, [...path, Array.isArray(value) ? Number(name) : name])
    }
  }
  walk(message, [])
  const strange = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(1e308, -1, 'x'.repeat(200_000), '\u0000', '../../etc/passwd', [], {}, null),
  )
  return fc
    .tuple(fc.constantFrom(...paths.filter((path) => path.length > 0)), strange)
    .map(([path, value]) => {
      const copy = JSON.parse(text)
      const last = path.at(-1) as string | number
      const parent = path.slice(0, -1).reduce((of, name) => of[name], copy)
      parent[last] = value
      return copy
    })
}
