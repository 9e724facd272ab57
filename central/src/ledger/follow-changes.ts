import type { LedgerFile } from './ledger.ts'

type Topic = keyof Awaited<ReturnType<LedgerFile['changes']>>

/**
 * Looks once a second whether anything that others write has changed, and says so. This is how the command line reaches
 * a running `serve`: through the ledger itself, which is true after any crash of either, needs no socket of
 * its own to protect, and cannot be forgotten by whoever writes a new command.
 */
export function followChanges(
  ledger: Pick<LedgerFile, 'changes'>,
  react: Readonly<Record<Topic, () => Promise<void>>>,
  since: Awaited<ReturnType<LedgerFile['changes']>>,
  onFault: (error: unknown) => void,
  everyMs = 1000,
): { stop(): Promise<void> } {
  const seen = { ...since }
  const reacting = new Map<Topic, Promise<void>>()

  // Each topic by itself: a list that is slow to go out must not delay a revocation.
  const act = async (topic: Topic, count: number) => {
    try {
      await react[topic]()
      // Only after it was acted on: a reaction that failed is tried again at the next look.
      seen[topic] = count
    } catch (error) {
      onFault(error)
    } finally {
      reacting.delete(topic)
    }
  }
  const look = async () => {
    const now = await ledger.changes()
    for (const topic of Object.keys(react) as Topic[]) {
      if (now[topic] !== seen[topic] && !reacting.has(topic)) reacting.set(topic, act(topic, now[topic]))
    }
  }
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look()
      .catch(onFault)
      .finally(() => {
        looking = null
      })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await looking
      await Promise.all(reacting.values())
    },
  }
}
