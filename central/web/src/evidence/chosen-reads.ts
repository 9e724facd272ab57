import { Uuid7 } from '@archway/shared/id'

/** The parts of the evidence page. */
export const VIEWS = ['holds', 'requests', 'disclosures'] as const
export type View = (typeof VIEWS)[number]

/** More than a hold may name. */
const MOST_READS = 1000

/** An address of the evidence page. Ids stand behind the `#`: they are not sent, and no log has them. */
export const evidenceAddress = (view: View, reads: readonly Uuid7[] = []): string =>
  `/evidence#${new URLSearchParams({ view, ...(reads.length > 0 ? { reads: reads.join(' ') } : {}) })}`

/** What an address asks for; what cannot be read of it counts as not said. */
export function fromHash(hash: string): { readonly view: View; readonly reads: readonly Uuid7[] } {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const view = VIEWS.find((one) => one === said.get('view')) ?? 'holds'
  return { view, reads: readsIn(said.get('reads') ?? '').reads }
}

/** The ids in a text, each once, and what in it is none. */
export function readsIn(text: string): {
  readonly reads: readonly Uuid7[]
  readonly wrong: readonly string[]
} {
  const words = [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ].slice(0, MOST_READS)
  const isId = (word: string) => Uuid7.safeParse(word).success
  return { reads: words.filter(isId), wrong: words.filter((word) => !isId(word)) }
}
