import type { Database } from 'better-sqlite3'
import type { SealedSecret } from '../audit/secrets.ts'
import type { Verbs } from '../store/worker-calls.ts'
import type {
  DisclosureExport,
  DisclosureLedger,
  DisclosureRecord,
  OutsideRequest,
} from './disclosure-ledger.ts'
import { sealedDetail } from './sealed-detail.ts'
import { logVerbs } from './use-log-verbs.ts'

type DisclosureRow = Omit<DisclosureRecord, 'reads' | 'exports'> & { readonly reads: string }

const REQUEST = `SELECT id, received_at AS receivedAt, recorded_by AS recordedBy, recorded_at AS recordedAt, agency,
  requester, asked, refused_by AS refusedBy, refused_at AS refusedAt, refused_because AS refusedBecause
  FROM outside_request`
const DISCLOSURE = `SELECT d.id, request, basis, reference, purpose, reads, agency, requester,
  proposed_by AS proposedBy, proposed_at AS proposedAt, state, decided_by AS decidedBy, decided_at AS decidedAt,
  decided_line AS decidedLine
  FROM disclosure d JOIN outside_request r ON r.id = d.request`
/** An id above every UUID. */
const AFTER_ALL = 'g'

export function disclosureVerbs(db: Database): Verbs<DisclosureLedger> {
  const { logUse } = logVerbs(db)
  const insertRequest = db.prepare(
    `INSERT INTO outside_request (id, received_at, recorded_by, recorded_at, agency, requester, asked)
     VALUES (@id, @receivedAt, @recordedBy, @recordedAt, @agency, @requester, @asked)`,
  )
  const refuse = db.prepare(
    'UPDATE outside_request SET refused_by = ?, refused_at = ?, refused_because = ? WHERE id = ?',
  )
  const request = db.prepare<[string], OutsideRequest>(`${REQUEST} WHERE id = ?`)
  const requests = db.prepare<[string, number], OutsideRequest>(
    `${REQUEST} WHERE id < ? ORDER BY id DESC LIMIT ?`,
  )
  const approvedOn = db
    .prepare<[string], number>("SELECT count(*) FROM disclosure WHERE request = ? AND state = 'approved'")
    .pluck()
  const insert = db.prepare(
    `INSERT INTO disclosure (id, request, basis, reference, purpose, reads, proposed_by, proposed_at, state)
     VALUES (@id, @request, @basis, @reference, @purpose, @reads, @by, @at, 'proposed')`,
  )
  const decide = db.prepare(
    'UPDATE disclosure SET state = ?, decided_by = ?, decided_at = ?, decided_line = ? WHERE id = ?',
  )
  const newestLine = db.prepare<[], number>('SELECT max(n) FROM use_log').pluck()
  const one = db.prepare<[string], DisclosureRow>(`${DISCLOSURE} WHERE d.id = ?`)
  const page = db.prepare<[string, number], DisclosureRow>(
    `${DISCLOSURE} WHERE d.id < ? ORDER BY d.id DESC LIMIT ?`,
  )
  const insertExport = db.prepare(
    `INSERT INTO disclosure_export (disclosure, at, by, manifest, manifest_sha256, zip_sha256, images, reads)
     VALUES (@id, @at, @by, @manifest, @manifestSha256, @zipSha256, @images, @reads)`,
  )
  const exportsOf = db.prepare<[string], DisclosureExport>(
    `SELECT at, by, manifest_sha256 AS manifestSha256, zip_sha256 AS zipSha256, images, reads
     FROM disclosure_export WHERE disclosure = ? ORDER BY n`,
  )
  const record = (row: DisclosureRow): DisclosureRecord => ({
    ...row,
    reads: JSON.parse(row.reads),
    exports: exportsOf.all(row.id),
  })
  const log = (
    at: number,
    who: string,
    action: Parameters<typeof logUse>[0]['action'],
    outcome: 'success' | 'failure',
    subject: string,
    detail: string | null,
    secret: SealedSecret | null = null,
  ) => logUse({ at, who, action, outcome, subject, detail }, secret)

  return {
    recordRequest: db.transaction((asked) => {
      insertRequest.run(asked)
      log(asked.recordedAt, asked.recordedBy, 'request-record', 'success', asked.id, asked.agency)
    }) as Verbs<DisclosureLedger>['recordRequest'],

    refuseRequest: db.transaction((id, because, at, by) => {
      const found = request.get(id)
      const isOpen = found && found.refusedBy === null && (approvedOn.get(id) ?? 0) === 0
      const outcome = !found ? 'unknown-request' : isOpen ? 'refused' : 'wrong-state'
      if (outcome === 'refused') refuse.run(by, at, because, id)
      const detail = outcome === 'refused' ? null : outcome
      log(at, by, 'request-refuse', outcome === 'refused' ? 'success' : 'failure', id, detail)
      return outcome
    }) as Verbs<DisclosureLedger>['refuseRequest'],

    request: (id) => request.get(id) ?? null,
    requests: (before, limit) => requests.all(before ?? AFTER_ALL, limit),

    proposeDisclosure: db.transaction((proposed) => {
      const { id, at, by, basis, reference, reads } = proposed
      const found = request.get(proposed.request)
      const outcome = !found ? 'unknown-request' : found.refusedBy === null ? 'proposed' : 'wrong-state'
      if (outcome !== 'proposed') {
        log(at, by, 'disclosure-propose', 'failure', proposed.request, outcome)
        return outcome
      }
      insert.run({ ...proposed, reads: JSON.stringify([...new Set(reads)]) })
      log(at, by, 'disclosure-propose', 'success', id, `${basis} ${reference}, ${reads.length} reads`)
      return outcome
    }) as Verbs<DisclosureLedger>['proposeDisclosure'],

    decideDisclosure: db.transaction((id, approve, at, by, note = null) => {
      const row = one.get(id)
      const refusal = !row
        ? 'unknown-disclosure'
        : row.state !== 'proposed'
          ? 'wrong-state'
          : approve && row.proposedBy === by
            ? 'same-person'
            : null
      if (refusal) {
        log(at, by, 'disclosure-approve', 'failure', id, sealedDetail(refusal, note), note)
        return refusal
      }
      const state = approve ? 'approved' : 'refused'
      const action = approve ? 'disclosure-approve' : 'disclosure-refuse'
      log(at, by, action, 'success', id, sealedDetail(null, note), note)
      decide.run(state, by, at, note && newestLine.get(), id)
      return state
    }) as Verbs<DisclosureLedger>['decideDisclosure'],

    disclosureExported: db.transaction((id, exported) => {
      const { at, by, manifestSha256 } = exported
      const row = one.get(id)
      const refusal = !row ? 'unknown-disclosure' : row.state === 'approved' ? null : 'wrong-state'
      if (refusal) {
        log(at, by, 'disclosure-export', 'failure', id, refusal)
        return refusal
      }
      insertExport.run({ id, ...exported })
      log(at, by, 'disclosure-export', 'success', id, `manifest SHA-256 ${manifestSha256}`)
      return 'exported'
    }) as Verbs<DisclosureLedger>['disclosureExported'],

    disclosure(id) {
      const row = one.get(id)
      return row ? record(row) : null
    },
    disclosures: (before, limit) => page.all(before ?? AFTER_ALL, limit).map(record),
  }
}
