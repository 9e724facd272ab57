import { readFileSync } from 'node:fs'
import { fingerprintOf } from '../audit/audit-key.ts'
import { verifyPackage } from '../disclosure/package.ts'
import { DONE, MISUSE, REFUSED } from './means.ts'
import { readPublicKey } from './public-key.ts'
import type { Terminal } from './terminal.ts'

/** The stand-alone verifier of a disclosure's package, for whoever received it: no configuration, no ledger. */
export function verifyDisclosure(
  { file, key: keyFile }: { readonly file: string; readonly key: string },
  terminal: Terminal,
): number {
  const key = readPublicKey(keyFile, terminal)
  if (!key) return MISUSE
  let zip: Uint8Array
  try {
    zip = readFileSync(file)
  } catch (error) {
    terminal.err(`${file} cannot be read (${error instanceof Error ? error.message : error})`)
    return MISUSE
  }
  const { manifest, problems } = verifyPackage(zip, key)
  if (manifest) {
    terminal.out(`disclosure   ${manifest.disclosure}`)
    terminal.out(`from         ${manifest.origin}`)
    terminal.out(`to           ${manifest.requester}, ${manifest.agency}`)
    terminal.out(`ground       ${manifest.basis} ${manifest.reference}`)
    terminal.out(`approved by  ${manifest.approvedBy}, ${manifest.approvedAt}`)
    terminal.out(`exported by  ${manifest.exportedBy}, ${manifest.exportedAt}`)
    terminal.out(
      `files        ${manifest.files.length}; ${manifest.missingImages.length} images were not there`,
    )
    terminal.out(`signed with  ${fingerprintOf(key)}`)
    terminal.err(manifest.stamp)
  }
  for (const problem of problems) terminal.err(problem)
  terminal.err(problems.length === 0 ? 'the package verifies' : 'THE PACKAGE DOES NOT VERIFY')
  return problems.length === 0 ? DONE : REFUSED
}
