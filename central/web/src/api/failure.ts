/**
 * Why an answer of the server cannot be used. `signed-out`: the session is over. `refused`: the server said
 * no, and why. `unreadable`: it answered something that is not the contract, which must be seen, not blank.
 * `unreachable`: no answer at all.
 */
export type FailureKind = 'signed-out' | 'refused' | 'unreadable' | 'unreachable'

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly kind: FailureKind
  /** What the person can do about it. */
  readonly hint: string
  /** The HTTP status, where there was one. */
  readonly status: number | null
  /** The kind of problem, where the server gave it a name of its own. */
  readonly type: string | null

  constructor(
    kind: FailureKind,
    message: string,
    hint: string,
    options: { status?: number; type?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.hint = hint
    this.status = options.status ?? null
    this.type = options.type ?? null
  }
}

export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiFailure && error.kind === 'signed-out'

/** One sentence and one hint for a screen, whatever was thrown. */
export function explain(error: unknown): { what: string; todo: string } {
  if (error instanceof ApiFailure) return { what: error.message, todo: error.hint }
  return {
    what: error instanceof Error ? error.message : String(error),
    todo: 'Reload the page. If it happens again, tell the administrator what is written here.',
  }
}
