import { type Corners, candidatesOf, type Read } from '@archway/shared/read'
import { z } from 'zod'
import { type ForeignRead, leftOf } from './foreign-read.ts'

/** OpenALPR's, now Rekor's, JSON of version 2. Confidences are per cent, times milliseconds. */

const Confidence = z.number().min(0).max(100)
const Point = z.looseObject({ x: z.number(), y: z.number() })
const Coordinates = z.tuple([Point, Point, Point, Point])
const Candidates = z.array(z.looseObject({ plate: z.string().max(64), confidence: Confidence })).max(100)
const CameraId = z.union([z.string().max(64), z.number()]).transform(String)

export const AlprResults = z.looseObject({
  version: z.literal(2),
  data_type: z.literal('alpr_results'),
  epoch_time: z.number(),
  camera_id: CameraId.optional(),
  uuid: z.string().max(128).optional(),
  results: z
    .array(
      z.looseObject({
        plate: z.string().max(64),
        confidence: Confidence,
        region: z.string().max(16).optional(),
        region_confidence: Confidence.optional(),
        coordinates: Coordinates.optional(),
        candidates: Candidates.default([]),
      }),
    )
    .max(500),
})

export const AlprGroup = z.looseObject({
  version: z.literal(2),
  data_type: z.literal('alpr_group'),
  epoch_start: z.number(),
  epoch_end: z.number(),
  camera_id: CameraId.optional(),
  best_uuid: z.string().max(128).optional(),
  best_plate_number: z.string().max(64),
  best_confidence: Confidence,
  best_region: z.string().max(16).optional(),
  best_region_confidence: Confidence.optional(),
  best_plate: z.looseObject({ coordinates: Coordinates.optional() }).optional(),
  candidates: Candidates.default([]),
})

const scored = (candidates: z.infer<typeof Candidates>) =>
  candidates.map(({ plate, confidence }) => ({ plate, score: confidence / 100 }))
const cornersOf = (given: z.infer<typeof Coordinates> | undefined): Corners | null =>
  given ? (given.map(({ x, y }) => [x, y]) as Corners) : null
const regionOf = (code: string | undefined, confidence: number | undefined) =>
  code ? { code, score: (confidence ?? 0) / 100 } : null

const NEITHER = ['img_width', 'img_height', 'processing_time_ms', 'regions_of_interest']

export function fromResults(given: z.infer<typeof AlprResults>): ForeignRead[] {
  const left = leftOf(given, [
    ...['version', 'data_type', 'epoch_time', 'camera_id', 'uuid', 'results'],
    ...NEITHER,
  ])
  return given.results.map((result) => ({
    id: given.uuid ?? null,
    camera: given.camera_id ?? '',
    from: given.epoch_time,
    until: given.epoch_time,
    plate: result.plate,
    score: result.confidence / 100,
    candidates: scored(result.candidates),
    region: regionOf(result.region, result.region_confidence),
    corners: cornersOf(result.coordinates),
    pictures: [],
    left: [
      ...left,
      ...leftOf(
        result,
        [
          ...['plate', 'confidence', 'region', 'region_confidence', 'coordinates', 'candidates'],
          ...['plate_index', 'requested_topn', 'matches_template', ...NEITHER],
        ],
        'results[].',
      ),
    ],
  }))
}

export function fromGroup(given: z.infer<typeof AlprGroup>): ForeignRead[] {
  return [
    {
      id: given.best_uuid ?? null,
      camera: given.camera_id ?? '',
      from: given.epoch_start,
      until: given.epoch_end,
      plate: given.best_plate_number,
      score: given.best_confidence / 100,
      candidates: scored(given.candidates),
      region: regionOf(given.best_region, given.best_region_confidence),
      corners: cornersOf(given.best_plate?.coordinates),
      pictures: [],
      left: leftOf(given, [
        ...[
          'version',
          'data_type',
          'epoch_start',
          'epoch_end',
          'camera_id',
          'best_uuid',
          'best_plate_number',
        ],
        ...['best_confidence', 'best_region', 'best_region_confidence', 'best_plate', 'candidates'],
      ]),
    },
  ]
}

const percent = (probability: number): number => probability * 100
const candidatesOut = (read: Read) =>
  candidatesOf(read).map(({ text, probability }) => ({
    plate: text,
    confidence: percent(probability),
    matches_template: 0,
  }))
const pointsOf = (corners: Corners) => corners.map(([x, y]) => ({ x, y }))

export const toResults = (read: Read) => ({
  version: 2,
  data_type: 'alpr_results',
  epoch_time: read.capturedAt,
  camera_id: read.device,
  uuid: read.id,
  results: [
    {
      plate: read.text,
      confidence: percent(read.probability),
      ...(read.jurisdiction
        ? { region: read.jurisdiction.code, region_confidence: percent(read.jurisdiction.probability) }
        : {}),
      ...(read.views[0] ? { coordinates: pointsOf(read.views[0].corners) } : {}),
      candidates: candidatesOut(read),
    },
  ],
})

export const toGroup = (read: Read) => ({
  version: 2,
  data_type: 'alpr_group',
  epoch_start: read.capturedAt,
  epoch_end: read.lastSeenAt,
  camera_id: read.device,
  best_uuid: read.id,
  best_plate_number: read.text,
  best_confidence: percent(read.probability),
  ...(read.jurisdiction
    ? { best_region: read.jurisdiction.code, best_region_confidence: percent(read.jurisdiction.probability) }
    : {}),
  ...(read.views[0] ? { best_plate: { coordinates: pointsOf(read.views[0].corners) } } : {}),
  candidates: candidatesOut(read),
})
