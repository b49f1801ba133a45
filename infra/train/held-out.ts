/** Judges corpora by models that learned from other sets only: what a gain inside one corpus is worth elsewhere. */

import type { Lexicon } from '../../shared/core/sentiment/lexicon.ts'
import type { Calibration, LanguageModel } from '../../shared/core/sentiment/model-file.ts'
import { findNgrams, foundIn } from '../../shared/core/sentiment/ngrams.ts'
import { type Odds, oddsOf } from '../../shared/core/sentiment/odds.ts'
import { read } from '../../shared/core/sentiment/rules.ts'
import { KNOWN, WORD } from '../../shared/core/sentiment/token-list.ts'
import { type Tokens, tokenise } from '../../shared/core/sentiment/tokens.ts'
import type { Corpus } from './corpora.ts'
import type { Judgement } from './measure.ts'

export interface Judged {
  readonly corpus: string
  readonly set: string
  readonly labels: readonly number[]
  readonly odds: readonly Odds[]
  readonly words: number
  readonly unknownWords: number
}

export interface Lexica {
  readonly lexicon: Lexicon
  readonly faces: ReadonlyMap<string, number>
}

export function judge(corpus: Corpus, model: LanguageModel, { lexicon, faces }: Lexica): Judged {
  const found = foundIn(model.ngrams)
  let words = 0
  let unknownWords = 0
  const odds = corpus.texts.map(({ text }) => {
    const tokens = tokenise(text)
    const { features } = read(tokens, lexicon, faces)
    findNgrams(model.ngrams, tokens, found)
    words += tokens.words
    unknownWords += unknown(tokens)
    return oddsOf(model, features, found)
  })
  const labels = corpus.texts.map(({ label }) => label)
  return { corpus: corpus.name, set: corpus.set, labels, odds, words, unknownWords }
}

function unknown({ kinds, flags }: Tokens): number {
  let count = 0
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === WORD && (flags[i]! & KNOWN) === 0) count++
  }
  return count
}

export interface Probabilities {
  readonly negative: number
  readonly neutral: number
  readonly positive: number
}

export function probabilitiesOf(odds: Odds, calibration: Calibration): Probabilities {
  const negative = Math.exp(calibration.slope * odds.negative + calibration.negative)
  const positive = Math.exp(calibration.slope * odds.positive + calibration.positive)
  const sum = 1 + negative + positive
  return { negative: negative / sum, neutral: 1 / sum, positive: positive / sum }
}

export function judgementsOf(judged: Judged, calibration: Calibration): Judgement[] {
  return judged.odds.map((odds, index) => {
    const { negative, neutral, positive } = probabilitiesOf(odds, calibration)
    const said = negative > neutral && negative > positive ? 0 : positive > neutral ? 2 : 1
    return { label: judged.labels[index]!, said, negative }
  })
}
