import type { Uuid7 } from '@archway/shared/id'
import type { Refusal } from '@archway/shared/messages'

/** What is refused of a message, with what came, kept for inspection. Without an id: the message as such. */
export interface Refused {
  readonly id: Uuid7 | null
  readonly refusal: Refusal
  readonly payload: Uint8Array
}

export const NOT_REGISTERED: Refusal = {
  code: 'wrong-device',
  detail: 'no unit of this name is registered and in service; enrol it again',
}
