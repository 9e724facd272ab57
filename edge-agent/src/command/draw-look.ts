import sharp from 'sharp'
import type { Pixels } from '../capture/frame-source.ts'
import { DOTS_HIGH, dotLetters, dotsWide } from './dot-letters.ts'
import type { LookReport, PlateReport } from './plate-report.ts'

const RIVALS_SHOWN = 3

/** The picture as JPEG, upright, with each plate's corners, its text, how sure that is, and its rivals. */
export async function drawLook(pixels: Pixels, look: LookReport): Promise<Uint8Array> {
  const picture =
    pixels.kind === 'encoded'
      ? sharp(pixels.bytes).autoOrient().toColourspace('srgb').removeAlpha()
      : sharp(pixels.bytes, { raw: { width: pixels.width, height: pixels.height, channels: 3 } })
  const overlay = overlayOf(look)
  return picture
    .composite([{ input: Buffer.from(overlay), left: 0, top: 0 }])
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** SVG without a word of text in it: see `dot-letters`. */
function overlayOf({ width, height, plates }: LookReport): string {
  const dot = Math.max(2, Math.round(Math.min(width, height) / 300))
  const marks = plates.map((plate) => markOf(plate, { width, height, dot }))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`
}

const percentOf = (probability: number) => `${(Math.floor(probability * 1000) / 10).toFixed(1)}%`

function markOf(
  { corners, text, probability, rivals, jurisdiction }: PlateReport,
  { width, height, dot }: { width: number; height: number; dot: number },
): string {
  const [read, ...others] = [{ text, probability }, ...rivals.slice(0, RIVALS_SHOWN)].map(
    (each) => `${each.text} ${percentOf(each.probability)}`,
  )
  const state = jurisdiction
    ? `${jurisdiction.code.toUpperCase()} ${percentOf(jurisdiction.probability)}`
    : 'STATE UNSURE'
  const lines = [read ?? '', state, ...others]
  const pad = 2 * dot
  const lineHeight = (DOTS_HIGH + 2) * dot
  const boxWidth = Math.max(...lines.map(dotsWide)) * dot + 2 * pad
  const boxHeight = lines.length * lineHeight + pad
  const bottom = Math.max(...corners.map(([, y]) => y)) + pad
  const top = Math.min(...corners.map(([, y]) => y)) - pad - boxHeight
  const left = Math.max(0, Math.min(width - boxWidth, Math.min(...corners.map(([x]) => x))))
  const y = Math.max(0, bottom + boxHeight <= height ? bottom : top)
  const outline = corners.map(([cornerX, cornerY]) => `${cornerX},${cornerY}`).join(' ')
  const [x0, y0] = corners[0]
  const letters = lines.map((line, index) => {
    const fill = index < 2 ? '#ffffff' : '#ffc46b'
    return `<path fill="${fill}" d="${dotLetters(line, left + pad, y + pad + index * lineHeight, dot)}"/>`
  })
  return (
    `<polygon points="${outline}" fill="none" stroke="#000" stroke-width="${dot + 2}"/>` +
    `<polygon points="${outline}" fill="none" stroke="#35e06b" stroke-width="${dot}"/>` +
    `<circle cx="${x0}" cy="${y0}" r="${1.5 * dot}" fill="#ff3b30"/>` +
    `<rect x="${left}" y="${y}" width="${boxWidth}" height="${boxHeight}" fill="#000" fill-opacity="0.75"/>` +
    letters.join('')
  )
}
