import { MAX_BYTES } from '@archway/shared/codec'
import type { Corners } from '@archway/shared/read'
import sharp from 'sharp'
import type { Picture } from '../detect/detector.ts'
import type { Evidence } from '../vision/vision.ts'
import { homographyTo, outline, type Size } from './homography.ts'
import { sidesOf } from './quad.ts'
import { warp } from './warp.ts'

/** Room for the header that travels before the image in one message. */
const MOST_BYTES = MAX_BYTES.image - 8192
const QUALITY = 88
const PLATE_MARGIN = { x: 0.12, y: 0.25 }
/** A plate strip is read by a person: never smaller than this, however far away the plate was. */
const LEAST_PLATE_WIDTH = 240
const MOST_PLATE_WIDTH = 640

/** The two images of a Read. Only pixels go in, so no metadata (a place, a serial number) comes out. */
export async function evidenceOf(picture: Picture, corners: Corners): Promise<Evidence> {
  return { scene: await sceneOf(picture), plate: await plateOf(picture, corners) }
}

async function sceneOf(picture: Picture): Promise<Evidence['scene']> {
  for (let size: Size = picture; ; size = { width: size.width / 2, height: size.height / 2 }) {
    const width = Math.round(size.width)
    const height = Math.round(size.height)
    const jpeg = await rawOf(picture)
      .resize(width, height, { fit: 'fill' })
      .jpeg({ quality: QUALITY })
      .toBuffer()
    if (jpeg.byteLength <= MOST_BYTES) return { jpeg, width, height }
  }
}

/** In colour, which a person wants to see; sampled as coarsely as the plate was seen. */
async function plateOf(picture: Picture, corners: Corners): Promise<Evidence['plate']> {
  const plate = sidesOf(corners)
  const width = Math.round(
    Math.min(MOST_PLATE_WIDTH, Math.max(LEAST_PLATE_WIDTH, plate.width * (1 + 2 * PLATE_MARGIN.x))),
  )
  const ratio = (plate.height * (1 + 2 * PLATE_MARGIN.y)) / (plate.width * (1 + 2 * PLATE_MARGIN.x))
  const height = Math.max(16, Math.min(width, Math.round(width * ratio)))
  const toPicture = homographyTo(corners, { width, height }, PLATE_MARGIN)
  if (!outline(toPicture, { width, height })) throw new RangeError('the corners span no plate')
  const whole = { ...picture, left: 0, top: 0, channels: 3, bytes: picture.rgb } as const
  const rgb = warp(whole, toPicture, { width, height }, 1)
  const jpeg = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer()
  return { jpeg, width, height }
}

const rawOf = ({ width, height, rgb }: Picture) => sharp(rgb, { raw: { width, height, channels: 3 } })
