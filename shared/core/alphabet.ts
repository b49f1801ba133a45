/**
 * The alphabet in which an automaton reads: one symbol for each letter that the rules use, one for all others, one
 * for word boundaries. The one rule: a raw character and its folded form have the same symbols.
 */

import { BOUNDARY } from './automaton.ts'
import { foldUnit, isPlainPair } from './fold.ts'
import { FREE, kindOf, SEPARATOR, WORD } from './letters.ts'
import type { Literal } from './literal.ts'

/**
 * ASCII letters are one symbol each. All others are numbered as they occur in the rules and written as digits of
 * base 16, so that rules in Chinese do not widen every row of the automaton to a thousand columns.
 */
export interface Alphabet {
  /** The number of symbols, at most 54. */
  readonly width: number
  /** By UTF-16 unit; from `FIRST_SPECIAL` on it is no symbol but a reason to `expand`. */
  readonly symbolOf: Uint8Array
  /** The symbols of each other letter of the rules, by code point. */
  readonly rare: ReadonlyMap<number, readonly number[]>
}

/** What one character stands for: some symbols, and how many units of text they take. */
export interface Expansion {
  /** `MAX_EXPANSION` long; the first `length` count. */
  readonly symbols: Uint8Array
  length: number
  units: number
}

export const FIRST_SPECIAL = 0xf0
/** Folds to nothing. */
export const DROPPED = 0xf0
/** Longer pieces (some Arabic ligatures) are left to `foldText`. */
const MAX_PIECE = 8
/** Two boundaries and five digits of base 16 a character. */
export const MAX_EXPANSION = MAX_PIECE * 7

/** The alphabet of some literals. About 0.1 ms, and 64 kB. */
export function buildAlphabet(literals: readonly Literal[]): Alphabet {
  const letters = new Set<number>()
  for (const { words } of literals) {
    for (const word of words) for (const letter of word) letters.add(letter.codePointAt(0)!)
  }
  const codePoints = [...letters].sort((a, b) => a - b)
  const ascii = codePoints.filter((codePoint) => codePoint < 0x80)
  const others = codePoints.slice(ascii.length)
  const symbolOf = SYMBOLS.slice()
  const spell = (letter: number, symbol: number, elsewhere: number) => {
    symbolOf[letter] = symbol
    for (const unit of SPELLINGS.get(letter) ?? []) symbolOf[unit] = elsewhere
  }
  for (const [i, letter] of ascii.entries()) spell(letter, FIRST_LETTER + i, FIRST_LETTER + i)
  for (const letter of others) if (letter < 0x10000) spell(letter, ALONE, PIECE)
  const firstDigit = FIRST_LETTER + ascii.length
  const digits = Math.max(1, (others.length - 1).toString(16).length)
  const rare = new Map<number, readonly number[]>()
  for (const [number, codePoint] of others.entries()) {
    const written = number.toString(16).padStart(digits, '0')
    const symbols = Array.from(written, (digit) => firstDigit + Number.parseInt(digit, 16))
    rare.set(codePoint, symbols)
  }
  return { width: firstDigit + Math.min(16, others.length), symbolOf, rare }
}

/** A literal begins with a boundary or an ASCII letter, so digits of base 16 never match out of step. */
export function sequenceOf(literal: Literal, { rare, symbolOf }: Alphabet): number[] {
  const symbols: number[] = literal.openLeft ? [] : [BOUNDARY]
  for (const [i, word] of literal.words.entries()) {
    if (i > 0) symbols.push(BOUNDARY)
    for (const letter of word) {
      const codePoint = letter.codePointAt(0)!
      if (codePoint < 0x80) symbols.push(symbolOf[codePoint]!)
      else symbols.push(...(rare.get(codePoint) ?? OTHER_LETTER))
    }
  }
  if (!literal.openRight) symbols.push(BOUNDARY)
  return symbols
}

/**
 * Writes what the character at `i` of a raw or folded text stands for; false if a raw text has to be folded to know.
 * Called for the rare characters only.
 */
export function expand(
  alphabet: Alphabet,
  text: string,
  i: number,
  folded: boolean,
  into: Expansion,
): boolean {
  const unit = text.charCodeAt(i)
  const symbol = alphabet.symbolOf[unit]
  into.length = 0
  into.units = 1
  if (symbol === PIECE) {
    const piece = foldUnit(unit) ?? ''
    for (let k = 0; k < piece.length; k++) {
      const codePoint = piece.codePointAt(k)!
      append(alphabet, codePoint, into)
      if (codePoint > 0xffff) k++
    }
    return true
  }
  if (symbol === CONTEXTUAL && !folded && !isPlainPair(unit, text.charCodeAt(i + 1))) return false
  const codePoint = text.codePointAt(i)!
  if (codePoint > 0xffff) into.units = 2
  append(alphabet, codePoint, into)
  return true
}

function append(alphabet: Alphabet, codePoint: number, into: Expansion): void {
  const kind = kindOf(codePoint)
  if (kind !== WORD) into.symbols[into.length++] = BOUNDARY
  if (kind === SEPARATOR) return
  if (codePoint < 0x80) into.symbols[into.length++] = alphabet.symbolOf[codePoint]!
  else {
    for (const symbol of alphabet.rare.get(codePoint) ?? OTHER_LETTER) {
      into.symbols[into.length++] = symbol
    }
  }
  if (kind === FREE) into.symbols[into.length++] = BOUNDARY
}

/** Letters that are in no rule. */
const OTHER = 1
const OTHER_LETTER = [OTHER]
const FIRST_LETTER = 2
/** A letter of several symbols, or a word of its own. */
const ALONE = 0xf1
/** Folds to something else that is not one symbol. */
const PIECE = 0xf2
/** Its neighbours decide what it folds to. */
const CONTEXTUAL = 0xf3

/** The symbols if the rules used no letter at all. */
const SYMBOLS = new Uint8Array(0x10000).fill(CONTEXTUAL)
/** The other units that fold to a letter. */
const SPELLINGS = new Map<number, number[]>()

function surveySymbols(): void {
  for (let unit = 0; unit < SYMBOLS.length; unit++) {
    const folded = foldUnit(unit)
    if (folded === undefined || folded.length > MAX_PIECE) continue
    const letter = folded.charCodeAt(0)
    if (folded === '') SYMBOLS[unit] = DROPPED
    else if (folded.length > 1) SYMBOLS[unit] = PIECE
    else if (kindOf(letter) === SEPARATOR) SYMBOLS[unit] = BOUNDARY
    else if (kindOf(letter) === FREE) SYMBOLS[unit] = letter === unit ? ALONE : PIECE
    else {
      SYMBOLS[unit] = OTHER
      if (letter !== unit) SPELLINGS.set(letter, [...(SPELLINGS.get(letter) ?? []), unit])
    }
  }
}
surveySymbols()
