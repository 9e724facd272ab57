import sharp from 'sharp'
import { DOTS_HIGH, dotLetters, dotsWide } from '../../edge-agent/src/command/dot-letters.ts'
import type { Verdict } from './judge.ts'

const TILE = { width: 300, height: 190, picture: 150 }
const COLUMNS = 5
const MOST = 120
const DOT = 2

/**
 * Plates that were read wrongly, side by side: what stands there, what was read and how surely, so that one
 * looks before one tunes. It shows photographs: keep it in an ignored folder.
 */
export async function contactSheet(failures: readonly Verdict[]): Promise<Uint8Array> {
  const shown = failures.slice(0, MOST)
  const rows = Math.max(1, Math.ceil(shown.length / COLUMNS))
  const tiles = await Promise.all(
    shown.map(async (verdict, index) => ({
      input: await tileOf(verdict),
      left: (index % COLUMNS) * TILE.width,
      top: Math.floor(index / COLUMNS) * TILE.height,
    })),
  )
  const size = { width: COLUMNS * TILE.width, height: rows * TILE.height }
  return sharp({ create: { ...size, channels: 3, background: '#202020' } })
    .composite(tiles)
    .jpeg({ quality: 88 })
    .toBuffer()
}

async function tileOf({ path, label, text, probability }: Verdict): Promise<Buffer> {
  const upright = sharp(await sharp(path).autoOrient().toBuffer())
  const { width, height } = await upright.metadata()
  const { x0, y0, x1, y1 } = label.box
  const left = Math.max(0, Math.floor(x0 - (x1 - x0) * 0.3))
  const top = Math.max(0, Math.floor(y0 - (y1 - y0) * 0.5))
  const right = Math.min(width, Math.ceil(x1 + (x1 - x0) * 0.3))
  const bottom = Math.min(height, Math.ceil(y1 + (y1 - y0) * 0.5))
  const plate = await upright
    .extract({ left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) })
    .resize(TILE.width - 6, TILE.picture, { fit: 'contain', background: '#202020' })
    .toBuffer()
  const says = text === '' ? 'NOT FOUND' : `${text} ${(probability * 100).toFixed(0)}%`
  return sharp({ create: { width: TILE.width, height: TILE.height, channels: 3, background: '#202020' } })
    .composite([
      { input: plate, left: 3, top: 2 },
      { input: Buffer.from(captionOf(label.text, says)), left: 0, top: TILE.picture + 4 },
    ])
    .png()
    .toBuffer()
}

function captionOf(truth: string, says: string): string {
  const after = (dotsWide(truth) + 8) * DOT
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${TILE.width}" height="${DOTS_HIGH * DOT + 8}">` +
    `<path fill="#7fe39a" d="${dotLetters(truth, 6, 4, DOT)}"/>` +
    `<path fill="#ff9d7a" d="${dotLetters(says, 6 + after, 4, DOT)}"/></svg>`
  )
}
