/**
 * Finds literals in texts by walking an automaton. The one rule: a text in which nothing occurs is read once, as it
 * came, and costs no allocation.
 */

import type { Expansion } from './alphabet.ts'
import {
  buildAlphabet,
  DROPPED,
  expand,
  FIRST_SPECIAL,
  MAX_EXPANSION,
  sequenceOf,
} from './alphabet.ts'
import { BOUNDARY, buildAutomaton } from './automaton.ts'
import { foldText } from './fold.ts'
import type { Literal } from './literal.ts'

export interface Finder {
  /** Whether a literal occurs in a text, raw or folded, but for the check of `standsAt`. */
  occursIn(text: string): boolean
  /** Tells each literal and the end of its last word, in the order of the folded text. */
  visit(folded: string, found: (literal: number, end: number) => void): void
}

/**
 * Builds the finder of literals, which are told by their position. Memory: four bytes times the letters in use for
 * each distinct beginning of a literal; 10,000 names of 9 letters take about 7 MB.
 */
export function buildFinder(literals: readonly Literal[]): Finder {
  if (literals.length === 0) return { occursIn: () => false, visit: () => undefined }
  const alphabet = buildAlphabet(literals)
  const { next, start, resume, ends, shorter } = buildAutomaton(
    literals.map((literal) => sequenceOf(literal, alphabet)),
    alphabet.width,
  )
  const { symbolOf } = alphabet
  const expansion: Expansion = { symbols: new Uint8Array(MAX_EXPANSION), length: 0, units: 0 }

  function occursIn(text: string, folded = false): boolean {
    let state = start
    for (let i = 0; i < text.length; i++) {
      const symbol = symbolOf[text.charCodeAt(i)]!
      if (symbol < FIRST_SPECIAL) {
        state = next[state + symbol]!
        if (state < 0) return true
      } else if (symbol !== DROPPED) {
        if (!expand(alphabet, text, i, folded, expansion)) return occursIn(foldText(text), true)
        for (let k = 0; k < expansion.length; k++) {
          state = next[state + expansion.symbols[k]!]!
          if (state < 0) return true
        }
        i += expansion.units - 1
      }
    }
    return next[state + BOUNDARY]! < 0
  }

  function visit(folded: string, found: (literal: number, end: number) => void): void {
    let state = start
    const step = (symbol: number, end: number) => {
      state = next[state + symbol]!
      if (state >= 0) return
      const hit = ~state
      for (let h = hit; h !== -1; h = shorter[h]!) for (const id of ends[h]!) found(id, end)
      state = resume[hit]!
    }
    for (let i = 0; i < folded.length; i++) {
      const symbol = symbolOf[folded.charCodeAt(i)]!
      if (symbol === BOUNDARY) step(symbol, i)
      else if (symbol < FIRST_SPECIAL) step(symbol, i + 1)
      else if (symbol !== DROPPED) {
        expand(alphabet, folded, i, true, expansion)
        const after = i + expansion.units
        for (let k = 0; k < expansion.length; k++) {
          const isBefore = k === 0 && expansion.symbols[k] === BOUNDARY
          step(expansion.symbols[k]!, isBefore ? i : after)
        }
        i = after - 1
      }
    }
    step(BOUNDARY, folded.length)
  }

  return { occursIn: (text) => occursIn(text), visit }
}
