import type { DeviceId, RandomBytes } from '@archway/shared/id'
import { Read } from '@archway/shared/read'
import { fail, ok, type Result } from '@archway/shared/result'
import { z } from 'zod'
import { type ConvertedRead, type ForeignRead, type Format, readOf } from './foreign-read.ts'
import { fromGenetec, Genetec, toGenetec } from './genetec.ts'
import { fromOnvif, Onvif, toOnvif } from './onvif.ts'
import { AlprGroup, AlprResults, fromGroup, fromResults, toGroup, toResults } from './openalpr.ts'
import { fromPlateRecognizer, PlateRecognizer, toPlateRecognizer } from './plate-recognizer.ts'

/** What became of one message: the Reads of it, and why others of it are none. */
export interface Conversion {
  readonly reads: readonly ConvertedRead[]
  /** A message may name several plates; `at` counts them from 0. */
  readonly refused: readonly { readonly at: number; readonly why: string }[]
}

type Foreign = Exclude<Format, 'archway'>

interface Converter {
  readonly from: (message: unknown) => Result<readonly ForeignRead[], string>
  readonly to: (read: Read) => object
}

const converter = <T>(
  schema: z.ZodType<T>,
  from: (given: T) => readonly ForeignRead[],
  to: Converter['to'],
): Converter => ({
  from(message) {
    const given = schema.safeParse(message)
    return given.success ? ok(from(given.data)) : fail(complaint(given.error))
  },
  to,
})

const CONVERTERS: Record<Foreign, Converter> = {
  'openalpr-results': converter(AlprResults, fromResults, toResults),
  'openalpr-group': converter(AlprGroup, fromGroup, toGroup),
  platerecognizer: converter(PlateRecognizer, fromPlateRecognizer, toPlateRecognizer),
  genetec: converter(Genetec, fromGenetec, toGenetec),
  onvif: converter(Onvif, fromOnvif, toOnvif),
}

/** One message of another maker as Reads of ours. Never throws: what is no message of that format says why. */
export function convertIn(
  format: Foreign,
  message: unknown,
  means: { device: DeviceId | null; random: RandomBytes },
): Result<Conversion, string> {
  const foreign = CONVERTERS[format].from(message)
  if (!foreign.ok) return foreign
  const outcomes = foreign.value.map((one) => readOf(one, format, means))
  return ok({
    reads: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])),
    refused: outcomes.flatMap((outcome, at) => (outcome.ok ? [] : [{ at, why: outcome.error }])),
  })
}

/** A Read in another maker's words. It has no place, and no picture: those leave only with a disclosure. */
export const convertOut = (format: Foreign, read: Read): object => CONVERTERS[format].to(read)

/** A Read as it is stored, or one with its provenance, as `convert` itself writes them. */
export function readIn(message: unknown): Result<Read, string> {
  const wrapped = z.looseObject({ read: z.unknown() }).safeParse(message)
  const read = Read.safeParse(wrapped.success ? wrapped.data.read : message)
  return read.success ? ok(read.data) : fail(complaint(read.error))
}

const complaint = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.').slice(0, 100)}: ${message}` : message))
    .join('; ')
