import type { Read } from '@archway/shared/read'
import { z } from 'zod'
import { boxOf, type ForeignRead, leftOf } from './foreign-read.ts'

/**
 * ONVIF's recognition event as JSON, as cameras send it over MQTT. Makers write a value with its likelihood either as an
 * object or as two fields; both are taken.
 */
const TOPIC = 'RuleEngine/Recognition/LicensePlate'

const Likely = z.union([
  z.string().max(64),
  z.looseObject({ value: z.string().max(64), Likelihood: z.number().min(0).max(1).optional() }),
])

export const Onvif = z.looseObject({
  topic: z
    .string()
    .max(256)
    .refine((topic) => topic.endsWith(TOPIC), `the topic must end with ${TOPIC}`),
  UtcTime: z.iso.datetime({ offset: true }),
  Source: z.looseObject({ VideoSource: z.string().max(64).optional() }).optional(),
  Key: z.looseObject({ Object: z.union([z.string().max(64), z.number()]).optional() }).optional(),
  Data: z.looseObject({
    LicensePlateInfo: z.looseObject({
      PlateNumber: Likely,
      Likelihood: z.number().min(0).max(1).optional(),
      CountryCode: Likely.optional(),
      IssuingEntity: Likely.optional(),
    }),
    BoundingBox: z
      .looseObject({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
      .optional(),
    /** Base64, JPEG. */
    Image: z.string().max(8_000_000).optional(),
  }),
})

const textOf = (given: z.infer<typeof Likely> | undefined) =>
  typeof given === 'object' ? given.value : given
const likelihoodOf = (given: z.infer<typeof Likely> | undefined) =>
  typeof given === 'object' ? given.Likelihood : undefined

export function fromOnvif(given: z.infer<typeof Onvif>): ForeignRead[] {
  const { LicensePlateInfo: plate, BoundingBox: box, Image } = given.Data
  const at = Date.parse(given.UtcTime)
  const country = textOf(plate.CountryCode)
  const issuer = textOf(plate.IssuingEntity)
  return [
    {
      id: given.Key?.Object === undefined ? null : String(given.Key.Object),
      camera: given.Source?.VideoSource ?? '',
      from: at,
      until: at,
      plate: textOf(plate.PlateNumber) ?? '',
      score: likelihoodOf(plate.PlateNumber) ?? plate.Likelihood ?? 0.5,
      candidates: [],
      region: country
        ? { code: issuer ? `${country}-${issuer}` : country, score: likelihoodOf(plate.IssuingEntity) ?? 0 }
        : null,
      corners: box
        ? [
            [box.left, box.top],
            [box.right, box.top],
            [box.right, box.bottom],
            [box.left, box.bottom],
          ]
        : null,
      pictures: Image ? [{ kind: 'plate', base64: Image }] : [],
      left: [
        ...leftOf(given, ['topic', 'UtcTime', 'Source', 'Key', 'Data']),
        ...leftOf(given.Data, ['LicensePlateInfo', 'BoundingBox', 'Image'], 'Data.'),
      ],
    },
  ]
}

export function toOnvif(read: Read) {
  const [country, issuer] = read.jurisdiction?.code.toUpperCase().split('-') ?? []
  const likelihood = read.jurisdiction?.probability ?? 0
  const box = read.views[0] ? boxOf(read.views[0].corners) : null
  return {
    topic: `tns1:${TOPIC}`,
    UtcTime: new Date(read.capturedAt).toISOString(),
    Source: { VideoSource: read.device },
    Key: { Object: read.id },
    Data: {
      LicensePlateInfo: {
        PlateNumber: { value: read.text, Likelihood: read.probability },
        ...(country ? { CountryCode: { value: country, Likelihood: likelihood } } : {}),
        ...(issuer ? { IssuingEntity: { value: issuer, Likelihood: likelihood } } : {}),
      },
      ...(box ? { BoundingBox: { left: box.xmin, top: box.ymin, right: box.xmax, bottom: box.ymax } } : {}),
    },
  }
}
