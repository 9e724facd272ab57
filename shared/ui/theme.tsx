import './theme.css'

export type Theme = 'dark' | 'light'

export const DEFAULT_THEME: Theme = 'dark'

/** Applies the theme to the whole document; the tokens in theme.css do the rest. */
export function applyTheme(root: HTMLElement, theme: Theme): void {
  root.dataset.theme = theme
}
