import { Duplex } from 'node:stream'
import { PacketError, PacketLimit, type PacketLimits } from './packet-limit.ts'

/** So much of one unit's messages may be in work at once; then its socket is not read until some are done. */
const MOST_MESSAGES = 8
const MOST_BYTES = 8 * 2 ** 20

/**
 * A unit's socket whose packets are measured before anything behind it sees a byte of them, and which is not
 * read on while too much of what it brought is still in work. (aedes reads on at every readable event, so by
 * itself it would not hold a fast sender back.)
 */
export class LimitedSocket extends Duplex {
  private readonly socket: Duplex
  private messages = 0
  private bytes = 0
  /** The reader behind has room. */
  private wanted = false

  constructor(socket: Duplex, limits: PacketLimits) {
    super()
    this.socket = socket
    const limit = new PacketLimit(limits)
    socket.on('data', (chunk: Buffer) => {
      try {
        limit.pass(chunk)
      } catch (error) {
        this.destroy(error instanceof PacketError ? error : new PacketError('malformed', String(error)))
        return
      }
      if (this.push(chunk)) return
      this.wanted = false
      socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  /** A message of so many bytes begins to be worked on; call what comes back when that is done. */
  inWork(bytes: number): () => void {
    this.messages += 1
    this.bytes += bytes
    if (this.isFull()) this.socket.pause()
    return () => {
      this.messages -= 1
      this.bytes -= bytes
      if (this.wanted) this._read()
    }
  }

  private isFull(): boolean {
    return this.messages >= MOST_MESSAGES || this.bytes >= MOST_BYTES
  }

  override _read(): void {
    this.wanted = true
    if (!this.isFull()) this.socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done)
  }

  /** The packet writer cuts one packet into many small pieces; they leave as one. */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: () => void): void {
    this.socket.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy()
    done(error)
  }
}
