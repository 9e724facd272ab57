import type { SearchView } from '@archway/shared/api/review'
import { counted } from '../evidence/words.ts'
import { PURPOSE_NAMES, timeText } from '../search/words.ts'

/** A search as a reviewer sees it: all but what was searched for. */
export function SearchFacts({ search }: { search: SearchView }) {
  return (
    <p>
      {PURPOSE_NAMES[search.purpose]}, {timeText(search.at)}, under policy {search.policy}
      {search.release !== null && ', released by a supervisor'}. {shownText(search)} Line {search.line} of the
      use log.
    </p>
  )
}

function shownText({ shown, asked }: SearchView): string {
  if (shown.whole) return `It showed ${counted(shown.reads, 'Read')}.`
  return `It showed at least ${shown.reads} and at most ${counted(asked, 'Read')}: not all of it was counted.`
}
