import { escaped } from './markup.ts'

/** Where the public turns; promise 39 names both. */
export interface PublicFace {
  readonly department: string
  /** The page with the Civilian Oversight Board's complaint form. */
  readonly oversightForm: string
  readonly bureauPhone: string
}

export const contacts = ({ oversightForm, bureauPhone }: PublicFace): string =>
  `<address><strong>Civilian Oversight Board</strong>: <a href="${escaped(oversightForm)}">complaint form</a><br><span class="note">${escaped(oversightForm)}</span><br><strong>Citizens Service Bureau</strong>: <a href="tel:${escaped(bureauPhone.replace(/[^\d+]/g, ''))}">${escaped(bureauPhone)}</a></address>`
