import { STATUS_CODES } from 'node:http'
import type { Problem } from '@archway/shared/api'
import type { ErrorRequestHandler, Response } from 'express'

/** The kind of a problem, by its status; a URI that names it and leads nowhere. */
export const KINDS: Readonly<Record<number, string>> = {
  400: 'urn:archway:not-understood',
  401: 'urn:archway:not-signed-in',
  403: 'urn:archway:not-allowed',
  404: 'urn:archway:not-found',
  409: 'urn:archway:conflict',
  410: 'urn:archway:gone',
  413: 'urn:archway:too-large',
  415: 'urn:archway:other-encoding',
  421: 'urn:archway:other-host',
  423: 'urn:archway:locked',
  429: 'urn:archway:too-many-requests',
  500: 'urn:archway:failed',
  503: 'urn:archway:not-now',
}

/** The type of the problem that POST /api/session/fresh solves. */
export const LOGIN_AGAIN = 'urn:archway:login-again'

/** An answer that is an error, for the one who asked. `detail` is shown to a person: no secret, no plate. */
export class ApiProblem extends Error {
  readonly status: number
  readonly type: string
  constructor(status: number, detail: string, type = KINDS[status] ?? 'about:blank') {
    super(detail)
    this.status = status
    this.type = type
  }
}

/** Says what a room's outcome means to the one who asked: its status and words, by the outcome's name. */
export const refusing =
  (problems: Readonly<Record<string, readonly [number, string]>>) =>
  (outcome: string): never => {
    const [status, detail] = problems[outcome] ?? [409, outcome]
    throw new ApiProblem(status, detail)
  }

/** RFC 9457. */
function sendProblem(
  response: Response,
  status: number,
  detail: string,
  type = KINDS[status] ?? 'about:blank',
): void {
  const problem: Problem = { type, title: STATUS_CODES[status] ?? 'Error', status, detail }
  response.status(status).set('cache-control', 'no-store').type('application/problem+json').send(problem)
}

/**
 * The last handler. What we meant to refuse is said; what the framework refuses (a body that is no JSON, a
 * path that does not decode) is said in its own status; anything else is our fault: reported, and not told.
 */
export function problemHandler(onFault: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    if (error instanceof ApiProblem) {
      sendProblem(response, error.status, error.message, error.type)
      return
    }
    const status = clientStatus(error)
    if (status === null) onFault(error)
    if (status === null) sendProblem(response, 500, 'The server failed; its log says why.')
    else sendProblem(response, status, READ_PROBLEMS[status] ?? 'The request could not be read.')
  }
}

/** Of what the framework refuses itself. */
const READ_PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request could not be read: its body must be JSON in UTF-8, its path and query well formed.',
  413: 'The request is larger than anything that is asked for here.',
  415: 'The body must be JSON in UTF-8, as it is or compressed with gzip, deflate or br.',
}

/** The status of an error that the framework blames on the request; null: it is no such error. */
function clientStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
