import type { UseRecord } from '../ledger/use-log.ts'
import { leafHash } from './merkle.ts'

/**
 * A line of the use log as the bytes that its leaf is made of: JSON with sorted keys and without spaces, UTF-8.
 * These bytes are for ever. A new column of the log must be left out of lines that do not have it.
 */
export const entryText = ({ n, at, who, action, outcome, subject, detail }: UseRecord): string =>
  // Written in the order of the keys, because sorting them would cost more than everything else about a leaf.
  JSON.stringify({ action, at, detail, n, outcome, subject, who })

export const entryLeaf = (use: UseRecord): Uint8Array => leafHash(entryText(use))
