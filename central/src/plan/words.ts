/** Longer lists are cut: a person needs the first few and the number. */
const MOST_NAMED = 5

export const named = (items: readonly string[]): string =>
  items.length <= MOST_NAMED
    ? items.join(', ')
    : `${items.slice(0, MOST_NAMED).join(', ')} and ${items.length - MOST_NAMED} more`

/** `1 unit`, `3 units`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
