/** A message that was sent and is not answered. */
export interface Sent {
  /** Of what it carries. */
  readonly ids: readonly string[]
  readonly kind: 'reads' | 'image'
  readonly sentAt: number
}

/** Given-up messages of which a late answer is still understood. */
const REMEMBERED = 64

/**
 * What is under way, by the SHA-256 of the message. An id is under way at most once, so that a slow answer
 * does not make the unit send a thing twice at the same time.
 */
export class InFlight {
  readonly #sent = new Map<string, Sent>()
  readonly #late = new Map<string, Sent>()
  readonly #ids = new Set<string>()

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  count(kind: Sent['kind']): number {
    let count = 0
    for (const sent of this.#sent.values()) if (sent.kind === kind) count++
    return count
  }

  add(message: string, sent: Sent): void {
    this.#sent.set(message, sent)
    for (const id of sent.ids) this.#ids.add(id)
  }

  /** The message that an answer names: also one that was given up, once. Undefined: never sent by us. */
  answered(message: string): Sent | undefined {
    const sent = this.#sent.get(message)
    if (sent) this.#end(message, sent)
    const late = this.#late.get(message)
    this.#late.delete(message)
    return sent ?? late
  }

  /** Gives up what was sent before `time`, so that it is sent again. */
  giveUpBefore(time: number): number {
    let count = 0
    for (const [message, sent] of this.#sent) {
      if (sent.sentAt >= time) continue
      this.#end(message, sent)
      this.#remember(message, sent)
      count++
    }
    return count
  }

  #end(message: string, sent: Sent): void {
    this.#sent.delete(message)
    for (const id of sent.ids) this.#ids.delete(id)
  }

  #remember(message: string, sent: Sent): void {
    this.#late.set(message, sent)
    const [oldest] = this.#late.keys()
    if (this.#late.size > REMEMBERED && oldest !== undefined) this.#late.delete(oldest)
  }
}
