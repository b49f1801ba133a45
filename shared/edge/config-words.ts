/** Refuses words that would make half of all mentions belong to a brand. */

import { isStopWord } from '../core/stop-words.ts'

/** Why a word cannot be watched, as the end of a sentence, or undefined where it can. */
export function whyNotWatched(word: string, literal = false): string | undefined {
  const parts =
    word
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const letters = [...parts.join('')]
  if (letters.length === 0) return 'has no letter or digit'
  if (letters.length === 1) return 'is a single letter, which is found everywhere'
  if (!literal && /^\d{1,2}$/.test(word.trim()))
    return 'is a short number, which is found everywhere'
  if (!literal && parts.every((part) => isStopWord(part)))
    return 'is an everyday word, which is found everywhere'
  return undefined
}
