import { readFileSync } from 'node:fs'
import { fingerprintOf } from '../audit/audit-key.ts'
import { type Certificate, openCertificate } from '../retention/certificate.ts'
import { certificatesIn, writeCertificate } from '../retention/certificate-files.ts'
import { type CommandMeans, DONE, MISUSE, REFUSED } from './means.ts'
import { readPublicKey } from './public-key.ts'
import { columns, type Terminal, timeText } from './terminal.ts'

/** Lists every certificate, or writes each as a file. @param to a folder; null: list them */
export async function showCertificates(
  to: string | null,
  { ledger, terminal, now, by }: CommandMeans,
): Promise<number> {
  await ledger.logUse({
    at: now(),
    who: by,
    action: 'certificate-view',
    outcome: 'success',
    subject: null,
    detail: to === null ? 'list' : 'files',
  })
  const rows = [['N', 'DAY', 'WHAT', 'ISSUED', 'READS', 'IMAGES', 'HELD']]
  let written = 0
  for await (const kept of certificatesIn(ledger)) {
    if (to !== null) await writeCertificate(to, kept)
    written += 1
    const { certificate } = JSON.parse(kept.signed) as { certificate: Certificate }
    rows.push([
      String(kept.n),
      kept.day,
      kept.extent === 'day' ? 'the day' : 'non-hits',
      timeText(kept.at),
      String(certificate.counts?.reads ?? '-'),
      String(certificate.counts?.images ?? '-'),
      String(certificate.held.reduce((sum, { reads }) => sum + reads, 0)),
    ])
  }
  if (to === null) for (const line of columns(rows)) terminal.out(line)
  terminal.err(
    to === null
      ? `${written} certificates; write them as files with --to FOLDER`
      : `${written} certificates are in ${to}; check one with: retention verify FILE --key PUBLIC-KEY`,
  )
  return DONE
}

/** What the sweep goes by, and what it could not finish. */
export async function showRetention({ ledger, terminal }: CommandMeans): Promise<number> {
  const clock = await ledger.clock()
  const open = await ledger.openPurges()
  terminal.out(`latest time seen   ${timeText(clock?.latest ?? null)}`)
  terminal.out(`doubted clock      ${timeText(clock?.doubted ?? null)}`)
  for (const { day, extent, begunAt } of open)
    terminal.out(`unfinished purge   ${day} ${extent} since ${timeText(begunAt)}`)
  if (clock && clock.doubted !== null) {
    terminal.err('nothing is purged by the doubted clock; if it is right: retention confirm-clock')
  }
  return clock?.doubted == null && open.length === 0 ? DONE : REFUSED
}

/** A person says that this machine's clock is right, although it jumped ahead. */
export async function confirmClock({ ledger, terminal, now, by }: CommandMeans): Promise<number> {
  const at = now()
  await ledger.confirmClock(at, by)
  terminal.err(`confirmed: it is ${timeText(at)}; the next sweep, within the hour, purges by it`)
  return DONE
}

/** The stand-alone verifier of a certificate: no configuration, no ledger. */
export function verifyCertificate(
  { file, key: keyFile }: { readonly file: string; readonly key: string },
  terminal: Terminal,
): number {
  const key = readPublicKey(keyFile, terminal)
  if (!key) return MISUSE
  let text: string
  try {
    text = readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    terminal.err(`${file} cannot be read (${error instanceof Error ? error.message : error})`)
    return MISUSE
  }
  const certificate = openCertificate(text, key)
  if (typeof certificate === 'string') {
    const why =
      certificate === 'forged' ? 'it was changed, or signed with another key' : 'it is no certificate'
    terminal.err(`${certificate}: ${why}`)
    terminal.err('THE CERTIFICATE DOES NOT VERIFY')
    return REFUSED
  }
  for (const line of certificateLines(certificate)) terminal.out(line)
  terminal.out(`signed with   ${fingerprintOf(key)}`)
  terminal.err(certificate.statement)
  terminal.err('the certificate verifies')
  return DONE
}

function certificateLines(certificate: Certificate): string[] {
  const { day, from, until, extent, origin, policy, counts, key, held, trial, audit } = certificate
  const heldReads = held.reduce((sum, { reads }) => sum + reads, 0)
  const point = ({ size, root }: Certificate['audit']['before']) => `${size} lines, root ${root}`
  return [
    `system        ${origin}`,
    `purged        ${extent === 'day' ? 'everything' : 'what hit nothing'} of ${day}`,
    `window        ${timeText(from)} to ${timeText(until)}`,
    `policy        ${policy.version}: ${policy.days} days, ${policy.nonhitDays} without a hit`,
    counts
      ? `counts        ${counts.reads} reads, ${counts.hits} hits, ${counts.alerts} alerts, ${counts.images} images, ${counts.refused} refused messages`
      : 'counts        not known: the rows were gone before',
    key ? `key           ${key.id}, destroyed ${timeText(key.destroyedAt)}` : 'key           none',
    `held          ${heldReads} reads in ${held.length} holds`,
    trial
      ? `trial         ${trial.of} of ${trial.bytes} bytes (SHA-256 ${trial.sha256}): none of ${trial.keysTried} keys opens it`
      : 'trial         none: there was no key to try against',
    `audit before  ${point(audit.before)}`,
    `audit after   ${point(audit.after)}`,
  ]
}
