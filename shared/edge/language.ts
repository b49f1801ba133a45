/**
 * Which language a post is in. Most posts are decided by the core's function words; the rest go to eld, first over
 * all its languages, so that what is neither German nor English is recognised, then over these two alone. The only
 * file that knows eld.
 */

import { eld } from 'eld/medium'
import type { Lang } from '../core/sentiment/language.ts'
import { languageOf, leaning, spokenText } from '../core/sentiment/language.ts'
import type { Tokens } from '../core/sentiment/tokens.ts'
import { tokenise } from '../core/sentiment/tokens.ts'

export interface DetectedLanguage {
  /** The analysis to use; the nearer of the two where `other` is true. */
  readonly lang: Lang
  /** Neither German nor English. */
  readonly other: boolean
}

export interface LanguageDetector {
  /** `declared` is what the platform says, a tag like `de-AT`; it decides only texts below twelve letters. */
  detect(text: string | Tokens, declared?: string): DetectedLanguage
}

/** Below so many letters a detector guesses (SENTIMENT.md 4.4). */
const LETTERS_MIN = 12

export function createLanguageDetector(): LanguageDetector {
  const all = eld.newInstance()
  const both = eld.newInstance()
  both.setLanguageSubset(['de', 'en'])
  return {
    detect(text, declared) {
      const tokens = typeof text === 'string' ? tokenise(text) : text
      const fast = languageOf(tokens)
      if (fast !== undefined) return { lang: fast, other: false }
      const spoken = spokenText(tokens)
      if (spoken.letters < LETTERS_MIN)
        return { lang: declaredLang(declared) ?? leaning(tokens) ?? 'de', other: false }
      if (isOtherScript(spoken.text)) return { lang: declaredLang(declared) ?? 'de', other: true }
      const open = all.detect(spoken.text)
      if (open.language === 'de' || open.language === 'en') {
        return { lang: open.language, other: false }
      }
      const near = both.detect(spoken.text).language
      const lang = near === 'de' || near === 'en' ? near : (declaredLang(declared) ?? 'de')
      return { lang, other: open.language !== '' && open.isReliable() }
    },
  }
}

/** The last of the Latin letters (Latin Extended-B). */
const LATIN_END = 0x24f

/** Most letters are not Latin: neither language, and no detector need say which. */
function isOtherScript(text: string): boolean {
  let others = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > LATIN_END) others++
  return 2 * others > text.length
}

/** Undefined for no tag and for other languages'. */
function declaredLang(declared: string | undefined): Lang | undefined {
  const tag = declared?.slice(0, 3).toLowerCase()
  if (tag === 'de' || tag === 'de-' || tag === 'de_') return 'de'
  return tag === 'en' || tag === 'en-' || tag === 'en_' ? 'en' : undefined
}
