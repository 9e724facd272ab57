import type { Grade } from '@archway/shared/alert'
import { GRADE_NAMES } from '@archway/shared/wording'
import './grade-mark.css'

/**
 * The grade by colour, word and shape at once, so that it survives a bad monitor, colour blindness and a
 * glance: a filled triangle may be acted on, a hollow diamond may only be looked at. Once the entry is
 * withdrawn (`live` is false), whatever it was graded when it was raised is no longer said.
 */
export function GradeMark({ grade, live }: { grade: Grade; live: boolean }) {
  if (!live) {
    return (
      <span className="grade-mark" data-grade="withdrawn">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 3 13 13M13 3 3 13" fill="none" stroke="currentColor" strokeWidth="2.6" />
        </svg>
        Withdrawn
      </span>
    )
  }
  return (
    <span className="grade-mark" data-grade={grade}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {grade === 'actionable' ? (
          <path d="M8 1.5 15.2 14.5H.8Z" fill="currentColor" />
        ) : (
          <path d="M8 1.8 14.2 8 8 14.2 1.8 8Z" fill="none" stroke="currentColor" strokeWidth="2.2" />
        )}
      </svg>
      {GRADE_NAMES[grade]}
    </span>
  )
}
