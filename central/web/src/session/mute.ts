/** Who muted the desk in this tab. It lasts as long as their session: the next person hears alerts again. */
const KEY = 'archway-muted'

export const isMuted = (user: string): boolean => stored(() => sessionStorage.getItem(KEY)) === user

export function rememberMute(user: string): void {
  stored(() => sessionStorage.setItem(KEY, user))
}

export function forgetMute(): void {
  stored(() => sessionStorage.removeItem(KEY))
}

/** Storage may be forbidden here: then a mute lasts until the page is left. */
function stored<T>(access: () => T): T | null {
  try {
    return access()
  } catch {
    return null
  }
}
