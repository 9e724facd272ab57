import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isDrawn } from '../search/draw.ts'
import { openLedgerFile } from './ledger-file.ts'
import { openSearchRoom, type SearchRoom, T } from './search.fixture.ts'
import { evidenceOfUseVerbs } from './use-evidence-verbs.ts'

let room: SearchRoom
beforeEach(async () => {
  room = await openSearchRoom()
})
afterEach(() => room.close())
const sealed = (text: string) => room.secrets.seal(text, T)
const ROOT = 'ab'.repeat(32)

describe('the draw', () => {
  test('is even, and other for another root', () => {
    const drawn = (root: string) => Array.from({ length: 4000 }, (_, line) => isDrawn(root, line, 0.1))
    const [one, two] = [drawn(ROOT), drawn('cd'.repeat(32))]
    const count = one.filter(Boolean).length
    expect(count).toBeGreaterThan(300)
    expect(count).toBeLessThan(500)
    expect(one).not.toEqual(two)
    expect(Array.from({ length: 99 }, (_, line) => isDrawn(ROOT, line, 1)).every(Boolean)).toBe(true)
    expect(Array.from({ length: 99 }, (_, line) => isDrawn(ROOT, line, 0)).some(Boolean)).toBe(false)
  })
})

describe('reviews', () => {
  test('promise 27: searches that a checkpoint covers are drawn once, by its root alone', async () => {
    for (let n = 0; n < 20; n += 1) await room.ledger.beginSearch(room.start())
    const covered = { root: ROOT, size: 11, share: 0.5, at: T }
    const lines = Array.from({ length: 10 }, (_, n) => n + 2).filter((line) => isDrawn(ROOT, line, 0.5))
    expect(await room.ledger.drawReviews(covered)).toEqual({ drawn: lines.length, of: 10 })
    const open = await room.ledger.searchReviews({ state: 'open', before: null, limit: 99 })
    expect(open.map(({ search }) => search.line).sort((a, b) => a - b)).toEqual(lines)
    expect(await room.ledger.drawReviews({ ...covered, root: '00'.repeat(32) }), 'no second draw').toEqual({
      drawn: 0,
      of: 0,
    })
    const states = (await room.ledger.searches({ limit: 99 })).map(({ review }) => review)
    expect(states.filter((state) => state === 'not-drawn-yet')).toHaveLength(10)
    expect(await room.ledger.drawReviews({ ...covered, size: 0 })).toEqual({ drawn: 0, of: 0 })
  })

  test('a drawn search is reviewed once, and never by whoever searched', async () => {
    const start = room.start()
    await room.ledger.beginSearch(start)
    const review = { search: start.id, outcome: 'improper', at: T, by: 'ian' } as const
    const note = () => ({ secret: sealed('no link to the case') })
    expect(await room.ledger.reviewSearch({ ...review, ...note() })).toBe('not-drawn')
    await room.ledger.drawReviews({ root: ROOT, size: 9, share: 1, at: T })
    await room.ledger.drawReviews({ root: ROOT, size: 3, share: 1, at: T })
    expect(await room.ledger.reviewSearch({ ...review, by: 'ann', ...note() })).toBe('own-search')
    expect(await room.ledger.reviewSearch({ ...review, ...note() })).toBe('reviewed')
    expect(await room.ledger.reviewSearch({ ...review, ...note() })).toBe('reviewed-already')
    const [done] = await room.ledger.searchReviews({ state: 'done', before: null, limit: 9 })
    expect(done).toMatchObject({ reviewedBy: 'ian', root: ROOT, search: { review: 'improper', who: 'ann' } })
    const kept = await room.ledger.secret({ line: done?.noteLine ?? 0 })
    expect(kept && room.secrets.open(kept)).toMatchObject({ text: 'no link to the case' })
    expect(await room.ledger.searchReviews({ state: 'open', before: null, limit: 9 })).toEqual([])
  })
})

describe('flags', () => {
  test('promise 28: flagged, under review, decided with a reference; never by who did or flagged it', async () => {
    await room.ledger.beginSearch(room.start())
    expect(await room.ledger.flagUse({ line: 99, at: T, by: 'ian', secret: sealed('no such line') })).toBe(
      'unknown-line',
    )
    expect(
      await room.ledger.flagUse({ line: 2, at: T, by: 'ian', secret: sealed('neighbour of hers') }),
    ).toEqual({
      flag: 1,
    })
    const decision = { flag: 1, at: T + 9, outcome: 'disciplined', reference: 'IAD 26-7' } as const
    const decide = (by: string, flag = 1) =>
      room.ledger.decideFlag({ ...decision, flag, by, secret: sealed('two days') })
    expect(await decide('pat')).toBe('not-under-review')
    expect(await room.ledger.takeFlag(1, T + 5, 'ann')).toBe('own-use')
    expect(await room.ledger.takeFlag(1, T + 5, 'pat')).toBe('taken')
    expect(await room.ledger.takeFlag(1, T + 6, 'pat')).toBe('taken-already')
    expect(await decide('ian')).toBe('same-person')
    expect(await decide('ann')).toBe('own-use')
    expect(await decide('pat', 7)).toBe('unknown-flag')
    expect(await decide('pat')).toBe('decided')
    expect(await decide('pat')).toBe('not-under-review')
    expect(await room.ledger.flags({ state: 'decided', before: null, limit: 9 })).toMatchObject([
      {
        flag: 1,
        line: 2,
        who: 'ann',
        raisedBy: 'ian',
        takenBy: 'pat',
        decidedBy: 'pat',
        outcome: 'disciplined',
        reference: 'IAD 26-7',
      },
    ])
    const text = JSON.stringify(await room.ledger.uses(0, 99))
    expect(text).not.toContain('neighbour')
    expect(text).toContain('use-decide')
  })
})

describe('answers to a flag', () => {
  test('promise 28: supervisors answer until it is decided, never about their own use; what they say is sealed', async () => {
    await room.ledger.beginSearch(room.start())
    await room.ledger.flagUse({ line: 2, at: T, by: 'ian', secret: sealed('neighbour of hers') })
    const answer = (by: string, text: string, flag = 1) =>
      room.ledger.answerFlag({ flag, at: T + 1, by, secret: sealed(text) })
    expect(await answer('sue', 'of another flag', 7)).toBe('unknown-flag')
    expect(await answer('ann', 'it was for the case')).toBe('own-use')
    expect(await answer('sue', 'the case was told by telephone')).toBe('answered')
    await room.ledger.takeFlag(1, T + 2, 'pat')
    expect(await answer('ray', 'the owner confirms it')).toBe('answered')
    const outcome = { outcome: 'no-violation', reference: null } as const
    await room.ledger.decideFlag({ flag: 1, at: T + 3, by: 'pat', ...outcome, secret: sealed('agreed') })
    expect(await answer('sue', 'one more thing')).toBe('decided-already')

    const flag = await room.ledger.flag(1)
    expect(flag?.answers.map(({ by }) => by)).toEqual(['sue', 'ray'])
    const texts = flag?.answers.map(async ({ line }) => {
      const kept = await room.ledger.secret({ line })
      return kept && room.secrets.open(kept)
    })
    expect(await Promise.all(texts ?? [])).toMatchObject([
      { text: 'the case was told by telephone' },
      { text: 'the owner confirms it' },
    ])
    const uses = (await room.ledger.uses(0, 99)).filter(({ action }) => action === 'use-answer')
    expect(uses.map(({ who, outcome: done }) => `${who} ${done}`)).toEqual([
      'sue failure',
      'ann failure',
      'sue success',
      'ray success',
      'sue failure',
    ])
    expect(JSON.stringify(uses)).not.toMatch(/telephone|owner/)
  })
})

describe('reading the log', () => {
  test('by person, act, outcome and time, refused attempts too, newest first, page by page', async () => {
    await room.ledger.beginSearch(room.start())
    await room.ledger.beginSearch(room.start({ who: 'bob', at: T + 5, case: '26-9' }))
    const lines = async (query: Parameters<typeof room.ledger.usesLike>[0]) =>
      (await room.ledger.usesLike(query)).map(({ line }) => line)
    expect(await lines({ limit: 9 })).toEqual([3, 2, 1])
    expect(await lines({ limit: 2 })).toEqual([3, 2])
    expect(await lines({ before: 2, limit: 2 })).toEqual([1])
    expect(await lines({ who: 'bob', limit: 9 })).toEqual([3])
    expect(await lines({ action: 'read-search', outcome: 'failure', limit: 9 })).toEqual([3])
    expect(await lines({ from: T + 1, limit: 9 })).toEqual([3])
    expect(await lines({ until: T + 5, limit: 9 })).toEqual([2, 1])
    expect(await lines({ who: "x' OR 1=1 --", limit: 9 })).toEqual([])
    const [, search, opening] = await room.ledger.usesLike({ limit: 9 })
    expect(search?.sealed?.pseudonym).toMatch(/^[0-9a-f]{32}$/)
    expect(opening?.sealed).toBeNull()
    expect(await room.ledger.lineAt(2)).toEqual(search)
    expect(await room.ledger.lineAt(4)).toBeNull()
  })

  test('filters use the indexes of the log', () => {
    const db = openLedgerFile(':memory:')
    try {
      const plan = db.prepare(
        "EXPLAIN QUERY PLAN SELECT n FROM use_log u WHERE u.who = 'x' AND u.n < 5 ORDER BY u.n DESC",
      )
      expect(JSON.stringify(plan.all())).toContain('use_log_who')
    } finally {
      db.close()
    }
  })

  test('searches by purpose, person and case', async () => {
    await room.ledger.openCase({
      number: '26-2',
      purpose: 'felony-investigation',
      owner: 'bob',
      at: T,
      by: 'bob',
    })
    await room.ledger.beginSearch(room.start())
    await room.ledger.beginSearch(room.start({ who: 'bob', case: '26-2', purpose: 'felony-investigation' }))
    const found = async (query: Omit<Parameters<typeof room.ledger.searches>[0], 'limit'>) =>
      (await room.ledger.searches({ ...query, limit: 9 })).map(({ who, roles }) => [who, ...roles].join())
    expect(await found({ purpose: 'felony-investigation' })).toEqual(['bob,operator'])
    expect(await found({ case: '26-1001' })).toEqual(['ann,operator'])
    expect(await found({ who: 'eve' })).toEqual([])
  })
})

describe('evidence', () => {
  test('counts what must be none, and sees it when somebody writes past the verbs', async () => {
    const start = room.start()
    await room.ledger.beginSearch(start)
    await room.ledger.drawReviews({ root: ROOT, size: 2, share: 1, at: T })
    await room.ledger.beginSearch(room.start({ at: T + 5 }))
    await room.ledger.flagUse({ line: 2, at: T, by: 'ian', secret: sealed('neighbour of hers') })
    expect(await room.ledger.evidenceOfUse(T + 6)).toEqual({
      searches: 2,
      ofAnotherPurpose: 0,
      afterClosing: 0,
      unlogged: 0,
      decidedByAsker: 0,
      sealed: 2,
      undrawn: 1,
      notices: 0,
      releases: { requested: 0, released: 0, refused: 0, used: 0 },
      reviews: { open: 1, proper: 0, improper: 0, unclear: 0 },
      flags: { flagged: 1, 'under-review': 0, decided: 0 },
    })
    expect((await room.ledger.evidenceOfUse(T + 5)).undrawn, 'begun a moment ago').toBe(0)
  })

  test('a search that was written past the verbs shows', () => {
    const db = openLedgerFile(':memory:')
    try {
      db.exec(`INSERT INTO case_file VALUES ('26-1', 'stolen-property', 'ann', 1, 'ann', 5, 'sue');
        INSERT INTO use_log (at, who, action, outcome) VALUES (1, 'ann', 'login', 'success');
        INSERT INTO search VALUES ('s', 1, 9, 'ann', '[]', 'felony-investigation', '26-1', NULL, 'p', 50, NULL, 0, 1)`)
      expect(evidenceOfUseVerbs(db).evidenceOfUse(0)).toMatchObject({
        ofAnotherPurpose: 1,
        afterClosing: 1,
        unlogged: 1,
      })
      expect(() =>
        db.exec(
          `INSERT INTO search_release VALUES ('r', 1, 'ann', 1, 'x', '26-1', '[]', 'released', 2, 'ann', 1)`,
        ),
      ).toThrow('CHECK')
    } finally {
      db.close()
    }
  })
})
