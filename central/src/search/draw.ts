import { createHash } from 'node:crypto'

/**
 * Whether chance draws a search for review. The chance is the root of the first checkpoint that covers the search's
 * line: nobody, not even who runs the system, knows it before the search is in the log for good, and anybody who has
 * an export can draw again.
 * @param root of the checkpoint, hexadecimal
 * @param line of the use log
 * @param share from 0 to 1
 */
export function isDrawn(root: string, line: number, share: number): boolean {
  const lot = createHash('sha256').update(`archway-review-1 ${root} ${line}`).digest().readUIntBE(0, 6)
  return lot < share * 2 ** 48
}
