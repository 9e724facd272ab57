import type { Angle } from '@archway/shared/read'
import { HintedError } from '../hinted-error.ts'

/** Pixels as they came: the encoded photograph, or decoded RGB (3 bytes a pixel, rows top to bottom). */
export type Pixels =
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array }
  | { readonly kind: 'rgb'; readonly width: number; readonly height: number; readonly bytes: Uint8Array }

/** One captured image. `sequence` counts from 0 per camera, also over frames that nobody looked at. */
export interface Frame {
  readonly camera: string
  readonly angle: Angle
  readonly sequence: number
  /** Milliseconds since 1970, UTC: when the shutter closed, as nearly as the source knows. */
  readonly capturedAt: number
  readonly pixels: Pixels
}

/**
 * One camera. Iterating starts it; it ends when a replay ends or `signal` aborts. A source yields every
 * frame that it has, at the pace of the camera (or of the recording); shedding is not its business, see
 * `newest`. It throws `CaptureError` when the camera or recording fails: it never just falls silent.
 */
export interface FrameSource {
  readonly camera: string
  readonly angle: Angle
  frames(signal: AbortSignal): AsyncIterable<Frame>
}

/** A camera or recording that cannot be read. `hint` tells the installer what to do. */
export class CaptureError extends HintedError {
  override readonly name = 'CaptureError'
}
