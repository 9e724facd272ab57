import { parseArgs } from 'node:util'
import { Precision } from '../../edge-agent/src/models/manifest.ts'

const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: {
    precision: { type: 'string', default: 'int8' },
    scale: { type: 'string', default: '0.02' },
    days: { type: 'string', default: '90' },
    entries: { type: 'string', default: '200000' },
    reads: { type: 'string', default: '200000' },
    keep: { type: 'boolean', default: false },
  },
})

/**
 * Prints figures of this machine; nothing here passes or fails.
 * `npm run bench -- NAME... [--precision fp32] [--scale 1 [--keep]] [--days 90] [--entries 5000000] [--reads 4000000]`
 * Each is loaded only when asked for: the others' programs would count in the memory that `read` prints.
 */
const BENCHES: Readonly<Record<string, (precision: Precision) => Promise<void>>> = {
  read: async (precision) => (await import('./read.ts')).benchRead(precision),
  cameras: async (precision) => (await import('./cameras.ts')).benchCameras(precision),
  ingest: async () => (await import('./ingest.ts')).benchIngest(),
  alert: async () => (await import('./alert.ts')).benchAlert(),
  search: async () =>
    (await import('./search.ts')).benchSearch(
      positive('scale', values.scale),
      positive('days', values.days),
      values.keep,
    ),
  purge: async () => (await import('./purge.ts')).benchPurge(positive('reads', values.reads)),
  hotlist: async () => (await import('./hotlist.ts')).benchHotlist(positive('entries', values.entries)),
}

const precision = Precision.safeParse(values.precision)
const unknown = asked.filter((name) => !(name in BENCHES))
if (unknown.length > 0 || !precision.success) {
  console.error(
    precision.success
      ? `no bench ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`
      : `--precision ${values.precision}: it is fp32 or int8`,
  )
  process.exitCode = 1
} else {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.length === 0 || asked.includes(name)) await bench(precision.data)
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  console.error(`--${name}: a number above 0, not "${text}"`)
  process.exit(1)
}
