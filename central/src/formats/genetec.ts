import type { Read } from '@archway/shared/read'
import { z } from 'zod'
import { type ForeignRead, leftOf } from './foreign-read.ts'

/** What a Genetec Sharp posts. It says no score: nothing is known of how sure it was. */
export const Genetec = z.looseObject({
  Id: z.string().max(128).optional(),
  PlateRead: z.string().max(64),
  /** Base64, JPEG. */
  PlateImage: z.string().max(8_000_000).nullish(),
  ContextImage: z.string().max(8_000_000).nullish(),
  Timestamp: z.iso.datetime({ offset: true }),
  LprCameraName: z.string().max(64),
})

/** Half: as good as unknown, and never enough for more than a look. */
const UNKNOWN_SCORE = 0.5

export function fromGenetec(given: z.infer<typeof Genetec>): ForeignRead[] {
  const at = Date.parse(given.Timestamp)
  return [
    {
      id: given.Id ?? null,
      camera: given.LprCameraName,
      from: at,
      until: at,
      plate: given.PlateRead,
      score: UNKNOWN_SCORE,
      candidates: [],
      region: null,
      corners: null,
      pictures: [
        ...(given.ContextImage ? [{ kind: 'scene', base64: given.ContextImage } as const] : []),
        ...(given.PlateImage ? [{ kind: 'plate', base64: given.PlateImage } as const] : []),
      ],
      left: leftOf(given, ['Id', 'PlateRead', 'PlateImage', 'ContextImage', 'Timestamp', 'LprCameraName']),
    },
  ]
}

/** A Read has no place: latitude and longitude are null. */
export const toGenetec = (read: Read) => ({
  Id: read.id,
  PlateRead: read.text,
  PlateImage: null,
  ContextImage: null,
  Timestamp: new Date(read.capturedAt).toISOString(),
  Latitude: null,
  Longitude: null,
  LprCameraName: read.device,
})
