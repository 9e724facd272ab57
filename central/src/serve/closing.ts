/** What was opened, to be closed in reverse: nothing is closed while something that was opened later still uses it. */
export interface Closing {
  /**
   * To be called as soon as something is open, so that a start that fails later leaves nothing behind.
   * @param what for the error, where closing it fails
   */
  add(what: string, close: () => unknown): void
  /**
   * Closes everything, the newest first and one after the other. One that fails does not keep the others open: all of
   * their errors are thrown at the end, as one. A second call waits for the first.
   */
  close(): Promise<void>
}

export function createClosing(): Closing {
  const open: { readonly what: string; readonly close: () => unknown }[] = []
  let closed: Promise<void> | null = null

  const closeAll = async () => {
    const failed: Error[] = []
    for (let next = open.pop(); next; next = open.pop()) {
      try {
        await next.close()
      } catch (cause) {
        failed.push(new Error(`${next.what}: ${cause instanceof Error ? cause.message : cause}`, { cause }))
      }
    }
    if (failed.length > 0) {
      throw new AggregateError(failed, `not closed: ${failed.map(({ message }) => message).join('; ')}`)
    }
  }
  return {
    add(what, close) {
      open.push({ what, close })
    },
    close() {
      closed ??= closeAll()
      return closed
    },
  }
}
