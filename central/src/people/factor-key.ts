import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readKeyFile, writeKeyFile } from '../fleet/key-files.ts'
import { KEY_BYTES, seal, unseal } from '../vault/sealed.ts'

const NAME = 'factor.key'

/** Seals the secrets of second factors, so that a copy of the ledger alone computes nobody's codes. */
export interface FactorKey {
  seal(person: string, secret: Uint8Array): string
  /** Throws for what was sealed under another key or for another person. */
  open(person: string, sealed: string): Uint8Array
}

/** The key stands in the keys folder, never in a backup. It is made where it is missing. */
export function openFactorKey(folder: string): FactorKey {
  if (!existsSync(join(folder, NAME))) {
    writeKeyFile(folder, NAME, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  }
  const key = Buffer.from(readKeyFile(folder, NAME), 'base64')
  if (key.byteLength !== KEY_BYTES) {
    throw new Error(
      `${join(folder, NAME)} is no key of ${KEY_BYTES} bytes; restore the right file, or delete it and reset everybody's second factor`,
    )
  }
  const label = (person: string) => `archway totp v1 ${person}`
  return {
    seal: (person, secret) => Buffer.from(seal(key, label(person), secret)).toString('base64'),
    open: (person, sealed) => unseal(key, label(person), Buffer.from(sealed, 'base64')),
  }
}
