import { gradeHit } from '@archway/shared/alert'
import type { EntryView } from '@archway/shared/api'
import type { TestAnswer, TestOrder } from '@archway/shared/api/hotlist'
import type { Entry, EntryId } from '@archway/shared/hotlist'
import { type Match, match, matchEntry } from '@archway/shared/match'
import { foldPlate, normalisePlate } from '@archway/shared/plate'
import { type Policy, ruleFor } from '@archway/shared/policy'
import type { Candidate } from '@archway/shared/read'
import type { HotlistBook } from './hotlist-book.ts'

type Stage = TestAnswer['stages'][number]
type Tested = TestAnswer['entries'][number]

/**
 * What would happen if this were read now, through the very functions that judge real Reads, with what each of them
 * says. Nothing is stored and nobody is alerted.
 */
export async function testEntry(
  order: TestOrder,
  book: HotlistBook,
  policy: Policy,
  now: number,
): Promise<TestAnswer> {
  const list = book.current()
  const plates = order.candidates.map(({ text, probability }) => ({
    plate: normalisePlate(text),
    probability,
  }))
  const candidates: Candidate[] = plates.flatMap(({ plate, probability }) =>
    plate.ok ? [{ text: plate.value, probability }] : [],
  )
  const stages: Stage[] = plates.map(({ plate }) => ({
    stage: 'plate',
    passed: plate.ok,
    says: plate.ok ? `is looked up as ${foldPlate(plate.value)}` : plate.error,
  }))
  const ageHours = list && (now - list.manifest.sourceAt) / 3_600_000
  stages.push({
    stage: 'list',
    passed: list !== null,
    says:
      list && ageHours !== null
        ? `version ${list.manifest.version}, its oldest source ${ageHours.toFixed(1)} hours old`
        : 'no list was imported yet: nothing is matched',
  })
  const found = new Map<EntryId, Entry>()
  for (const { text } of candidates) {
    for (const entry of list?.index.withPlate(foldPlate(text)) ?? []) found.set(entry.id, entry)
  }
  stages.push({
    stage: 'entry',
    passed: found.size > 0,
    says: found.size > 0 ? `${found.size} entries have such a plate` : 'no entry in force has such a plate',
  })
  const matches = list ? match(candidates, list.index, now, policy.alerts.minimumProbability) : []
  const entries: Tested[] = []
  for (const entry of found.values()) {
    const view = await book.entry(entry.id)
    if (!view || !list) continue
    const hit = matches.find((one) => one.entry === entry.id) ?? null
    entries.push(tested({ order, candidates, view, hit, sourceAt: list.manifest.sourceAt, policy, now }))
  }
  return {
    wouldAlert: entries.some(({ grade }) => grade !== null),
    candidates,
    version: list?.manifest.version ?? null,
    stages,
    entries,
  }
}

function tested(given: {
  readonly order: TestOrder
  readonly candidates: readonly Candidate[]
  readonly view: EntryView
  /** What matching made of it; null: it is no match. */
  readonly hit: Match | null
  readonly sourceAt: number
  readonly policy: Policy
  readonly now: number
}): Tested {
  const { order, candidates, view, hit, sourceAt, policy, now } = given
  const { probability, exact, nearFolded } = hit ?? matchEntry(candidates, view, 1)
  const rule = ruleFor(policy, view.category)
  const isLive = view.expiresAt > now
  const mass = probability + nearFolded
  const { minimumProbability } = policy.alerts
  const views = order.angles.map((angle) => ({ angle })) as unknown as Parameters<typeof gradeHit>[0]['views']
  const read = { jurisdiction: order.jurisdiction, views }
  const graded = gradeHit(read, { probability, exact }, view, { sourceAt }, policy, now)
  const alerts = hit !== null && rule !== 'deny'
  const stages: Stage[] = [
    {
      stage: 'expiry',
      passed: isLive,
      says: isLive ? `runs until ${new Date(view.expiresAt).toISOString()}` : 'the entry itself has run out',
    },
    {
      stage: 'probability',
      passed: mass >= minimumProbability,
      says: `${percent(probability)} that it is this plate${nearFolded > 0 ? `, and ${percent(nearFolded)} only if O is 0 or I is 1` : ''}; an alert needs ${percent(minimumProbability)}`,
    },
    { stage: 'category', passed: rule !== 'deny', says: `policy says ${rule} for ${view.category}` },
    {
      stage: 'grade',
      passed: graded.grade === 'actionable',
      says: graded.doubts.length > 0 ? graded.doubts.join(', ') : 'nothing is in doubt',
    },
  ]
  return {
    entry: view,
    probability,
    exact,
    nearFolded,
    rule,
    grade: alerts ? graded.grade : null,
    doubts: graded.doubts,
    stages,
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
