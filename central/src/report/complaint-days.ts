import { REPLY_DAYS } from '@archway/shared/api/complaint'
import { type Day, dayAt } from '@archway/shared/id'
import type { KeptComplaint } from '../ledger/complaint-ledger.ts'

const DAY_MS = 86_400_000

/** When a reply is due where nobody gave another day. */
export const dueDay = (receivedOn: Day): Day => dayAt(Date.parse(receivedOn) + REPLY_DAYS * DAY_MS)

export const isOverdue = ({ answer, dueOn }: KeptComplaint, today: Day): boolean =>
  answer === null && dueOn < today
