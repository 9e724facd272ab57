/** A point with the interval that it is known to. All between 0 and 1. */
interface PlotPoint {
  readonly x: number
  readonly y: number
  readonly low: number
  readonly high: number
}

export interface Plot {
  readonly title: string
  readonly x: string
  readonly y: string
  /** The lowest value of the vertical axis that is shown; the highest is 1. */
  readonly from: number
  readonly points: readonly PlotPoint[]
  /** Points with bars for their intervals, or a line in a band. */
  readonly style: 'dots' | 'curve'
  /** Whether to draw the line on which both axes say the same. */
  readonly hasDiagonal: boolean
  readonly note: string
}

const [WIDTH, HEIGHT] = [460, 400]
const FRAME = { left: 58, right: 440, top: 40, bottom: 330 }
const INK = '#1d2b3a'
const DATA = '#1f6fb2'

/** One plot of shares as an SVG of its own: no script, no font file, readable on paper. */
export function svgPlot(plot: Plot): string {
  const across = (x: number) => round(FRAME.left + x * (FRAME.right - FRAME.left))
  const up = (y: number) => {
    const shown = (Math.max(plot.from, y) - plot.from) / (1 - plot.from)
    return round(FRAME.bottom - shown * (FRAME.bottom - FRAME.top))
  }
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const text = (x: number, y: number, words: string, anchor = 'middle', more = '') =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${escaped(words)}</text>`
  const line = (x0: number, y0: number, x1: number, y1: number, look: string) =>
    `<line x1="${x0}" y1="${y0}" x2="${x1}" y2="${y1}" ${look}/>`

  const fifths = [0, 0.2, 0.4, 0.6, 0.8, 1]
  const grid = fifths.flatMap((fifth) => {
    const value = plot.from + fifth * (1 - plot.from)
    return [
      line(across(fifth), FRAME.top, across(fifth), FRAME.bottom, 'stroke="#dde3e9"'),
      line(FRAME.left, up(value), FRAME.right, up(value), 'stroke="#dde3e9"'),
      text(across(fifth), FRAME.bottom + 17, percent(fifth)),
      text(FRAME.left - 7, up(value) + 4, percent(value), 'end'),
    ]
  })
  const diagonal = plot.hasDiagonal
    ? line(across(plot.from), up(plot.from), across(1), up(1), 'stroke="#8a97a5" stroke-dasharray="5 4"')
    : ''
  const middle = (FRAME.top + FRAME.bottom) / 2
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
      `font-family="sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(plot.title)}. ${escaped(plot.note)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(WIDTH / 2, 22, plot.title, 'middle', 'font-size="14" font-weight="bold"'),
    ...grid,
    diagonal,
    ...(plot.style === 'dots' ? dots(plot.points, across, up) : curve(plot.points, across, up)),
    `<rect x="${FRAME.left}" y="${FRAME.top}" width="${FRAME.right - FRAME.left}" ` +
      `height="${FRAME.bottom - FRAME.top}" fill="none" stroke="${INK}"/>`,
    text((FRAME.left + FRAME.right) / 2, FRAME.bottom + 36, plot.x),
    text(16, middle, plot.y, 'middle', `transform="rotate(-90 16 ${middle})"`),
    text(WIDTH / 2, HEIGHT - 10, plot.note, 'middle', 'font-size="11"'),
    '</svg>\n',
  ].join('\n')
}

type Scale = (value: number) => number

const dots = (points: readonly PlotPoint[], across: Scale, up: Scale): string[] =>
  points.map(
    ({ x, y, low, high }) =>
      `<path d="M${across(x)} ${up(low)}V${up(high)}" stroke="${DATA}" stroke-width="1.5"/>` +
      `<circle cx="${across(x)}" cy="${up(y)}" r="4" fill="${DATA}"/>`,
  )

function curve(points: readonly PlotPoint[], across: Scale, up: Scale): string[] {
  const path = (along: readonly PlotPoint[], y: (point: PlotPoint) => number) =>
    along.map((point) => `${across(point.x)},${up(y(point))}`).join(' ')
  const band = `${path(points, ({ high }) => high)} ${path([...points].reverse(), ({ low }) => low)}`
  return [
    `<polygon points="${band}" fill="${DATA}" fill-opacity="0.15"/>`,
    `<polyline points="${path(points, ({ y }) => y)}" fill="none" stroke="${DATA}" stroke-width="2"/>`,
  ]
}

const round = (value: number) => Math.round(value * 10) / 10

const escaped = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
