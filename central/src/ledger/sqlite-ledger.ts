import { startWorker, verbsOf } from '../store/worker-calls.ts'
import type { Ledger } from './ledger.ts'
import { sqliteLedgerVerbs } from './sqlite-ledger-verbs.ts'

/** A record, so that forgetting a verb does not compile. */
const EVERY: Record<keyof Ledger, true> = {
  devices: true,
  addDevice: true,
  offerEnrolment: true,
  enrol: true,
  revokeDevice: true,
  deviceSeen: true,
  people: true,
  addPerson: true,
  setPassword: true,
  grantRole: true,
  revokeRole: true,
  disablePerson: true,
  enablePerson: true,
  disableUnused: true,
  roster: true,
  linkSubject: true,
  personOfSubject: true,
  credentials: true,
  loginFailed: true,
  loginSucceeded: true,
  session: true,
  sessionUsed: true,
  sessionMoved: true,
  sessionFreshened: true,
  endSession: true,
  sweepLogins: true,
  unlockPerson: true,
  accessNotices: true,
  noticeSeen: true,
  factors: true,
  enrolTotp: true,
  takeTotpStep: true,
  addPasskey: true,
  removePasskey: true,
  takePasskey: true,
  resetFactors: true,
  recordTraining: true,
  trainings: true,
  signReceipt: true,
  receipts: true,
  openReview: true,
  decideReview: true,
  accessReviews: true,
  hotlistVersion: true,
  hotlistVersions: true,
  lists: true,
  importList: true,
  entriesAt: true,
  entriesOfOthers: true,
  difference: true,
  entryView: true,
  policyVersions: true,
  installPolicy: true,
  proposePolicy: true,
  approvePolicy: true,
  refusePolicy: true,
  secret: true,
  eraseSecrets: true,
  logUse: true,
  uses: true,
  beginPurge: true,
  openPurges: true,
  purgeDone: true,
  certify: true,
  rememberCertificate: true,
  certificates: true,
  certificatesOf: true,
  seeClock: true,
  clock: true,
  confirmClock: true,
  proposeHold: true,
  decideHold: true,
  holdSecured: true,
  reviewHold: true,
  releaseHold: true,
  hold: true,
  holds: true,
  holdsOn: true,
  heldItems: true,
  recordRequest: true,
  refuseRequest: true,
  request: true,
  requests: true,
  proposeDisclosure: true,
  decideDisclosure: true,
  disclosureExported: true,
  disclosure: true,
  disclosures: true,
  auditLines: true,
  everHeld: true,
  checkpoints: true,
  keepCheckpoint: true,
  restartLog: true,
  changes: true,
  close: true,
}
const VERBS = Object.keys(EVERY) as (keyof Ledger)[]

/**
 * The ledger in a thread of its own, for `serve`: nothing it does stops the event loop.
 * @param path of `ledger.db`; made when it is missing
 */
export async function openLedger(path: string): Promise<Ledger> {
  const remote = startWorker(import.meta.url, 'sqlite-ledger.worker', path)
  const ledger = { ...verbsOf<Ledger>(remote, VERBS), close: () => remote.close() }
  // A ledger that cannot be opened fails here and not at its first use.
  await ledger.changes()
  return ledger
}

/** The ledger in this very thread, for the command line, which has nothing else to do meanwhile. */
export function openLedgerHere(path: string): Ledger {
  const verbs = new Map(Object.entries(sqliteLedgerVerbs(path))) as Map<
    string,
    (...args: readonly unknown[]) => unknown
  >
  const entries = VERBS.map((verb) => [verb, async (...args: unknown[]) => verbs.get(verb)?.(...args)])
  return Object.fromEntries(entries) as Ledger
}
