import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { KeptCertificate, OpenPurge, RetentionClock, RetentionLedger } from './retention-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

/** The sweep acts by itself, as nobody's order. */
const SWEEP = 'sweep'

export function retentionVerbs(db: Database): Verbs<RetentionLedger> {
  const { logUse } = logVerbs(db)
  const PURGE = 'day, extent, begun_at AS begunAt, facts, sample, done_at AS doneAt'
  const open = db.prepare<[], OpenPurge>(`SELECT ${PURGE} FROM purge ORDER BY day, extent`)
  const one = db.prepare<[string, string], OpenPurge>(
    `SELECT ${PURGE} FROM purge WHERE day = ? AND extent = ?`,
  )
  const begin = db.prepare(
    `INSERT INTO purge (day, extent, begun_at, facts, sample) VALUES (@day, @extent, @begunAt, @facts, @sample)
     ON CONFLICT (day, extent) DO NOTHING`,
  )
  const done = db.prepare('UPDATE purge SET done_at = ? WHERE day = ? AND extent = ? AND done_at IS NULL')
  // A day that is wholly gone is done with, also where only a part of it was begun before.
  const forget = db.prepare("DELETE FROM purge WHERE day = @day AND (extent = @extent OR @extent = 'day')")
  const CERTIFICATE = 'SELECT n, day, extent, at, signed FROM purge_certificate'
  const page = db.prepare<[number, number], KeptCertificate>(`${CERTIFICATE} WHERE n > ? ORDER BY n LIMIT ?`)
  const ofDay = db.prepare<[string], KeptCertificate>(`${CERTIFICATE} WHERE day = ? ORDER BY n`)
  const keep = db.prepare(
    `INSERT INTO purge_certificate (day, extent, at, signed) VALUES (@day, @extent, @at, @signed)
     ON CONFLICT (signed) DO NOTHING`,
  )
  const clock = db.prepare<[], RetentionClock>('SELECT latest, doubted FROM retention_clock')
  const setClock = db.prepare<[number, number | null]>(
    `INSERT INTO retention_clock VALUES (1, ?, ?)
     ON CONFLICT (one) DO UPDATE SET latest = excluded.latest, doubted = excluded.doubted`,
  )
  const set = (latest: number, doubted: number | null) => {
    setClock.run(latest, doubted)
    return { latest, doubted }
  }

  return {
    beginPurge: db.transaction((purge) => {
      begin.run(purge)
      const begun = one.get(purge.day, purge.extent)
      if (!begun) throw new Error(`the purge of ${purge.day} was not begun`)
      return begun
    }) as Verbs<RetentionLedger>['beginPurge'],
    openPurges: () => open.all(),
    purgeDone: db.transaction((day, extent, at, detail) => {
      if (done.run(at, day, extent).changes === 0) return
      logUse({ at, who: SWEEP, action: 'purge', outcome: 'success', subject: day, detail })
    }) as Verbs<RetentionLedger>['purgeDone'],
    certify: db.transaction((certificate, digest) => {
      keep.run(certificate)
      const { at, day, extent } = certificate
      forget.run({ day, extent })
      const detail = `SHA-256 ${digest}`
      logUse({ at, who: SWEEP, action: 'purge-certify', outcome: 'success', subject: day, detail })
    }) as Verbs<RetentionLedger>['certify'],
    rememberCertificate(certificate) {
      keep.run(certificate)
    },
    certificates: (after, limit) => page.all(after, limit),
    certificatesOf: (day) => ofDay.all(day),
    seeClock: db.transaction((now: number, mostAhead: number) => {
      const known = clock.get()
      if (!known) return set(now, null)
      if (now > known.latest + mostAhead) return set(known.latest, now)
      return set(Math.max(now, known.latest), null)
    }) as Verbs<RetentionLedger>['seeClock'],
    clock: () => clock.get() ?? null,
    confirmClock: db.transaction((now, by) => {
      const before = clock.get()
      set(Math.max(now, before?.latest ?? 0), null)
      const detail = before ? `before: ${new Date(before.latest).toISOString()}` : null
      logUse({ at: now, who: by, action: 'clock-confirm', outcome: 'success', subject: null, detail })
    }) as Verbs<RetentionLedger>['confirmClock'],
  }
}
