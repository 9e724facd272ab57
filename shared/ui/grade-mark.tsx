import type { Grade } from '@archway/shared/alert'
import { GRADE_NAMES } from '@archway/shared/wording'
import './grade-mark.css'

/**
 * The grade by colour, word and shape at once, so that it survives a bad monitor, colour blindness and a
 * glance: a filled triangle may be acted on, a hollow diamond may only be looked at.
 */
export function GradeMark({ grade }: { grade: Grade }) {
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
