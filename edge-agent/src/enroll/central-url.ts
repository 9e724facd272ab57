import { isIP } from 'node:net'
import { fail, ok, type Result } from '@archway/shared/result'

const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))

/** An enrolment code is a secret: it travels in the clear only inside one machine. */
export function parseCentralUrl(raw: string): Result<URL, string> {
  if (!URL.canParse(raw)) return fail(`"${raw}" is no address; give one such as https://central.example:8443`)
  const url = new URL(raw)
  if (url.protocol === 'https:') return ok(url)
  if (url.protocol !== 'http:') return fail(`"${raw}" is neither https nor http`)
  if (isLoopback(url.hostname)) return ok(url)
  return fail(`http to ${url.hostname} would show the code to everybody on the way; use https`)
}
