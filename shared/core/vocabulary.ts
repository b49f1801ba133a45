/**
 * The words that a brand is usually spoken of with, in bounded memory: the most frequent stems with decayed counts, by
 * hash. And which words of a storm are unusual: log-odds with an informative Dirichlet prior (Monroe, Colaresi and
 * Quinn 2008, "Fightin' Words", equations 15 to 22).
 */

import { idKey } from './mention.ts'

export interface Vocabulary {
  /** Hashes of stems in no order, and beside each its weight times `scale`. */
  hashes: number[]
  weights: number[]
  scale: number
  /** All words and all mentions ever learned, decayed. */
  words: number
  mentions: number
}

/** Room for so many; when it is full the lighter half goes, as in lossy counting (Manku and Motwani 2002). */
const MOST = 256
const SMALLEST_SCALE = 2 ** -40
const HASH_BITS = 2 ** 30
/** Words of the prior: how much evidence it takes to believe in a difference. */
const PRIOR_WORDS = 200

export function emptyVocabulary(): Vocabulary {
  return { hashes: [], weights: [], scale: 1, words: 0, mentions: 0 }
}

/** The stem of a term; the word as written stands behind a blank. */
export function stemIn(term: string): string {
  const blank = term.indexOf(' ')
  return blank < 0 ? term : term.slice(0, blank)
}

export function wordIn(term: string): string {
  return term.slice(term.indexOf(' ') + 1)
}

/** Lets time pass; `left` is the part of every weight that remains. */
export function fadeVocabulary(vocabulary: Vocabulary, left: number): void {
  vocabulary.scale *= left
  vocabulary.words *= left
  vocabulary.mentions *= left
  if (vocabulary.scale >= SMALLEST_SCALE) return
  vocabulary.weights = vocabulary.weights.map((weight) => weight * vocabulary.scale)
  vocabulary.scale = 1
}

export function learnWords(vocabulary: Vocabulary, terms: readonly string[]): void {
  const { hashes, weights, scale } = vocabulary
  vocabulary.mentions++
  vocabulary.words += terms.length
  for (const term of terms) {
    const hash = hashOf(stemIn(term))
    const at = hashes.indexOf(hash)
    if (at >= 0) weights[at]! += 1 / scale
    else {
      hashes.push(hash)
      weights.push(1 / scale)
    }
  }
  if (hashes.length > MOST) keepHeaviest(vocabulary)
}

function keepHeaviest(vocabulary: Vocabulary): void {
  const { hashes, weights } = vocabulary
  const order = hashes.map((_, i) => i)
  order.sort((a, b) => weights[b]! - weights[a]! || hashes[a]! - hashes[b]!)
  order.length = MOST / 2
  vocabulary.hashes = order.map((i) => hashes[i]!)
  vocabulary.weights = order.map((i) => weights[i]!)
}

/** How often a stem was said lately. */
export function countOf({ hashes, weights, scale }: Vocabulary, stem: string): number {
  const at = hashes.indexOf(hashOf(stem))
  return at < 0 ? 0 : weights[at]! * scale
}

function hashOf(stem: string): number {
  return idKey(stem) % HASH_BITS
}

/**
 * How sure it is that a word is said more often now than usually, in standard deviations.
 * @param said times among `words` said now; `usual` times among the vocabulary's.
 */
export function wordSurprise(said: number, words: number, usual: number, usually: number): number {
  const prior = (PRIOR_WORDS * (said + usual)) / (words + usually)
  const odds = (count: number, all: number) =>
    Math.log((count + prior) / (all + PRIOR_WORDS - count - prior))
  const variance = 1 / (said + prior) + 1 / (usual + prior)
  return (odds(said, words) - odds(usual, usually)) / Math.sqrt(variance)
}
