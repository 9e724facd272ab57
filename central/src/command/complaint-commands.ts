import type { ComplaintReply, NewComplaint } from '@archway/shared/api/complaint'
import { dayAt } from '@archway/shared/id'
import { dueDay, isOverdue } from '../report/complaint-days.ts'
import { actAs } from './act-as.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns } from './terminal.ts'

/** Prints the complaint's number, alone, on the standard output. */
export async function recordComplaint(
  complaint: NewComplaint,
  as: string,
  means: CommandMeans,
): Promise<number> {
  const { ledger, terminal, now } = means
  if (complaint.receivedOn > dayAt(now())) {
    terminal.err('not recorded: it was received in the future')
    return REFUSED
  }
  if (!(await actAs(as, 'complaint-record', means))) return REFUSED
  const dueOn = complaint.dueOn ?? dueDay(complaint.receivedOn)
  const number = await ledger.recordComplaint({ ...complaint, dueOn }, now(), as)
  terminal.err(`recorded; a reply is due on ${dueOn}:`)
  terminal.out(number)
  return DONE
}

export async function replyToComplaint(
  number: string,
  reply: ComplaintReply,
  as: string,
  means: CommandMeans,
): Promise<number> {
  if (!(await actAs(as, 'complaint-record', means))) return REFUSED
  const outcome = await means.ledger.replyToComplaint(number, reply, means.now(), as)
  const said = {
    answered: `${number} is answered: ${reply.outcome}`,
    'unknown-complaint': `there is no complaint ${number}`,
    'answered-already': `${number} was answered already`,
    'before-it-came': `${number} came later than that day`,
  }
  means.terminal.err(said[outcome])
  return outcome === 'answered' ? DONE : REFUSED
}

export async function listComplaints(
  state: 'open' | 'answered' | null,
  { ledger, terminal, now }: CommandMeans,
): Promise<number> {
  const rows: string[][] = []
  for (let before: string | null = null; ; ) {
    const complaints = await ledger.complaints({ state, before, limit: 200 })
    for (const complaint of complaints) {
      const { number, kind, via, receivedOn, dueOn, answer } = complaint
      const then = answer?.outcome ?? (isOverdue(complaint, dayAt(now())) ? 'OVERDUE' : 'open')
      rows.push([number, receivedOn, dueOn, then, kind, via, complaint.summary])
    }
    before = complaints.at(-1)?.number ?? null
    if (complaints.length < 200) break
  }
  const head = ['NUMBER', 'RECEIVED', 'DUE', 'STATE', 'ABOUT', 'VIA', 'SUMMARY']
  for (const line of columns([head, ...rows])) terminal.out(line)
  return DONE
}
