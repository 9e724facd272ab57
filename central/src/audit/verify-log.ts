import type { KeyObject } from 'node:crypto'
import { type Checkpoint, type KeptCheckpoint, openCheckpoint } from './checkpoint.ts'
import type { Finding } from './finding.ts'
import { lineWatch } from './line-watch.ts'
import { createFrontier, type Frontier, leafHash } from './merkle.ts'

export interface LogLine {
  /** The number that the line gives itself, from 1; null: it cannot be read. */
  readonly n: number | null
  /** The bytes that its leaf is made of. */
  readonly entry: Uint8Array | string
  /** The leaf hash that was kept with it, hexadecimal; null: none. */
  readonly leaf: string | null
}

export interface Verdict {
  /** The tree over the lines as they stand. */
  readonly frontier: Frontier
  /** The highest number that a line has or had. */
  readonly lastLine: number
  readonly newest: Checkpoint | null
  /** How many checkpoints agree with the lines. */
  readonly agreeing: number
  /** How many lines, from the first, the largest of these covers. */
  readonly covered: number
  readonly findings: readonly Finding[]
}

export interface Evidence {
  readonly lines: AsyncIterable<LogLine>
  /** The highest number of a line that the log is known to have held. */
  readonly everHeld: number
  readonly checkpoints: readonly KeptCheckpoint[]
  /** Ed25519, public. */
  readonly key: KeyObject
}

/** Replays the log from its first line and holds every checkpoint against it. */
export async function verifyLog({ lines, everHeld, checkpoints, key }: Evidence): Promise<Verdict> {
  const opened = checkpoints.map((kept) => ({ kept, checkpoint: openCheckpoint(kept.text, key) }))
  const good = opened
    .map(({ checkpoint }) => checkpoint)
    .filter((checkpoint) => typeof checkpoint === 'object')
    .sort((a, b) => a.at - b.at)
  const restart = good.findLast((checkpoint) => checkpoint.restart)
  const excused = restart?.restart ?? { lastLine: 0, lastCheckpoint: 0 }

  const sizes = new Set(good.map(({ size }) => size))
  const roots = new Map<number, { entries: string; leaves: string | null }>()
  const watch = lineWatch(excused.lastLine)
  // One tree over the lines and one over the kept leaves: where only the second agrees with a checkpoint, the
  // lines that do not give their leaf are the ones that were changed.
  const entries = createFrontier()
  const leaves = createFrontier()
  let leavesAreWhole = true
  const note = () => {
    if (!sizes.has(entries.size)) return
    const ofLeaves = leavesAreWhole ? hex(leaves.root()) : null
    roots.set(entries.size, { entries: hex(entries.root()), leaves: ofLeaves })
  }
  note()
  for await (const { n, entry, leaf } of lines) {
    const own = leafHash(entry)
    entries.append(own)
    if (leaf === null || !/^[0-9a-f]{64}$/.test(leaf)) leavesAreWhole = false
    else leaves.append(Buffer.from(leaf, 'hex'))
    watch.see(n, entries.size, hex(own) === leaf)
    note()
  }

  const since = good.filter(({ at }) => !restart || at >= restart.at)
  const held = holdAgainst(since, roots, entries.size)
  return {
    frontier: entries,
    lastLine: Math.max(watch.highest(), everHeld),
    newest: good.at(-1) ?? null,
    agreeing: held.agreeing,
    covered: held.covered,
    findings: [
      ...(restart ? [breakOf(restart)] : []),
      ...watch.findings(everHeld),
      ...held.findings,
      ...opened.flatMap(({ kept, checkpoint }) =>
        typeof checkpoint === 'object' || (kept.number ?? Infinity) <= excused.lastCheckpoint
          ? []
          : [unopened(kept, checkpoint)],
      ),
    ],
  }
}

/** The first disagreement is named, with the last agreement before it: the change lies between the two. */
function holdAgainst(
  checkpoints: readonly Checkpoint[],
  roots: ReadonlyMap<number, { entries: string; leaves: string | null }>,
  size: number,
): { agreeing: number; covered: number; findings: Finding[] } {
  let agreed = 0
  let agreeing = 0
  const rewritten: Finding[] = []
  const truncated: Finding[] = []
  for (const checkpoint of checkpoints.toSorted((a, b) => a.size - b.size)) {
    const root = roots.get(checkpoint.size)
    const name = `the checkpoint of ${timeOf(checkpoint)}`
    if (!root) {
      const text = `the log has ${size} lines, but ${name} covers ${checkpoint.size}: lines were cut off or taken out`
      truncated.push({ kind: 'truncated', text })
    } else if (root.entries === checkpoint.root) {
      agreed = checkpoint.size
      agreeing += 1
    } else {
      const where = `something in lines ${agreed + 1} to ${checkpoint.size}`
      const how = root.leaves === checkpoint.root ? 'the kept leaf hashes do' : 'nor do the kept leaf hashes'
      const text = `${where} is not what was signed: these lines do not give the root of ${name}, ${how}`
      rewritten.push({ kind: 'rewritten', text })
    }
  }
  return { agreeing, covered: agreed, findings: [...firstOf(rewritten), ...firstOf(truncated)] }
}

function firstOf([first, ...more]: readonly Finding[]): Finding[] {
  if (!first) return []
  return [more.length > 0 ? { ...first, text: `${first.text} (and ${more.length} more checkpoints)` } : first]
}

function unopened({ place }: KeptCheckpoint, why: 'unreadable' | 'forged'): Finding {
  return why === 'forged'
    ? { kind: 'forged', text: `${place}: the signature is not by this key` }
    : { kind: 'unreadable', text: `${place}: is no checkpoint` }
}

const breakOf = (checkpoint: Checkpoint): Finding => ({
  kind: 'break',
  text: `up to line ${checkpoint.restart?.lastLine} the log is proven only as it stood on ${timeOf(checkpoint)}, when ${checkpoint.restart?.by} let it go on: ${checkpoint.restart?.reason}`,
})

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const timeOf = ({ at }: Checkpoint): string => new Date(at).toISOString()
