/** From rule features and n-grams to log odds of negative and of positive against neutral, and their calibration. */

import type { LanguageModel } from './model-file.ts'
import type { Found } from './ngrams.ts'

export interface Odds {
  negative: number
  positive: number
}

/**
 * The n-grams of a text share one vote, the more of them the smaller the part of each: by the root of their number,
 * softened so that a text with a single known n-gram is not decided by it.
 */
const WORDS_SOFT = 3
const LETTERS_SOFT = 10

export function wordShare(words: number): number {
  return 1 / Math.sqrt(WORDS_SOFT + words)
}

export function lettersShare(letters: number): number {
  return 1 / Math.sqrt(LETTERS_SOFT + letters)
}

export function oddsOf(model: LanguageModel, features: readonly number[], found: Found): Odds {
  const { weights, ngramWeights, scale } = model
  let negative = 0
  let positive = 0
  for (let i = 0; i < features.length; i++) {
    const value = features[i]!
    if (value === 0) continue
    negative += weights.negative[i]! * value
    positive += weights.positive[i]! * value
  }
  let wordsNegative = 0
  let wordsPositive = 0
  let lettersNegative = 0
  let lettersPositive = 0
  for (let i = 0; i < found.count; i++) {
    const at = 2 * found.ids[i]!
    if (model.ngrams.letters[found.ids[i]!] === 1) {
      lettersNegative += ngramWeights[at]!
      lettersPositive += ngramWeights[at + 1]!
    } else {
      wordsNegative += ngramWeights[at]!
      wordsPositive += ngramWeights[at + 1]!
    }
  }
  const words = scale * wordShare(found.words)
  const letters = scale * lettersShare(found.count - found.words)
  return {
    negative: negative + words * wordsNegative + letters * lettersNegative,
    positive: positive + words * wordsPositive + letters * lettersPositive,
  }
}

/** By the kind of source; one that the model was not calibrated for is read as a post. */
export function calibrate(odds: Odds, model: LanguageModel, kind: string): Odds {
  const { slope, negative, positive } =
    model.calibrations.get(kind) ?? model.calibrations.get('post')!
  return {
    negative: slope * odds.negative + negative,
    positive: slope * odds.positive + positive,
  }
}
