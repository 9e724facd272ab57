import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CaptureError, type Frame, type FrameSource } from './frame-source.ts'
import { merge } from './merge.ts'
import { newest } from './newest.ts'

const frameOf = (camera: string, sequence: number): Frame => ({
  camera,
  angle: 1,
  sequence,
  capturedAt: 1000 + sequence,
  pixels: { kind: 'encoded', bytes: Uint8Array.of(sequence) },
})

/** A camera that gives a frame a turn of the event loop, then ends, fails, or waits for the abort. */
function camera(name: string, count: number, then: 'end' | 'fail' | 'hang' = 'end'): FrameSource {
  return {
    camera: name,
    angle: 1,
    async *frames(signal) {
      for (let sequence = 0; sequence < count && !signal.aborted; sequence++) {
        await turn()
        yield frameOf(name, sequence)
      }
      if (then === 'fail') throw new CaptureError(`${name} is dark`, 'Plug it in.')
      if (then === 'hang') await new Promise((resolve) => signal.addEventListener('abort', resolve))
    },
  }
}

const never = new AbortController().signal
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await turn()
}

describe('newest', () => {
  it('gives a consumer that keeps up every frame', async () => {
    const seen: number[] = []
    for await (const frame of newest([camera('a', 20)], never, () => {})) seen.push(frame.sequence)
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  it('gives a slow consumer the newest, and counts what it dropped', async () => {
    const frames = newest([camera('a', 50)], never, () => {})
    const seen: number[] = []
    for await (const frame of frames) {
      seen.push(frame.sequence)
      await turns(10)
    }
    const count = frames.counts().get('a')
    expect(seen.at(-1)).toBe(49)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(count?.captured).toBe(50)
    expect(count?.dropped).toBe(50 - seen.length)
    expect(count?.dropped).toBeGreaterThan(30)
    expect(count?.lastFrameAt).toBe(1049)
  })

  it('lets a slow and a fast camera take turns', async () => {
    const seen: string[] = []
    for await (const frame of newest([camera('fast', 60), camera('slow', 60)], never, () => {})) {
      seen.push(frame.camera)
      await turns(6)
    }
    const middle = seen.slice(1, -2)
    expect(middle.length).toBeGreaterThan(8)
    for (const [index, name] of middle.entries()) if (index > 0) expect(name).not.toBe(middle[index - 1])
  })

  it('goes on with the other camera when one fails, and says which failed and why', async () => {
    const heard: string[] = []
    const frames = newest([camera('a', 5, 'fail'), camera('b', 30)], never, ({ camera: name }, error) =>
      heard.push(`${name}: ${error.message}`),
    )
    const seen: Frame[] = []
    for await (const frame of frames) seen.push(frame)
    expect(heard).toEqual(['a: a is dark'])
    expect(seen.filter((frame) => frame.camera === 'b').length).toBe(30)
    expect(frames.counts().get('a')?.fault).toBe('a is dark')
    expect(frames.counts().get('b')?.fault).toBeNull()
  })

  it('throws when every camera has failed: no silence', async () => {
    const frames = newest([camera('a', 2, 'fail'), camera('b', 3, 'fail')], never, () => {})
    const drain = async () => {
      for await (const _ of frames) await turn()
    }
    await expect(drain()).rejects.toThrow(CaptureError)
  })

  it('ends when aborted, and ends the cameras when its consumer walks away', async () => {
    const abort = new AbortController()
    let count = 0
    for await (const _ of newest([camera('a', 3, 'hang')], abort.signal, () => {})) {
      if (++count === 3) setTimeout(() => abort.abort(), 5)
    }
    expect(count).toBe(3)

    let isOver = false
    const watched: FrameSource = {
      camera: 'w',
      angle: 1,
      async *frames(signal) {
        yield frameOf('w', 0)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        isOver = true
      },
    }
    for await (const _ of newest([watched], never, () => {})) break
    await turn()
    expect(isOver).toBe(true)
  })

  it('refuses two cameras of one name', () => {
    expect(() => newest([camera('a', 1), camera('a', 1)], never, () => {})).toThrow(CaptureError)
  })
})

describe('merge', () => {
  it('gives every frame of every camera, in order of each, to however slow a consumer', async () => {
    const seen: Record<string, number[]> = { a: [], b: [] }
    for await (const frame of merge([camera('a', 9), camera('b', 12)], never)) {
      seen[frame.camera]?.push(frame.sequence)
      await turns(3)
    }
    expect(seen).toEqual({
      a: Array.from({ length: 9 }, (_, index) => index),
      b: Array.from({ length: 12 }, (_, index) => index),
    })
  })

  it('ends with the error of a camera that fails, and ends the other one', async () => {
    const drain = async () => {
      for await (const _ of merge([camera('a', 2, 'hang'), camera('b', 3, 'fail')], never)) await turn()
    }
    await expect(drain()).rejects.toThrow(/b is dark/)
  })

  it('divides cameras among consumers that look at once, each camera in its order and by one at a time', async () => {
    const frames = newest([camera('a', 40), camera('b', 40)], never, () => {})
    const inSight = new Set<string>()
    let together = 0
    const seen: Record<string, number[]> = { a: [], b: [] }
    const consume = async (part: AsyncIterable<Frame>) => {
      for await (const { camera: name, sequence } of part) {
        expect(inSight.has(name)).toBe(false)
        inSight.add(name)
        together = Math.max(together, inSight.size)
        seen[name]?.push(sequence)
        await turns(name === 'a' ? 7 : 3)
        inSight.delete(name)
      }
    }
    await Promise.all(frames.shared(3).map(consume))
    expect(together).toBe(2)
    for (const [name, sequences] of Object.entries(seen)) {
      expect(sequences).toEqual([...sequences].sort((x, y) => x - y))
      expect(sequences.at(-1)).toBe(39)
      const { captured = 0, dropped = 0 } = frames.counts().get(name) ?? {}
      expect(captured - dropped).toBe(sequences.length)
    }
    expect(seen.b?.length).toBeGreaterThan(seen.a?.length ?? 0)
  })

  it('tells every consumer when all cameras have failed', async () => {
    const parts = newest([camera('a', 2, 'fail')], never, () => {}).shared(2)
    const ends = await Promise.allSettled(
      parts.map(async (part) => {
        for await (const _ of part) await turn()
      }),
    )
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
