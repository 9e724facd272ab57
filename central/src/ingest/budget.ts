/**
 * Bounds what unfinished work holds: bytes of messages, open files. Whoever comes when it is used up waits,
 * in order; that waiting is what slows the units down.
 */
export interface Budget {
  /** Resolves when there is room. What is larger than everything is let in alone. */
  take(amount: number): Promise<void>
  give(amount: number): void
}

export function createBudget(total: number): Budget {
  const queue: { amount: number; enter: () => void }[] = []
  let taken = 0
  const fits = (amount: number) => taken === 0 || taken + amount <= total
  return {
    take: (amount) =>
      new Promise((resolve) => {
        const enter = () => {
          taken += amount
          resolve()
        }
        if (queue.length === 0 && fits(amount)) enter()
        else queue.push({ amount, enter })
      }),
    give(amount) {
      taken -= amount
      for (let next = queue[0]; next && fits(next.amount); next = queue[0]) {
        queue.shift()
        next.enter()
      }
    },
  }
}
