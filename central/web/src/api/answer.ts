import { Problem } from '@archway/shared/api'
import type { z } from 'zod'
import { ApiFailure } from './failure.ts'

/** Holds what arrived against the contract. Where it breaks is named; what it held (a plate, perhaps) is not. */
export function parseAs<T>(schema: z.ZodType<T>, body: unknown, what: string): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.code}`)
    .join('; ')
  throw new ApiFailure(
    'unreadable',
    `The server sent ${what} that this page cannot read (${where}).`,
    'Reload the page: it may be older than the server. If it stays, tell the administrator.',
    { cause: parsed.error },
  )
}

export async function readAnswer<T>(response: Response, schema: z.ZodType<T>, what: string): Promise<T> {
  await refuseFailure(response)
  let body: unknown
  try {
    body = await response.json()
  } catch (cause) {
    throw new ApiFailure(
      'unreadable',
      `The server sent ${what} that is not JSON.`,
      'Something between this page and the server may be answering in its place: tell the administrator.',
      { status: response.status, cause },
    )
  }
  return parseAs(schema, body, what)
}

/** Throws unless the answer is a success. */
export async function refuseFailure(response: Response): Promise<void> {
  if (response.ok) return
  const problem = Problem.safeParse(await response.json().catch(() => null))
  const said = problem.success ? (problem.data.detail ?? problem.data.title) : `status ${response.status}`
  if (response.status === 401) {
    throw new ApiFailure('signed-out', said, 'Sign in again.', { status: 401 })
  }
  throw new ApiFailure(
    'refused',
    `The server refused: ${said}`,
    response.status >= 500
      ? 'Try again in a moment. If it stays, tell the administrator.'
      : 'If you think this is wrong, tell the administrator.',
    { status: response.status, ...(problem.success ? { type: problem.data.type } : {}) },
  )
}
