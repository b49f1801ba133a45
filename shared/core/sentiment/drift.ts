/**
 * Watches whether the posts still look like those the models learned from: the share of words that nobody knows and
 * of texts about which the model is unsure, over windows of texts. Outside the model's band its probabilities are no
 * longer what they were measured to be: another topic, another language, another way of writing.
 */

import type { Lang } from './language.ts'
import type { Band } from './model-file.ts'
import type { FastScore } from './score.ts'

export interface DriftReport {
  readonly lang: Lang
  /** Of all words and of all texts of the window, 0-1. */
  readonly unknownWords: number
  readonly unsureTexts: number
  /** What lies outside its band. */
  readonly outside: readonly ('unknown-words' | 'unsure-texts')[]
  /** Something went out of its band or came back since the window before. */
  readonly changed: boolean
}

export interface DriftBands {
  readonly unknownWords: Band
  readonly unsureTexts: Band
}

export interface DriftWatch {
  /** @returns a report when a window of the language is full. */
  add(
    lang: Lang,
    score: Pick<FastScore, 'words' | 'unknownWords' | 'unsure'>,
  ): DriftReport | undefined
}

/** A share of a third in so many texts is known to two hundredths (a standard error): far less than the bands are wide. */
export const DRIFT_WINDOW = 500

export function driftWatch(bands: Readonly<Record<Lang, DriftBands>>): DriftWatch {
  const windows = { de: emptyWindow(), en: emptyWindow() }
  return {
    add(lang, { words, unknownWords, unsure }) {
      const window = windows[lang]
      window.texts++
      window.words += words
      window.unknownWords += unknownWords
      if (unsure) window.unsureTexts++
      if (window.texts < DRIFT_WINDOW) return undefined
      const report = close(window, lang, bands[lang])
      windows[lang] = { ...emptyWindow(), outside: report.outside.join() }
      return report
    },
  }
}

interface Window {
  texts: number
  words: number
  unknownWords: number
  unsureTexts: number
  /** What the window before was outside of. */
  readonly outside: string
}

function emptyWindow(): Window {
  return { texts: 0, words: 0, unknownWords: 0, unsureTexts: 0, outside: '' }
}

function close(window: Window, lang: Lang, bands: DriftBands): DriftReport {
  const unknownWords = window.unknownWords / Math.max(1, window.words)
  const unsureTexts = window.unsureTexts / window.texts
  const outside: DriftReport['outside'][number][] = []
  if (isOutside(unknownWords, bands.unknownWords)) outside.push('unknown-words')
  if (isOutside(unsureTexts, bands.unsureTexts)) outside.push('unsure-texts')
  return { lang, unknownWords, unsureTexts, outside, changed: outside.join() !== window.outside }
}

function isOutside(share: number, { low, high }: Band): boolean {
  return share < low || share > high
}
