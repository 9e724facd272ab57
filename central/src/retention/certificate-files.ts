import type { KeyObject } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptCertificate, RetentionLedger } from '../ledger/retention-ledger.ts'
import { exists, isMissing, makeFolder, writeNewDurably } from '../vault/durable-file.ts'
import { certificateDigest, openCertificate } from './certificate.ts'

const ENDING = '.certificate.json'
const PAGE = 200

/** Every certificate of the ledger, oldest first. */
export async function* certificatesIn(
  ledger: Pick<RetentionLedger, 'certificates'>,
): AsyncGenerator<KeptCertificate> {
  for (let after = 0; ; ) {
    const page = await ledger.certificates(after, PAGE)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.n
  }
}

/** Writes one as a file of its own, named by its day and content; the folder is made when it is missing. */
export async function writeCertificate(
  folder: string,
  { day, extent, signed }: Pick<KeptCertificate, 'day' | 'extent' | 'signed'>,
): Promise<string> {
  await makeFolder(folder)
  const name = `${day}-${extent}-${certificateDigest(signed).slice(0, 8)}${ENDING}`
  const path = join(folder, name)
  if (!(await exists(path))) await writeNewDurably(path, Buffer.from(`${signed}\n`))
  return name
}

/**
 * Makes ledger and folders say the same: what a kill kept from being handed out is handed out, and what an older
 * ledger, restored from a backup, does not know any more it learns again. The folder of the keys outlives the data.
 * @returns files that are no certificate of this key, for a person to look at
 */
export async function settleCertificates(
  ledger: RetentionLedger,
  folders: readonly string[],
  key: KeyObject,
): Promise<string[]> {
  const strange: string[] = []
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      const signed = (await readFile(join(folder, name), 'utf8')).trimEnd()
      const certificate = openCertificate(signed, key)
      if (typeof certificate === 'string') strange.push(join(folder, name))
      else {
        const { day, extent, issuedAt } = certificate
        await ledger.rememberCertificate({ day, extent, at: issuedAt, signed })
      }
    }
  }
  for await (const certificate of certificatesIn(ledger)) {
    for (const folder of folders) await writeCertificate(folder, certificate)
  }
  return strange
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.filter((name) => name.endsWith(ENDING)).sort()
}
