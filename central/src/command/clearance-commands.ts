import { accessReviewState } from '../people/access-review.ts'
import { policyAt } from '../policy/policy-book.ts'
import { actAs } from './act-as.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

export async function recordTraining(
  training: { person: string; course: string; trainer: string; takenAt: number },
  { ledger, terminal, now, by }: CommandMeans,
): Promise<number> {
  if (training.takenAt > now()) {
    terminal.err('not recorded: the training lies in the future')
    return REFUSED
  }
  const outcome = await ledger.recordTraining(training, now(), by)
  const said = {
    recorded: `recorded: ${training.person}, ${training.course}, by ${training.trainer}`,
    'unknown-person': `there is no user ${training.person}`,
    'self-trained': 'not recorded: nobody trains themselves',
  }
  terminal.err(said[outcome])
  return outcome === 'recorded' ? DONE : REFUSED
}

/** A receipt on paper, for the order as it is in force. */
export async function recordReceipt(
  { person, signature }: { person: string; signature: string },
  { config, ledger, terminal, now, by }: CommandMeans,
): Promise<number> {
  const { number, version, sha256 } = (await policyAt(ledger, config.policy, now())).policy.specialOrder
  const outcome = await ledger.signReceipt({ person, number, version, sha256, signature }, now(), by)
  terminal.err(
    outcome === 'signed'
      ? `recorded: ${person} has received Special Order ${number}, version ${version}`
      : `there is no user ${person}`,
  )
  return outcome === 'signed' ? DONE : REFUSED
}

/** What is on record of one person. */
export async function showClearance(name: string, { ledger, terminal }: CommandMeans): Promise<number> {
  const trainings = (await ledger.trainings(name)).map(({ course, trainer, takenAt, recordedBy }) => [
    timeText(takenAt),
    `training ${course}`,
    `by ${trainer}`,
    `recorded by ${recordedBy}`,
  ])
  const receipts = (await ledger.receipts(name)).map(
    ({ number, version, signedAt, signature, recordedBy }) => [
      timeText(signedAt),
      `receipt ${number} version ${version}`,
      `signed ${signature}`,
      `recorded by ${recordedBy}`,
    ],
  )
  for (const line of columns([['WHEN', 'WHAT', 'BY', ''], ...trainings, ...receipts])) terminal.out(line)
  return DONE
}

/** Lists the newest access review and says when the next is due; beyond that it is overdue. */
export async function showReview({ config, ledger, terminal, now }: CommandMeans): Promise<number> {
  const { policy } = await policyAt(ledger, config.policy, now())
  const { dueAt, overdue } = await accessReviewState(ledger, policy, now())
  const newest = (await ledger.accessReviews())[0]
  for (const line of columns([
    ['NAME', 'ROLES', 'DECISION', 'BY'],
    ...(newest?.items ?? []).map(({ person, roles, decision, decidedBy }) => [
      person,
      roles.join(','),
      decision ?? 'open',
      decidedBy ?? '',
    ]),
  ])) {
    terminal.out(line)
  }
  terminal.err(`${overdue ? 'OVERDUE since' : 'the next is due'} ${timeText(dueAt)}`)
  return DONE
}

export async function openReview(as: string, means: CommandMeans): Promise<number> {
  const { ledger, terminal, now } = means
  if (!(await actAs(as, 'access-review', means))) return REFUSED
  const outcome = await ledger.openReview(now(), as)
  terminal.err(
    outcome === 'open-already'
      ? 'a review is open already'
      : `review ${outcome.n} is open; decide on each person`,
  )
  return outcome === 'open-already' ? REFUSED : DONE
}

export async function decideReview(
  { person, decision, as }: { person: string; decision: 'keep' | 'revoke'; as: string },
  means: CommandMeans,
): Promise<number> {
  const { ledger, terminal, now } = means
  if (!(await actAs(as, 'access-review', means))) return REFUSED
  const open = (await ledger.accessReviews()).find(({ closedAt }) => closedAt === null)
  if (!open) {
    terminal.err('no access review is open; "user review open" begins one')
    return REFUSED
  }
  const outcome = await ledger.decideReview(open.n, person, decision, now(), as)
  const said = {
    done: `${person}: ${decision}`,
    'unknown-item': `${person} is not on the list of this review`,
    'decided-already': `${person} was decided on already`,
    self: 'nobody decides on themselves',
  }
  terminal.err(said[outcome])
  return outcome === 'done' ? DONE : REFUSED
}
