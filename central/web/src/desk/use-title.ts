import { useEffect } from 'react'

const PLAIN = 'Archway RTCC desk'

/** The number of waiting alerts in the tab's title, for an operator who is in another tab. */
export function useTitle(waiting: number, lost: boolean): void {
  useEffect(() => {
    const count = waiting > 0 ? `(${waiting}) ` : ''
    document.title = `${lost ? '⚠ Not connected · ' : ''}${count}${PLAIN}`
    return () => {
      document.title = PLAIN
    }
  }, [waiting, lost])
}
