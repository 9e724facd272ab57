/** The ticket that the single sign-on left in the address, once: it is taken out, so that no reload repeats it. */
export function ticketFromAddress(): string | null {
  const ticket = /^#login=([A-Za-z0-9_-]{43})$/.exec(window.location.hash)?.[1] ?? null
  if (ticket !== null) window.history.replaceState(null, '', window.location.pathname)
  return ticket
}
