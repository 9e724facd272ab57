import type { AlertView } from '@archway/shared/api'
import type { Angle } from '@archway/shared/read'

/**
 * What there is to show of one angle. `not-captured`: the camera had no look at this plate. `not-kept`: it
 * had, but no such image was announced. `pending`: announced, not here yet.
 */
export type EvidenceState =
  | { readonly state: 'not-captured' }
  | { readonly state: 'not-kept' }
  | { readonly state: 'pending' }
  | { readonly state: 'stored'; readonly id: string }

export function evidenceOf(
  alert: Pick<AlertView, 'images' | 'missingAngles'>,
  angle: Angle,
  kind: 'scene' | 'plate',
): EvidenceState {
  const image = alert.images.find((candidate) => candidate.angle === angle && candidate.kind === kind)
  if (image) return image.state === 'stored' ? { state: 'stored', id: image.id } : { state: 'pending' }
  return { state: alert.missingAngles.includes(angle) ? 'not-captured' : 'not-kept' }
}
