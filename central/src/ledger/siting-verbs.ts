import type { District, NewComment, NewSiting, Posting } from '@archway/shared/api/deployment'
import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { DeploymentLedger } from './deployment-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

type SitingLedger = Omit<DeploymentLedger, 'recordAsset' | 'recordAssets' | 'reverseAsset' | 'assetLines'>
type Recorded = { recordedBy: string; recordedAt: number }
type Kind = 'fixed' | 'vehicle'

export function sitingVerbs(db: Database): Verbs<SitingLedger> {
  const { logUse } = logVerbs(db)
  const kindOf = db.prepare<[string], Kind>('SELECT kind FROM device WHERE id = ?').pluck()
  const district = db.prepare<[string], number>('SELECT 1 FROM district WHERE id = ?').pluck()
  const putDistrict = db.prepare(
    `INSERT INTO district VALUES (@id, @name, @residents, @source, @by, @at)
     ON CONFLICT DO UPDATE SET name = @name, residents = @residents, source = @source, recorded_by = @by,
       recorded_at = @at`,
  )
  const allDistricts = db.prepare<[], District>(
    'SELECT id, name, residents, source FROM district ORDER BY id',
  )
  const current = db.prepare<[string], { district: string | null; task: string | null }>(
    'SELECT district, task FROM posting WHERE device = ? AND until IS NULL',
  )
  const endPosting = db.prepare('UPDATE posting SET until = ? WHERE device = ? AND until IS NULL')
  const insertPosting = db.prepare(
    'INSERT INTO posting (device, district, task, since, posted_by) VALUES (@device, @district, @task, @at, @by)',
  )
  const postingsAt = db.prepare<[{ at: number }], Posting>(
    `SELECT device, district, task, since, until, posted_by AS postedBy FROM posting
     WHERE since <= @at AND (until IS NULL OR until > @at) ORDER BY device`,
  )
  const insertSiting = db.prepare(
    `INSERT INTO siting (device, reason, fibre, power, traffic, recorded_by, recorded_at)
     VALUES (@device, @reason, @fibre, @power, @traffic, @by, @at)`,
  )
  const insertComment = db.prepare(
    `INSERT INTO siting_comment (device, received_on, comment, answer, recorded_by, recorded_at)
     VALUES (@device, @receivedOn, @comment, @answer, @by, @at)`,
  )
  const sitingsOf = db.prepare<[string], Omit<NewSiting, 'device'> & Recorded>(
    `SELECT reason, fibre, power, traffic, recorded_by AS recordedBy, recorded_at AS recordedAt FROM siting
     WHERE device = ? ORDER BY n DESC`,
  )
  const commentsOf = db.prepare<[string], Omit<NewComment, 'device'> & Recorded>(
    `SELECT received_on AS receivedOn, comment, answer, recorded_by AS recordedBy, recorded_at AS recordedAt
     FROM siting_comment WHERE device = ? ORDER BY n DESC`,
  )
  const unsited = db
    .prepare<[], string>(
      `SELECT id FROM device WHERE kind = 'fixed' AND revoked_at IS NULL
       AND id NOT IN (SELECT device FROM siting) ORDER BY id`,
    )
    .pluck()
  const putStops = db.prepare(
    `INSERT INTO district_stops VALUES (@district, @month, @stops, @source, @by, @at)
     ON CONFLICT DO UPDATE SET stops = @stops, source = @source, recorded_by = @by, recorded_at = @at`,
  )
  /** Says in the use log how it went, and gives it back. */
  const logged = <T extends string>(
    at: number,
    who: string,
    subject: string,
    went: T,
    detail: string | null,
    done: readonly string[],
  ): T => {
    const outcome = done.includes(went) ? 'success' : 'failure'
    const said = outcome === 'success' ? detail : went
    logUse({ at, who, action: 'siting-record', outcome, subject, detail: said })
    return went
  }

  return {
    setDistrict: db.transaction((given, at, by) => {
      const outcome = district.get(given.id) ? 'changed' : 'added'
      putDistrict.run({ ...given, at, by })
      const detail = `${outcome}, residents ${given.residents ?? 'not given'}`
      return logged(at, by, `district ${given.id}`, outcome, detail, ['added', 'changed'])
    }) as Verbs<SitingLedger>['setDistrict'],
    districts: () => allDistricts.all(),

    post: db.transaction((posting, at, by) => {
      const kind = kindOf.get(posting.device)
      const before = current.get(posting.device)
      const outcome = !kind
        ? 'unknown-device'
        : posting.district !== null && !district.get(posting.district)
          ? 'unknown-district'
          : posting.task !== null && kind === 'fixed'
            ? 'fixed-unit'
            : before && before.district === posting.district && before.task === posting.task
              ? 'there-already'
              : 'posted'
      if (outcome === 'posted') {
        endPosting.run(at, posting.device)
        insertPosting.run({ ...posting, at, by })
      }
      const detail = posting.district === null ? 'a task of its own' : `district ${posting.district}`
      return logged(at, by, posting.device, outcome, detail, ['posted'])
    }) as Verbs<SitingLedger>['post'],
    postingsAt: (at) => postingsAt.all({ at }),

    recordSiting: db.transaction((siting, at, by) => {
      const kind = kindOf.get(siting.device)
      const outcome = !kind ? 'unknown-device' : kind === 'vehicle' ? 'vehicle' : 'recorded'
      if (outcome === 'recorded') insertSiting.run({ ...siting, at, by })
      return logged(at, by, siting.device, outcome, 'reason, fibre, power, traffic', ['recorded'])
    }) as Verbs<SitingLedger>['recordSiting'],
    recordComment: db.transaction((comment, at, by) => {
      const outcome = kindOf.get(comment.device) ? 'recorded' : 'unknown-device'
      if (outcome === 'recorded') insertComment.run({ ...comment, at, by })
      return logged(at, by, comment.device, outcome, "a resident's comment", ['recorded'])
    }) as Verbs<SitingLedger>['recordComment'],
    siting(device) {
      if (!kindOf.get(device)) return null
      return { device, records: sitingsOf.all(device), comments: commentsOf.all(device) }
    },
    unsited: () => unsited.all(),

    setStops: db.transaction((stops, at, by) => {
      const outcome = district.get(stops.district) ? 'recorded' : 'unknown-district'
      if (outcome === 'recorded') putStops.run({ ...stops, at, by })
      const detail = `${stops.stops} stops in ${stops.month}`
      return logged(at, by, `district ${stops.district}`, outcome, detail, ['recorded'])
    }) as Verbs<SitingLedger>['setStops'],
  }
}
