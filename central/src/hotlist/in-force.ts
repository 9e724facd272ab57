import { type EntryRows, entryRows } from '@archway/shared/entry-rows'
import type { HotlistLedger, ListState } from '../ledger/hotlist-ledger.ts'
import { entryPages } from './entry-pages.ts'

/** What is in force before a list is replaced, in compact form. */
export interface InForce {
  readonly basedOn: number
  readonly lists: readonly ListState[]
  /** The list that is replaced; null: there was none. */
  readonly current: ListState | null
  /** Its entries, in the order in which they were written. */
  readonly own: EntryRows
  /** Those of every other list; settled. */
  readonly others: EntryRows
}

export async function inForce(
  ledger: Pick<HotlistLedger, 'hotlistVersion' | 'lists' | 'entryPage'>,
  list: string,
): Promise<InForce> {
  const version = await ledger.hotlistVersion()
  const lists = await ledger.lists()
  const current = lists.find((one) => one.list === list) ?? null
  const ofOthers = (version?.entries ?? 0) - (current?.entries ?? 0)
  const [own, others] = [entryRows([], current?.entries), entryRows([], ofOthers)]
  const isOwn = (head: string) => head.startsWith(`${list}:`)
  if (version) {
    for await (const page of entryPages(ledger, version.version)) {
      own.append(page, isOwn)
      others.append(page, (head) => !isOwn(head))
    }
  }
  others.settle()
  return { basedOn: version?.version ?? 0, lists, current, own, others }
}
