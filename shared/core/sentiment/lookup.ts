/**
 * Finds the entry of a word: as it stands, with its drawn-out letters shortened, by an open beginning, as the end
 * of a German compound, behind a glued strengthener, and behind stars or digits.
 */

import { OTHER } from './characters.ts'
import type { Entry, Lexicon, Phrase } from './lexicon.ts'
import { EDGE, GLUE, NO_ENTRY } from './lexicon.ts'
import { bySpelling, type Spelling } from './spelling.ts'
import { DIGITS, MASKED, WORD } from './token-list.ts'
import type { Tokens } from './tokens.ts'

const GAP_LIMIT = 3
/** The first letter of `..`. */
const GAP = 0x2e
const COMPOUND_MIN = 8
/** Shorter words have no parts. */
const PART_MIN = 5

/** One lexicon's words of letters alone, found so far. */
export type PlainWords = (spelling: Spelling) => Entry

export function plainWordsOf(lexicon: Lexicon): PlainWords {
  const known = PLAIN_WORDS.get(lexicon)
  if (known !== undefined) return known
  const made = bySpelling(({ key }) => lexicon.words.get(key) ?? byPart(lexicon, key) ?? NO_ENTRY)
  PLAIN_WORDS.set(lexicon, made)
  return made
}

const PLAIN_WORDS = new WeakMap<Lexicon, PlainWords>()

/** @param plain those of the same lexicon */
export function lookUp(
  lexicon: Lexicon,
  plain: PlainWords,
  tokens: Tokens,
  at: number,
): Entry | undefined {
  const spelling = tokens.spellings[at]!
  const { key, short } = spelling
  const flags = tokens.flags[at]! & (MASKED | DIGITS)
  if (short !== '' || flags !== 0) {
    let entry = lexicon.words.get(key)
    if (short !== '') entry ??= lexicon.words.get(short)
    if (flags !== 0) entry ??= disguised(lexicon, key, flags)
    if (entry !== undefined) return entry
  }
  const entry = plain(spelling)
  return entry === NO_ENTRY ? undefined : entry
}

function byPart(lexicon: Lexicon, key: string): Entry | undefined {
  if (key.length < PART_MIN) return undefined
  for (const { text, entry } of lexicon.prefixes.get(key.slice(0, EDGE)) ?? NONE) {
    if (!key.startsWith(text)) continue
    if ((entry.roles & GLUE) === 0) return entry
    const rest = lexicon.words.get(key.slice(text.length))
    if (rest !== undefined && rest.value !== 0) return glued(entry, rest)
  }
  if (key.length < COMPOUND_MIN) return undefined
  for (const { text, entry } of lexicon.suffixes.get(key.slice(-EDGE)) ?? NONE) {
    if (key.endsWith(text)) return entry
  }
  return undefined
}

const NONE: readonly { text: string; entry: Entry }[] = []

function glued(strong: Entry, rest: Entry): Entry {
  return { ...rest, value: rest.value * strong.boost, phrases: undefined }
}

const LEET = new Map([...'013457'].map((digit, at) => [digit.charCodeAt(0), 'oieast'[at]!]))

/** Digits as the letters they stand for: `b3trug` is `betrug`. */
function undigit(key: string): string {
  let word = ''
  let from = 0
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i)
    if (code > 0x37) continue
    const letter = LEET.get(code)
    if (letter === undefined) continue
    word += key.slice(from, i) + letter
    from = i + 1
  }
  return word + key.slice(from)
}

function disguised(lexicon: Lexicon, key: string, flags: number): Entry | undefined {
  if (flags & MASKED) {
    const open = key.endsWith('**')
    const shape = open ? key.replace(/\*+$/, '') : key
    for (const { text, entry } of lexicon.rude) if (fits(shape, open, text)) return entry
    return undefined
  }
  return lexicon.words.get(undigit(key))
}

/** `f*ck` fits `fuck`; `sch***` (open) fits what begins so. At least two letters must show. */
function fits(shape: string, open: boolean, word: string): boolean {
  if (open ? word.length < shape.length : word.length !== shape.length) return false
  let shown = OTHER
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === '*' || shape[i] === '$') continue
    if (shape[i] !== word[i]) return false
    shown++
  }
  return shown >= 2
}

export interface Match {
  readonly entry: Entry
  /** The token after the last one of the phrase. */
  readonly end: number
}

/** The longest phrase that begins at `at`, if any. A gap ends where a sentence does. */
export function matchPhrase(
  phrases: readonly Phrase[],
  tokens: Tokens,
  at: number,
): Match | undefined {
  const next = at + 1 < tokens.keys.length ? tokens.keys[at + 1]!.charCodeAt(0) : 0
  for (let i = 0; i < phrases.length; i++) {
    const { rest, entry } = phrases[i]!
    // Most phrases of a word go on with another letter than the text does.
    const start = rest[0]!.charCodeAt(0)
    if (start !== next && start !== GAP) continue
    const end = follow(rest, 0, tokens, at + 1)
    if (end > 0) return { entry, end }
  }
  return undefined
}

/** @returns where the phrase ends, or 0. A phrase has few gaps of at most three words: bounded work. */
function follow(rest: readonly string[], from: number, tokens: Tokens, at: number): number {
  for (let part = from; part < rest.length; part++) {
    const want = rest[part]!
    if (want === '..') {
      for (let skip = 0; skip <= GAP_LIMIT; skip++) {
        const end = follow(rest, part + 1, tokens, at + skip)
        if (end > 0) return end
        if (tokens.kinds[at + skip] !== WORD) return 0
      }
      return 0
    }
    if (tokens.kinds[at] !== WORD || !same(tokens.keys[at]!, want)) return 0
    at++
  }
  return at
}

function same(key: string, want: string): boolean {
  const last = want.length - 1
  if (want.charCodeAt(last) !== 0x2a) return key === want
  if (key.length < last) return false
  for (let i = 0; i < last; i++) if (key.charCodeAt(i) !== want.charCodeAt(i)) return false
  return true
}
