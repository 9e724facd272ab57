import type { Session } from '@archway/shared/api'
import { DisclosurePage } from '@archway/shared/api/disclosure'
import type { Ask } from '../api/ask.ts'
import { usePages } from '../api/use-pages.ts'
import { PagedPart } from '../session/paged-part.tsx'
import { DisclosureItem } from './disclosure-item.tsx'

/** What was or may be given to somebody outside, newest first. */
export function DisclosuresPart({ session, ask }: { session: Session; ask: Ask }) {
  const disclosures = usePages(
    ['disclosures'],
    (before) => ask(`/disclosures?limit=20${before}`, DisclosurePage, 'a list of disclosures'),
    (page) => ({ items: page.disclosures, next: page.next }),
  )
  return (
    <PagedPart
      title="Disclosures"
      pages={disclosures}
      none="No disclosure yet. One is proposed on a request from outside."
    >
      {(disclosure) => (
        <DisclosureItem
          key={disclosure.id}
          disclosure={disclosure}
          session={session}
          onExported={() => void disclosures.refetch()}
        />
      )}
    </PagedPart>
  )
}
