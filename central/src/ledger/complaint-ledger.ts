import type {
  ComplaintNumber,
  ComplaintReply,
  ComplaintView,
  NewComplaint,
} from '@archway/shared/api/complaint'
import type { Day } from '@archway/shared/id'

export type KeptComplaint = Omit<ComplaintView, 'overdue'>

/** Complaints with their numbers, from 0001 each year; answered once, never changed or removed. */
export interface ComplaintLedger {
  recordComplaint(
    complaint: NewComplaint & { readonly dueOn: Day },
    at: number,
    by: string,
  ): Promise<ComplaintNumber>
  replyToComplaint(
    number: ComplaintNumber,
    reply: ComplaintReply,
    at: number,
    by: string,
  ): Promise<'answered' | 'unknown-complaint' | 'answered-already' | 'before-it-came'>
  complaint(number: ComplaintNumber): Promise<KeptComplaint | null>
  /** Highest number first, those below `before`. */
  complaints(query: {
    readonly state: 'open' | 'answered' | null
    readonly before: ComplaintNumber | null
    readonly limit: number
  }): Promise<KeptComplaint[]>
  /** Open ones whose due day was before this one. */
  overdueComplaints(today: Day): Promise<ComplaintNumber[]>
}
