import { readFileSync } from 'node:fs'
import { DeviceId, type RandomBytes } from '@archway/shared/id'
import { convertIn, convertOut, readIn } from '../formats/convert.ts'
import { FORMATS, type Format } from '../formats/foreign-read.ts'
import { DONE, MISUSE, REFUSED } from './means.ts'
import type { Terminal } from './terminal.ts'

export const FORMAT_NAMES = FORMATS.join(', ')

export interface ConvertOrder {
  /** A file of one JSON message, of a list of them, or of one a line; `-`: the standard input. */
  readonly file: string
  readonly from: string
  readonly to: string
  readonly device: string | null
}

const LARGEST_FILE = 256 * 2 ** 20

/**
 * Writes one JSON object a line. Messages that cannot be converted are named on the error output, with where they stand;
 * the others are converted all the same. Exit code 1: there was at least one.
 */
export async function convertFile(
  order: ConvertOrder,
  { terminal, random }: { terminal: Pick<Terminal, 'out' | 'err'>; random: RandomBytes },
): Promise<number> {
  const from = FORMATS.find((format) => format === order.from)
  const to = FORMATS.find((format) => format === order.to)
  if (!from || !to || from === to) {
    terminal.err(`--from and --to are two different ones of ${FORMAT_NAMES}`)
    return MISUSE
  }
  const device = order.device === null ? null : DeviceId.safeParse(order.device)
  if (device?.success === false) {
    terminal.err('--device: lower-case letters, digits and hyphens')
    return MISUSE
  }
  const bytes = readFileSync(order.file === '-' ? 0 : order.file)
  if (bytes.length > LARGEST_FILE) {
    terminal.err(`${order.file} has more than ${LARGEST_FILE / 2 ** 20} MiB; give it in parts`)
    return MISUSE
  }
  let converted = 0
  let refused = 0
  for (const { at, message } of messagesOf(bytes)) {
    for (const outcome of convertOne(message, from, to, { device: device?.data ?? null, random })) {
      if ('why' in outcome) {
        refused += 1
        terminal.err(`${at}: ${outcome.why}`)
      } else {
        converted += 1
        terminal.out(JSON.stringify(outcome.line))
      }
    }
  }
  terminal.err(`${converted} converted, ${refused} refused`)
  return refused > 0 || converted === 0 ? REFUSED : DONE
}

type Outcome = { readonly line: object } | { readonly why: string }

function convertOne(
  message: unknown,
  from: Format,
  to: Format,
  means: { device: DeviceId | null; random: RandomBytes },
): Outcome[] {
  if (message instanceof Error) return [{ why: message.message }]
  if (from === 'archway') {
    const read = readIn(message)
    if (!read.ok) return [{ why: read.error }]
    return [{ line: to === 'archway' ? read.value : convertOut(to, read.value) }]
  }
  const conversion = convertIn(from, message, means)
  if (!conversion.ok) return [{ why: conversion.error }]
  const { reads, refused } = conversion.value
  return [
    ...reads.map((read) => ({ line: to === 'archway' ? read : convertOut(to, read.read) })),
    ...refused.map(({ at, why }) => ({ why: `plate ${at + 1}: ${why}` })),
  ]
}

/** The whole file as one JSON value, else each line as one. What is no JSON is an error in its place. */
function messagesOf(bytes: Uint8Array): { at: string; message: unknown }[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return [{ at: 'file', message: new Error('is not UTF-8') }]
  }
  const whole = jsonOf(text)
  if (!(whole instanceof Error)) {
    return Array.isArray(whole)
      ? whole.map((message, at) => ({ at: `message ${at + 1}`, message }))
      : [{ at: 'message 1', message: whole }]
  }
  return text
    .split('\n')
    .map((line, at) => ({ at: `line ${at + 1}`, line: line.trim() }))
    .filter(({ line }) => line !== '')
    .map(({ at, line }) => ({ at, message: jsonOf(line) }))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return new Error('is not JSON')
  }
}
