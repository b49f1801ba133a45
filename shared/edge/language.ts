/**
 * Which language a post is in. Most posts are decided by the core's function words; the rest go to eld over all its
 * languages, so that what is neither German nor English is recognised, and its scores of these two are weighed with
 * the words. The only file that knows eld.
 */

import { eld } from 'eld/medium'
import type { Lang } from '../core/sentiment/language.ts'
import { languageOf, leaning, spokenText, votes } from '../core/sentiment/language.ts'
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
/**
 * What a function word adds to eld's score, and what German is given: German posts carry English names and slogans far
 * more often than the other way round. Chosen on the first five words of 70,000 posts (`npm run evaluate:sentiment`).
 */
const PER_WORD = 0.06
const FOR_GERMAN = 0.04

export function createLanguageDetector(): LanguageDetector {
  const detector = eld.newInstance()
  return {
    detect(text, declared) {
      const tokens = typeof text === 'string' ? tokenise(text) : text
      const fast = languageOf(tokens)
      if (fast !== undefined) return { lang: fast, other: false }
      const spoken = spokenText(tokens)
      const short = spoken.letters < LETTERS_MIN
      const told = declaredLang(declared)
      if (short && told !== undefined) return { lang: told, other: false }
      if (isOtherScript(spoken.text)) return { lang: told ?? 'de', other: !short }
      const open = detector.detect(spoken.text)
      const { de, en } = open.getScores()
      const known = open.language === 'de' || open.language === 'en'
      if (de === undefined && en === undefined)
        return { lang: told ?? leaning(tokens) ?? 'de', other: !short && open.isReliable() }
      const heard = votes(tokens)
      const german = (de ?? 0) - (en ?? 0) + PER_WORD * (heard.de - heard.en) + FOR_GERMAN
      return { lang: german >= 0 ? 'de' : 'en', other: !known && !short && open.isReliable() }
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
