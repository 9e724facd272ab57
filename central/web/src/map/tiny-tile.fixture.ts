/** A vector tile of the Protomaps schema in miniature: a river, a park, two streets with names, a place. */

type Numbers = readonly number[]

export function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

const field = (number: number, bytes: Numbers): number[] => [
  ...varint(number * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
]
const count = (number: number, value: number): number[] => [...varint(number * 8), ...varint(value)]
const text = (value: string): Numbers => [...Buffer.from(value)]
const zigzag = (value: number): number => (value << 1) ^ (value >> 31)

const MOVE = 1
const LINE = 2
const CLOSE = 15
const KINDS = { point: 1, line: 2, polygon: 3 } as const

interface Shape {
  readonly layer: string
  readonly kind: keyof typeof KINDS
  readonly tags: Readonly<Record<string, string>>
  /** In tile units, 0 to 4096, y down. */
  readonly path: readonly (readonly [number, number])[]
}

function geometry({ kind, path }: Shape): number[] {
  let [x, y] = [0, 0]
  const steps = path.map(([toX, toY]) => {
    const step = [zigzag(toX - x), zigzag(toY - y)]
    ;[x, y] = [toX, toY]
    return step
  })
  const [first = [], ...rest] = steps
  return [
    ...[MOVE + 8, ...first],
    ...(rest.length > 0 ? [LINE + 8 * rest.length, ...rest.flat()] : []),
    ...(kind === 'polygon' ? [CLOSE] : []),
  ]
}

function layer(shape: Shape): number[] {
  const entries = Object.entries(shape.tags)
  const feature = [
    ...field(
      2,
      entries.flatMap((_, index) => [index, index]),
    ),
    ...count(3, KINDS[shape.kind]),
    ...field(4, geometry(shape).flatMap(varint)),
  ]
  return [
    ...field(1, text(shape.layer)),
    ...field(2, feature),
    ...entries.flatMap(([key]) => field(3, text(key))),
    ...entries.flatMap(([, value]) => field(4, field(1, text(value)))),
    ...count(5, 4096),
    ...count(15, 2),
  ]
}

const band = (from: number, to: number): [number, number][] => [
  [0, from],
  [4096, from + 500],
  [4096, to + 500],
  [0, to],
]

const SHAPES: readonly Shape[] = [
  { layer: 'water', kind: 'polygon', tags: { kind: 'river' }, path: band(3560, 3700) },
  { layer: 'landuse', kind: 'polygon', tags: { kind: 'park' }, path: band(3950, 4050) },
  {
    layer: 'roads',
    kind: 'line',
    tags: { kind: 'major_road', name: 'Delmar Boulevard' },
    path: [
      [0, 3800],
      [4096, 4300],
    ],
  },
  { layer: 'places', kind: 'point', tags: { kind: 'locality', name: 'St. Louis' }, path: [[700, 3920]] },
]

export const tinyTile = (): Buffer => Buffer.from(SHAPES.flatMap((shape) => field(3, layer(shape))))
