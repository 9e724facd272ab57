import type { Request, RequestHandler, Response } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ApiProblem } from './problem.ts'

/** How many requests a minute; beyond it the answer is 429 with the seconds to wait. */
export interface RateLimits {
  /** Of one address, whoever is signed in there: a building may have one address. */
  readonly address: number
  /** Of one session. */
  readonly session: number
  /** Of one address, to sign in or to enrol a unit. */
  readonly login: number
}

export interface RateGuards {
  readonly address: RequestHandler
  /** Behind `requireSession`. */
  readonly session: RequestHandler
  readonly login: RequestHandler
}

const MINUTE_SECONDS = 60

export function rateGuards(limits: RateLimits): RateGuards {
  return {
    address: guard(limits.address, 'address', (request) => request.ip ?? ''),
    session: guard(limits.session, 'session', (_request, response) => String(response.locals.session?.csrf)),
    login: guard(limits.login, 'address', (request) => request.ip ?? ''),
  }
}

function guard(
  points: number,
  whose: string,
  keyOf: (request: Request, response: Response) => string,
): RequestHandler {
  const limiter = new RateLimiterMemory({ points, duration: MINUTE_SECONDS })
  return async (request, response, next) => {
    try {
      await limiter.consume(keyOf(request, response))
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      response.set('retry-after', String(seconds))
      throw new ApiProblem(429, `Too many requests of this ${whose}; try again in ${seconds} seconds.`)
    }
    next()
  }
}
