import type { Frame, FrameSource } from './frame-source.ts'

/**
 * Every frame of several cameras, none dropped, as they come: whoever takes them sets the pace. For
 * measurements over recordings; a unit on the street sheds frames instead, see `newest`. The first camera
 * that fails ends it with its error.
 */
export async function* merge(sources: readonly FrameSource[], signal: AbortSignal): AsyncGenerator<Frame> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const iterators = sources.map((source) => source.frames(either)[Symbol.asyncIterator]())
  const pending = new Map(iterators.map((iterator, index) => [index, advance(iterator, index)]))
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values())
      const iterator = iterators[index]
      if (result.done || !iterator) {
        pending.delete(index)
        continue
      }
      yield result.value
      pending.set(index, advance(iterator, index))
    }
  } finally {
    stop.abort()
    await Promise.allSettled(pending.values())
    await Promise.allSettled(iterators.map((iterator) => iterator.return?.()))
  }
}

const advance = async (iterator: AsyncIterator<Frame>, index: number) => ({
  index,
  result: await iterator.next(),
})
