import type { MonthFigures } from '@archway/shared/api/report'
import { z } from 'zod'
import { Certificate, certificateDigest } from '../retention/certificate.ts'

const Signed = z.strictObject({ certificate: Certificate, signature: z.string() })

/** What the certificates say, and the hash of each, by which anybody who is handed one can tell that it is the same. */
export const purgesOf = (certificates: readonly string[]): MonthFigures['purges'] =>
  certificates.map((text) => {
    const { certificate } = Signed.parse(JSON.parse(text))
    const { day, extent, issuedAt, counts, held } = certificate
    return {
      day,
      extent,
      at: issuedAt,
      reads: counts?.reads ?? null,
      images: counts?.images ?? null,
      held: held.reduce((total, { reads }) => total + reads, 0),
      certificate: certificateDigest(text),
    }
  })
