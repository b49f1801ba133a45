/**
 * The one door to `natural`: the stem under which a folded word is found, so that `Rechnungen` finds `Rechnung` and
 * `complained` finds `complaining`. By sub-path only: the root of the package reads `.env` and prints.
 *
 * One stem whatever the language: a query has none, and that of a mention is learned later than its words. So every
 * word goes through Snowball's German stemmer and the result through Porter's English one. What German makes one
 * stays one; a word of one language may meet one of the other, which costs a search some precision.
 */

/// <reference path="./natural.d.ts" />

import english from 'natural/lib/natural/stemmers/porter_stemmer.js'
import german from 'natural/lib/natural/stemmers/porter_stemmer_de.js'

/** Shorter words look like endings more often than they have some (`das`, `was`, `bus`). */
const MIN_CHARS = 4
/** Hostile words end here; the stemmers' expressions take longer for longer ones. */
const MAX_CHARS = 40
const STEMMABLE = /^[a-z]+$/

/** Both generations of words together hold less than 10 MB. */
const GENERATION = 32_768
let young = new Map<string, string>()
let old = new Map<string, string>()

/**
 * The stem of a folded word; the word itself where it is short, long, or not of the letters a to z. The words used
 * last, 32,768 at least, are remembered, because stemming takes some microseconds and every word comes again.
 */
export function stemOf(word: string): string {
  if (word.length < MIN_CHARS || !endsLike(word, GERMAN | ENGLISH)) return word
  return young.get(word) ?? remember(word, old.get(word) ?? makeStem(word))
}

function remember(word: string, stem: string): string {
  if (young.size >= GENERATION) {
    old = young
    young = new Map()
  }
  // A slice of a text keeps the whole text alive; a copy does not.
  young.set(Buffer.from(word, 'utf16le').toString('utf16le'), stem)
  return stem
}

function makeStem(word: string): string {
  if (word.length > MAX_CHARS || !STEMMABLE.test(word)) return word
  const half = endsLike(word, GERMAN) ? german.stem(word) : word
  const stem = endsLike(half, ENGLISH) ? english.stem(half) : half
  // German takes the e of `price`, English puts that of `pricing` back.
  return stem.length > MIN_CHARS && stem.endsWith('e') ? stem.slice(0, -1) : stem
}

const GERMAN = 1
const ENGLISH = 2
const LETTERS = 26
const A = 97

/** The last letters of all that each stemmer takes off or changes; a word that ends otherwise is its own stem. */
const ENDINGS: readonly (readonly [number, string])[] = [
  [GERMAN, '*e em en er rn *s st nd ng ig ik ch it'],
  [ENGLISH, '*s *e *y *i ed ng al ul ll er or ic nt ou sm on'],
]

/** By the last two letters: which stemmers may have something to do. */
const STEMMERS = new Uint8Array(LETTERS * LETTERS)
for (const [stemmer, endings] of ENDINGS) {
  for (const ending of endings.split(' ')) {
    for (let first = 0; first < LETTERS; first++) {
      if (ending[0] !== '*' && ending.charCodeAt(0) !== A + first) continue
      STEMMERS[first * LETTERS + ending.charCodeAt(1) - A]! |= stemmer
    }
  }
}

function endsLike(word: string, stemmers: number): boolean {
  const first = word.charCodeAt(word.length - 2) - A
  const last = word.charCodeAt(word.length - 1) - A
  if (!(first >= 0 && first < LETTERS && last >= 0 && last < LETTERS)) return false
  return (STEMMERS[first * LETTERS + last]! & stemmers) !== 0
}
