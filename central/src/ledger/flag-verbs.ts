import type { Database } from 'better-sqlite3'
import type { Verbs } from '../store/worker-calls.ts'
import type { KeptFlag, ProprietyLedger } from './propriety-ledger.ts'
import { logVerbs } from './use-log-verbs.ts'

type Flags = Pick<ProprietyLedger, 'flagUse' | 'answerFlag' | 'takeFlag' | 'decideFlag' | 'flag' | 'flags'>
type FlagRow = Omit<KeptFlag, 'answers'>

const FLAG = `SELECT f.n AS flag, f.line, u.who, f.state, f.raised_by AS raisedBy, f.raised_at AS raisedAt,
  f.raised_line AS reasonLine, f.taken_by AS takenBy, f.taken_at AS takenAt, f.decided_by AS decidedBy,
  f.decided_at AS decidedAt, f.outcome, f.reference, f.decided_line AS noteLine
  FROM use_flag f JOIN use_log u ON u.n = f.line`

/** A use is flagged, supervisors answer, somebody takes it up, and somebody who neither did nor flagged it decides. */
export function flagVerbs(db: Database): Verbs<Flags> {
  const { logUse } = logVerbs(db)
  const newestLine = db.prepare<[], number>('SELECT max(n) FROM use_log').pluck()
  const useExists = db.prepare<[number], number>('SELECT 1 FROM use_log WHERE n = ?').pluck()
  const insert = db.prepare(
    'INSERT INTO use_flag (line, raised_at, raised_by, raised_line) VALUES (@line, @at, @by, @raisedLine)',
  )
  const one = db.prepare<[number], FlagRow>(`${FLAG} WHERE f.n = ?`)
  const page = db.prepare<[{ state: string | null; before: number | null; limit: number }], FlagRow>(
    `${FLAG} WHERE (@state IS NULL OR f.state = @state) AND (@before IS NULL OR f.n < @before)
     ORDER BY f.n DESC LIMIT @limit`,
  )
  const take = db.prepare<[number, string, number]>(
    "UPDATE use_flag SET state = 'under-review', taken_at = ?, taken_by = ? WHERE n = ?",
  )
  const decide = db.prepare(
    `UPDATE use_flag SET state = 'decided', decided_at = @at, decided_by = @by, decided_line = @line,
     outcome = @outcome, reference = @reference WHERE n = @flag`,
  )
  const insertAnswer = db.prepare(
    'INSERT INTO use_flag_answer (flag, at, by, line) VALUES (@flag, @at, @by, @line)',
  )
  const answersTo = db.prepare<[number], KeptFlag['answers'][number]>(
    'SELECT at, by, line FROM use_flag_answer WHERE flag = ? ORDER BY n',
  )
  const kept = (row: FlagRow): KeptFlag => ({ ...row, answers: answersTo.all(row.flag) })

  return {
    flagUse: db.transaction(({ line, at, by, secret }) => {
      const isKnown = useExists.get(line) !== undefined
      const detail = [...(isKnown ? [] : ['refused: unknown-line']), secret.commitment].join(' · ')
      const outcome = isKnown ? 'success' : 'failure'
      logUse({ at, who: by, action: 'use-flag', outcome, subject: `line ${line}`, detail }, secret)
      if (!isKnown) return 'unknown-line'
      const raisedLine = newestLine.get()
      return { flag: Number(insert.run({ line, at, by, raisedLine }).lastInsertRowid) }
    }) as Verbs<Flags>['flagUse'],
    answerFlag: db.transaction(({ flag, at, by, secret }) => {
      const row = one.get(flag)
      const refused =
        row === undefined
          ? 'unknown-flag'
          : row.who === by
            ? 'own-use'
            : row.state === 'decided'
              ? 'decided-already'
              : null
      const detail = [...(refused ? [`refused: ${refused}`] : []), secret.commitment].join(' · ')
      const outcome = refused ? 'failure' : 'success'
      logUse({ at, who: by, action: 'use-answer', outcome, subject: `flag ${flag}`, detail }, secret)
      if (refused) return refused
      insertAnswer.run({ flag, at, by, line: newestLine.get() })
      return 'answered'
    }) as Verbs<Flags>['answerFlag'],
    takeFlag: db.transaction((flag, at, by) => {
      const row = one.get(flag)
      const refused =
        row === undefined
          ? 'unknown-flag'
          : row.who === by
            ? 'own-use'
            : row.state !== 'flagged'
              ? 'taken-already'
              : null
      const outcome = refused ? 'failure' : 'success'
      logUse({ at, who: by, action: 'use-inquire', outcome, subject: `flag ${flag}`, detail: refused })
      if (refused) return refused
      take.run(at, by, flag)
      return 'taken'
    }) as Verbs<Flags>['takeFlag'],
    decideFlag: db.transaction(({ flag, at, by, outcome, reference, secret }) => {
      const row = one.get(flag)
      const refused =
        row === undefined
          ? 'unknown-flag'
          : row.state !== 'under-review'
            ? 'not-under-review'
            : row.raisedBy === by
              ? 'same-person'
              : row.who === by
                ? 'own-use'
                : null
      const detail = [outcome, ...(refused ? [`refused: ${refused}`] : []), secret.commitment].join(' · ')
      const done = refused ? 'failure' : 'success'
      logUse({ at, who: by, action: 'use-decide', outcome: done, subject: `flag ${flag}`, detail }, secret)
      if (refused) return refused
      decide.run({ flag, at, by, outcome, reference, line: newestLine.get() })
      return 'decided'
    }) as Verbs<Flags>['decideFlag'],
    flag: (n) => {
      const row = one.get(n)
      return row ? kept(row) : null
    },
    flags: (query) => page.all(query).map(kept),
  }
}
