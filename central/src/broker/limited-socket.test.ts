import { PassThrough } from 'node:stream'
import { beforeEach, expect, test } from 'vitest'
import { PACKET_LIMITS } from './access.ts'
import { LimitedSocket } from './limited-socket.ts'

const CONNECT = Buffer.of(0x10, 2, 0, 0)
const PING = Buffer.of(0xc0, 0)

let wire: PassThrough
let socket: LimitedSocket
let read: Buffer[]

beforeEach(() => {
  wire = new PassThrough()
  socket = new LimitedSocket(wire, PACKET_LIMITS)
  read = []
  socket.on('data', (chunk: Buffer) => read.push(chunk))
  socket.on('error', () => {})
})
/** Waits until this has gone through, and no more. */
const arrive = (...packets: Buffer[]) =>
  expect.poll(() => Buffer.concat(read)).toEqual(Buffer.concat(packets))
const pause = () => new Promise((resolve) => setTimeout(resolve, 10))

test('what comes goes through, unchanged', async () => {
  wire.write(CONNECT)
  wire.write(PING)
  await arrive(CONNECT, PING)
})

test('with eight messages in work nothing more is taken, until one is done', async () => {
  wire.write(CONNECT)
  await arrive(CONNECT)
  const done = Array.from({ length: 8 }, () => socket.inWork(10))
  wire.write(PING)
  await pause()
  expect(Buffer.concat(read)).toEqual(CONNECT)
  expect(wire.isPaused()).toBe(true)
  done[0]?.()
  await arrive(CONNECT, PING)
})

test('one message of eight MiB is as much as eight messages', async () => {
  wire.write(CONNECT)
  await arrive(CONNECT)
  const done = socket.inWork(8 * 2 ** 20)
  wire.write(PING)
  await pause()
  expect(Buffer.concat(read)).toEqual(CONNECT)
  done()
  await arrive(CONNECT, PING)
})

test('a packet beyond the limit destroys both ends, and nothing of it gets through', async () => {
  wire.write(Buffer.concat([CONNECT, Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3)]))
  await expect.poll(() => [socket.destroyed, wire.destroyed]).toEqual([true, true])
  expect(read).toEqual([])
})
