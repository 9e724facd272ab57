import { applyTheme, DEFAULT_THEME, type Theme } from '@archway/shared/ui/theme'
import { useEffect, useState } from 'react'

const KEY = 'archway-theme'

/** The workstation's theme: kept in the browser, which may forbid that, and then it lasts until a reload. */
export function useThemeChoice(): { theme: Theme; choose: (theme: Theme) => void } {
  const [theme, setTheme] = useState<Theme>(remembered)
  useEffect(() => applyTheme(document.documentElement, theme), [theme])
  return {
    theme,
    choose: (next) => {
      setTheme(next)
      try {
        localStorage.setItem(KEY, next)
      } catch {
        // Storage is forbidden here: the choice holds until the page is left.
      }
    },
  }
}

function remembered(): Theme {
  try {
    return localStorage.getItem(KEY) === 'light' ? 'light' : DEFAULT_THEME
  } catch {
    return DEFAULT_THEME
  }
}
