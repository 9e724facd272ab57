import type { LedgerFile } from './ledger.ts'

type Topic = keyof Awaited<ReturnType<LedgerFile['changes']>>

/**
 * Looks once a second whether devices or hotlists changed, and says so. This is how the command line reaches
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
  let looking: Promise<void> = Promise.resolve()
  let busy = false

  const look = async () => {
    const now = await ledger.changes()
    for (const topic of ['devices', 'hotlists'] as const) {
      if (now[topic] === seen[topic]) continue
      await react[topic]()
      // Only after it was acted on: a reaction that failed is tried again at the next look.
      seen[topic] = now[topic]
    }
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    looking = look()
      .catch(onFault)
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
