/** What of a list is shown at once. */
export interface Paged<Item, Cursor> {
  readonly items: readonly Item[]
  /** Names the last item that is shown, for whoever asks for what follows; null: nothing follows. */
  readonly next: Cursor | null
}

/**
 * One page of a list by cursor. One item more than is shown is asked for: it is how we know that something follows.
 * @param load finds up to so many items, in the list's order, from where the page begins
 * @param cursorOf what names an item, and begins the page after it
 */
export async function paged<Item, Cursor>(
  limit: number,
  load: (count: number) => Promise<readonly Item[]> | readonly Item[],
  cursorOf: (item: Item) => Cursor,
): Promise<Paged<Item, Cursor>> {
  const found = await load(limit + 1)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last !== undefined ? cursorOf(last) : null }
}
