import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Terminal } from './terminal.ts'

/** The audit key's public half from a file; null: it is none, and the terminal was told. */
export function readPublicKey(file: string, terminal: Terminal): KeyObject | null {
  let key: KeyObject
  try {
    key = createPublicKey(readFileSync(file))
  } catch (error) {
    terminal.err(`--key: ${file} is no public key (${error instanceof Error ? error.message : error})`)
    return null
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  terminal.err(`--key: ${file} is no Ed25519 key; what central signs for others is signed with the audit key`)
  return null
}
