/** What this reader chose, kept in the browser where it allows that. */

import type { Language } from '../../../shared/core/words.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export function firstLanguage(): Language {
  const kept = recall('language')
  if (kept === 'de' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'
}

export function firstTheme(): Theme {
  return THEMES.find((theme) => theme === recall('theme')) ?? 'auto'
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`sturmwarte.${name}`)
  } catch {
    return null
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`sturmwarte.${name}`, value)
  } catch {
    // Private windows refuse; the choice then lasts as long as the page.
  }
}

/** The theme in force decides the colours of the charts too, so that it is always written on the root. */
export function applyTheme(theme: Theme): 'light' | 'dark' {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const inForce = theme === 'auto' ? (dark ? 'dark' : 'light') : theme
  document.documentElement.dataset['theme'] = inForce
  return inForce
}
