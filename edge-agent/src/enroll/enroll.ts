import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { Problem } from '@archway/shared/api'
import { EnrolmentCode, EnrolReply, splitCode } from '@archway/shared/enrolment'
import { fail, ok, type Result } from '@archway/shared/result'
import { sha256 } from '@archway/shared/signing'
import { parseCentralUrl } from './central-url.ts'
import { isEnrolled, storeIdentity } from './identity.ts'
import { pinnedPost, type Reply } from './pinned-post.ts'
import { requestCertificate } from './request-certificate.ts'

export interface EnrolOptions {
  readonly central: string
  readonly code: string
  /** The unit's state directory; made if it is not there. */
  readonly state: string
  /** Whether an identity that is there already is to be given up. */
  readonly replace: boolean
}

/**
 * Makes this box a unit of one central: a key is born here and never leaves, central certifies it for the
 * code. Nothing is trusted and nothing is stored unless the answer is from the central whose fingerprint the
 * code names. Errors never hold the code or the key.
 */
export async function enroll(
  options: EnrolOptions,
): Promise<Result<{ device: string; broker: string }, string>> {
  const url = parseCentralUrl(options.central)
  if (!url.ok) return url
  const code = EnrolmentCode.safeParse(options.code.trim())
  if (!code.success)
    return fail('the code is not whole; copy it as central printed it: unit.secret.fingerprint')
  if (isEnrolled(options.state) && !options.replace) {
    return fail(`${options.state} holds an identity already; add --replace to give it up`)
  }
  const { device, fingerprint } = splitCode(code.data)
  const { key, csr } = await requestCertificate(device)

  let reply: Reply
  try {
    const target = new URL('/api/enrol', url.value)
    reply = await pinnedPost(target, JSON.stringify({ code: code.data, csr }), fingerprint)
  } catch (error) {
    return fail(`central at ${url.value.host} did not answer as the central of this code: ${reasonOf(error)}`)
  }
  const answer = readReply(reply)
  if (!answer.ok) return answer
  const wrong = distrust(answer.value, device, fingerprint, key)
  if (wrong) return fail(`the answer cannot be trusted: ${wrong}. Nothing was stored`)

  mkdirSync(options.state, { recursive: true, mode: 0o700 })
  const { certificate, ca, signingKey, broker } = answer.value
  storeIdentity(options.state, { device, broker, key, certificate, ca, signingKey })
  return ok({ device, broker })
}

function readReply({ status, body }: Reply): Result<EnrolReply, string> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return fail(`central answered ${status} without JSON; is this the address of its API?`)
  }
  if (status !== 200 && status !== 201) {
    const problem = Problem.safeParse(value)
    const why = problem.success ? (problem.data.detail ?? problem.data.title) : 'without a reason'
    return fail(`central refused (${status}): ${why}`)
  }
  const reply = EnrolReply.safeParse(value)
  if (reply.success) return ok(reply.data)
  return fail('central answered in a form that this version does not know; update the older of the two')
}

/** @returns why the answer must not be believed, or null */
function distrust(reply: EnrolReply, device: string, fingerprint: string, key: string): string | null {
  try {
    const ca = new X509Certificate(reply.ca)
    const mine = new X509Certificate(reply.certificate)
    if (sha256(ca.raw) !== fingerprint) return 'its authority is not the one that the code names'
    if (!mine.verify(ca.publicKey)) return 'the certificate is not signed by that authority'
    if (!mine.checkPrivateKey(createPrivateKey(key))) return 'the certificate is for another key'
    if (reply.device !== device || mine.subject !== `CN=${device}`)
      return 'the certificate is for another unit'
    if (createPublicKey(reply.signingKey).asymmetricKeyType !== 'ed25519') {
      return 'the key that signs lists is not an Ed25519 key'
    }
  } catch {
    return 'a certificate or key in it cannot be read'
  }
  return URL.canParse(reply.broker) && new URL(reply.broker).protocol === 'mqtts:'
    ? null
    : 'it names no broker with TLS (mqtts://)'
}

/** Network errors name what failed; they never hold what was sent. */
const reasonOf = (error: unknown) =>
  error instanceof Error
    ? error.message || ('code' in error ? String(error.code) : error.name)
    : String(error)
