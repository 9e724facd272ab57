import { candidatesOf, type Read } from '@archway/shared/read'
import { z } from 'zod'
import { boxOf, type ForeignRead, leftOf } from './foreign-read.ts'

/** Plate Recognizer's webhook. Scores are 0 to 1, times ISO 8601, plates in lower case. */

const Score = z.number().min(0).max(1)

export const PlateRecognizer = z.looseObject({
  hook: z
    .looseObject({ id: z.string().max(128).optional(), event: z.string().max(64).optional() })
    .optional(),
  data: z.looseObject({
    camera_id: z.string().max(64).nullish(),
    timestamp: z.iso.datetime({ offset: true }),
    results: z
      .array(
        z.looseObject({
          plate: z.string().max(64),
          score: Score,
          box: z
            .looseObject({ xmin: z.number(), ymin: z.number(), xmax: z.number(), ymax: z.number() })
            .optional(),
          candidates: z
            .array(z.looseObject({ plate: z.string().max(64), score: Score }))
            .max(100)
            .default([]),
          region: z.looseObject({ code: z.string().max(16), score: Score.optional() }).nullish(),
        }),
      )
      .max(500),
  }),
})

export function fromPlateRecognizer({ hook, data }: z.infer<typeof PlateRecognizer>): ForeignRead[] {
  const at = Date.parse(data.timestamp)
  const left = leftOf(data, ['camera_id', 'timestamp', 'timestamp_local', 'results', 'filename'], 'data.')
  return data.results.map(({ plate, score, box, candidates, region, ...rest }) => ({
    id: hook?.id ?? null,
    camera: data.camera_id ?? '',
    from: at,
    until: at,
    plate,
    score,
    candidates: candidates.map((one) => ({ plate: one.plate, score: one.score })),
    region: region ? { code: region.code, score: region.score ?? 0 } : null,
    corners: box
      ? [
          [box.xmin, box.ymin],
          [box.xmax, box.ymin],
          [box.xmax, box.ymax],
          [box.xmin, box.ymax],
        ]
      : null,
    pictures: [],
    left: [...left, ...leftOf(rest, ['dscore'], 'data.results[].')],
  }))
}

export function toPlateRecognizer(read: Read) {
  const box = read.views[0] ? boxOf(read.views[0].corners) : null
  return {
    hook: { id: read.id, event: 'recognition' },
    data: {
      camera_id: read.device,
      timestamp: new Date(read.capturedAt).toISOString(),
      results: [
        {
          plate: read.text.toLowerCase(),
          score: read.probability,
          ...(box ? { box } : {}),
          candidates: candidatesOf(read).map(({ text, probability }) => ({
            plate: text.toLowerCase(),
            score: probability,
          })),
          region: read.jurisdiction
            ? { code: read.jurisdiction.code, score: read.jurisdiction.probability }
            : null,
        },
      ],
    },
  }
}
