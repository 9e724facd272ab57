import type { Corners } from '@archway/shared/read'
import type { Frame } from '../capture/frame-source.ts'
import type { Area } from '../detect/detector.ts'
import { HintedError } from '../hinted-error.ts'
import type { Jurisdictions } from '../jurisdiction/jurisdictions.ts'
import type { Glimpse } from '../read/reader.ts'

/** What one frame showed. `width` and `height` are of the picture that corners refer to: upright, in pixels. */
export interface Look {
  readonly width: number
  readonly height: number
  /** One a plate; none means that the models ran and saw no plate. */
  readonly glimpses: readonly Glimpse[]
  /** Milliseconds that each stage took. */
  readonly ms: { readonly decode: number; readonly detect: number; readonly read: number }
}

/** The two images of a Read, as JPEG without any metadata (a photograph's EXIF can hold a place). */
export interface Evidence {
  /** The whole frame. `width` is less than the Look's where it had to be shrunk: scale corners by the ratio. */
  readonly scene: { readonly jpeg: Uint8Array; readonly width: number; readonly height: number }
  /** The plate, rectified, with a margin. */
  readonly plate: { readonly jpeg: Uint8Array; readonly width: number; readonly height: number }
}

/**
 * The unit's eyes: decoding, detection and reading, away from the event loop. Calls are answered in order.
 * A frame that cannot be decoded is a `PhotographError`, a model that cannot run a `ModelError`, and a thread
 * that died a `VisionError` (the next call has a new one): never an empty Look.
 */
export interface Vision {
  /** Version of the model set, which stands on every Read. */
  readonly model: string
  /** What these models know of jurisdictions; null where they tell none. */
  readonly jurisdictions: Jurisdictions | null
  /** @param area of a frame in RGB: where plates are looked for; everywhere if left out. Corners are of the whole picture all the same */
  see(frame: Pick<Frame, 'pixels'>, area?: Area): Promise<Look>
  /** Cuts the images of a Read out of a frame that was seen. `corners` in pixels of its Look. */
  evidence(frame: Pick<Frame, 'pixels'>, corners: Corners): Promise<Evidence>
  close(): Promise<void>
}

/** The thread that sees has died. `hint` tells the operator what to do. */
export class VisionError extends HintedError {
  override readonly name = 'VisionError'
}
