import type { Corners } from '@archway/shared/read'
import type { Pixels } from '../capture/frame-source.ts'
import type { Area } from '../detect/detector.ts'
import type { Jurisdictions } from '../jurisdiction/jurisdictions.ts'
import type { Precision } from '../models/manifest.ts'

/** What the thread is started with. */
export interface ThreadData {
  readonly models: string
  /** Cores that one run of a model may use. */
  readonly threads: number
  /** fp32 where it is not said. */
  readonly precision?: Precision
}

export type Call =
  | { readonly verb: 'see'; readonly id: number; readonly pixels: Pixels; readonly area: Area | undefined }
  | { readonly verb: 'seeCrop'; readonly id: number; readonly pixels: Pixels }
  | { readonly verb: 'evidence'; readonly id: number; readonly pixels: Pixels; readonly corners: Corners }

/** An error on its way between threads: classes do not survive it, these fields do. */
export interface Failure {
  readonly name: string
  readonly message: string
  readonly hint: string | null
}

export type Answer =
  | {
      readonly kind: 'ready'
      readonly model: string
      readonly jurisdictions: Jurisdictions | null
    }
  | { readonly kind: 'unfit'; readonly failure: Failure }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
