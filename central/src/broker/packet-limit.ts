/** A stream of MQTT packets that no broker should go on reading. */
export class PacketError extends Error {
  override readonly name = 'PacketError'
  readonly kind: 'too-large' | 'malformed'
  constructor(kind: 'too-large' | 'malformed', message: string) {
    super(message)
    this.kind = kind
  }
}

const CONNECT = 1
const PUBLISH = 3
/** CONNACK, SUBACK, UNSUBACK, PINGRESP, and the AUTH of MQTT 5. */
const FROM_SERVERS = new Set([2, 9, 11, 13, 15])
/** MQTT writes a packet's length in at most four bytes of seven bits. */
const MAX_LENGTH_BYTES = 4

export interface PacketLimits {
  /** Largest CONNECT, with its will, in bytes. */
  readonly connect: number
  /** Largest PUBLISH, topic included, in bytes. */
  readonly publish: number
  /** Largest packet of any other kind, in bytes. */
  readonly control: number
}

/**
 * Watches the packets' headers go by, so that a packet is refused by the length that it announces, before
 * any of its content is held: the parser behind would buffer up to 256 MiB for one packet.
 *
 * Invariant: `skip` is how much of the current packet's content has still to pass; a header is only ever
 * read where a packet begins.
 */
export class PacketLimit {
  private skip = 0
  private type = 0
  private length = 0
  private lengthBytes = 0
  private inHeader = false
  private first = true
  private readonly limits: PacketLimits

  constructor(limits: PacketLimits) {
    this.limits = limits
  }

  /** @throws PacketError at the first packet that is too large, or is not one that a client may send */
  pass(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, chunk.length - at)
        this.skip -= step
        at += step
      } else {
        this.header(chunk[at] ?? 0)
        at += 1
      }
    }
  }

  private header(byte: number): void {
    if (!this.inHeader) {
      this.begin(byte >> 4)
      return
    }
    this.length += (byte & 0x7f) * 128 ** this.lengthBytes
    this.lengthBytes += 1
    if (byte & 0x80) {
      if (this.lengthBytes === MAX_LENGTH_BYTES) throw new PacketError('malformed', 'endless packet length')
      return
    }
    const limit = this.limit()
    if (this.length > limit) {
      throw new PacketError('too-large', `a packet of ${this.length} bytes; at most ${limit}`)
    }
    this.inHeader = false
    this.skip = this.length
  }

  private begin(type: number): void {
    if (this.first !== (type === CONNECT)) {
      throw new PacketError('malformed', this.first ? 'no CONNECT at the beginning' : 'a second CONNECT')
    }
    if (type === 0 || FROM_SERVERS.has(type)) {
      throw new PacketError('malformed', `packet type ${type} is not for a client to send`)
    }
    this.first = false
    this.type = type
    this.length = 0
    this.lengthBytes = 0
    this.inHeader = true
  }

  private limit(): number {
    if (this.type === CONNECT) return this.limits.connect
    return this.type === PUBLISH ? this.limits.publish : this.limits.control
  }
}
