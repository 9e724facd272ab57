import { ApiFailure } from '../api/failure.ts'

const REFUSALS: Readonly<Record<string, string>> = {
  provider: "The department's sign-in does not answer, or refused.",
  'unknown-state': 'The sign-in took too long, or was begun in another browser.',
  unlinked: 'Your sign-in is not linked to an account here.',
  refused: 'Your account may not sign in now.',
}

/**
 * The ticket that the single sign-on left in the address, once: it is taken out, so that no reload repeats it.
 * Throws what it left instead when it let nobody in.
 */
export function ticketFromAddress(): string | null {
  const [, what, value] = /^#(login|login-refused)=([A-Za-z0-9_-]{1,43})$/.exec(window.location.hash) ?? []
  if (value === undefined) return null
  window.history.replaceState(null, '', window.location.pathname)
  if (what === 'login') return value
  throw new ApiFailure(
    'refused',
    REFUSALS[value] ?? 'The sign-in was refused.',
    'Try again, or sign in with name and password. If it stays, tell the administrator.',
  )
}
