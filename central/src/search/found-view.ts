import type { FoundView } from '@archway/shared/api/search'
import type { FoundRead } from '../store/read-query.ts'

/** A Read that was found, as people see it. Only a hit has a place (promise 13). */
export const foundView = ({ read, match, hits, storedImages }: FoundRead): FoundView => ({
  read: read.id,
  device: read.device,
  capturedAt: read.capturedAt,
  text: read.text,
  probability: read.probability,
  rivals: read.rivals,
  jurisdiction: read.jurisdiction,
  match: match && { candidates: [...match.candidates], probability: match.probability },
  hits: hits.map((hit) => ({ ...hit })),
  images: read.images.map(({ id, angle, kind }) => ({
    id,
    angle,
    kind,
    state: storedImages.includes(id) ? 'stored' : 'pending',
  })),
})
