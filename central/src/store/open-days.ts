import type { Day } from '@archway/shared/id'

/** Keeps the few days that are in use open, and closes the one that was not asked for longest. */
export interface OpenDays<T> {
  get(day: Day): T | null
  close(day: Day): void
  closeAll(): void
}

/** @param open null: there is nothing to open yet; it is asked again next time */
export function openDays<T extends { close(): void }>(
  open: (day: Day) => T | null,
  limit: number,
): OpenDays<T> {
  const held = new Map<Day, T>()
  const close = (day: Day) => {
    held.get(day)?.close()
    held.delete(day)
  }
  return {
    get(day) {
      const found = held.get(day) ?? open(day)
      if (!found) return null
      held.delete(day)
      held.set(day, found)
      for (const oldest of held.keys()) {
        if (held.size <= limit) break
        close(oldest)
      }
      return found
    },
    close,
    closeAll() {
      for (const day of [...held.keys()]) close(day)
    },
  }
}
