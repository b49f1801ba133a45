/**
 * From a rule as a person writes it to the literal word sequences that an automaton can look for, and the check
 * of what the automaton does not see: the characters between the words and around a hashtag or handle.
 */

import { foldText } from './fold.ts'
import { FREE, kindOf, SEPARATOR, WORD } from './letters.ts'

/** A sequence of folded words, and how it may stand in a text. */
export interface Literal {
  /** A character of a script without blanks, or an emoji, is a word of its own. */
  readonly words: readonly string[]
  /** The separators between the words as the rule has them. */
  readonly gaps: readonly string[]
  /** The first word may be the end of a longer one. */
  readonly openLeft: boolean
  /** The last word may be the beginning of a longer one. */
  readonly openRight: boolean
  /** A hashtag or handle is compared as it is spelled, sign included. */
  readonly sign: '' | '#' | '@'
  readonly spelling: string
  /** How many separators the spelling ends with: `@acme_`. */
  readonly trailing: number
}

/** `empty`: no letter, digit or emoji; `too-short`: one letter; `too-long`: above 200 folded characters. */
export type RuleFault = 'empty' | 'too-short' | 'too-long'

export interface RuleOptions {
  readonly sign: '' | '#' | '@'
  /** Find the rule inside German compounds. */
  readonly compounds: boolean
  /** Allow German adjective endings in phrases: `Deutsche Bahn`, `Deutschen Bahn`. */
  readonly german: boolean
}

/**
 * The literals of one rule, at most 60, or why it is none. A word that begins with `#` or `@` is a hashtag or
 * handle whatever the options say.
 */
export function readRule(rule: string, options: RuleOptions): readonly Literal[] | RuleFault {
  const folded = foldText(rule).trim()
  const sign = folded.startsWith('#') ? '#' : folded.startsWith('@') ? '@' : options.sign
  const spelling = sign === '' ? folded : folded.replace(/^[#@]/, '').replace(/\s+/g, '')
  if (spelling.length > MAX_LENGTH) return 'too-long'
  const { words, gaps, trailing } = split(spelling)
  if (words.length === 0) return 'empty'
  const plain = {
    words,
    gaps,
    openLeft: false,
    openRight: false,
    sign,
    spelling,
    trailing,
  } as const
  if (sign !== '') return [plain]
  if (words.length === 1 && isOneLetter(words[0]!)) return 'too-short'
  const literals = withoutApostrophe(plain)
    .flatMap((literal) => (options.german ? withAdjectiveEndings(literal) : [literal]))
    .flatMap((literal) => withNounEndings(literal, options.compounds))
  const joined = words.join('')
  if (words.length > 1 && joined.length >= MIN_JOINED && /^[a-z0-9]+$/.test(joined)) {
    const tag = {
      ...plain,
      words: [joined],
      gaps: [],
      sign: '#',
      spelling: joined,
      trailing: 0,
    } as const
    literals.push(tag)
  }
  return literals
}

/**
 * Whether a literal whose words end at `end` of a folded text stands there as its rule means it: in a phrase, no
 * other punctuation between the words than the rule has (`H&M` is not `H M`, `Acme. Mobil` not `Acme Mobil`); a
 * hashtag or handle is whole.
 */
export function standsAt(literal: Literal, folded: string, end: number): boolean {
  return literal.sign === '' ? gapsFit(literal, folded, end) : signFits(literal, folded, end)
}

const MAX_LENGTH = 200
/** `#hm` and `#ca` are words of their own, `#deutschebahn` is not. */
const MIN_JOINED = 6
/** Below, an ending or a compound makes another word: `VW`, `VWL`. */
const MIN_INFLECTED = 3
/** `Bahn` would be in `Autobahn`, `Post` in `Kompost`. */
const MIN_OPEN_LEFT = 5

function split(folded: string): { words: string[]; gaps: string[]; trailing: number } {
  const words: string[] = []
  const gaps: string[] = []
  let gap = ''
  let before: number = SEPARATOR
  for (const character of folded) {
    const kind = kindOf(character.codePointAt(0)!)
    if (kind === SEPARATOR) gap += character
    else if (kind === WORD && before === WORD) words[words.length - 1] += character
    else {
      if (words.length > 0) gaps.push(gap)
      words.push(character)
      gap = ''
    }
    before = kind
  }
  return { words, gaps, trailing: gap.length }
}

function isOneLetter(word: string): boolean {
  const codePoint = word.codePointAt(0)!
  return word.length === String.fromCodePoint(codePoint).length && kindOf(codePoint) !== FREE
}

/** `McDonald's` is also `McDonalds`, `L'Oréal` also `Loreal`. */
function withoutApostrophe(literal: Literal): Literal[] {
  const at = literal.gaps.findIndex((gap) => APOSTROPHE.test(gap))
  if (at < 0) return [literal]
  const words = literal.words.toSpliced(at, 2, literal.words[at]! + literal.words[at + 1]!)
  return [literal, { ...literal, words, gaps: literal.gaps.toSpliced(at, 1) }]
}

/**
 * `Deutsche Bahn` is met as `der Deutschen Bahn` more often than not. All adjectives of a phrase take the same
 * ending; a word that only looks like an adjective costs a literal that never occurs.
 */
function withAdjectiveEndings(literal: Literal): Literal[] {
  const last = literal.words.length - 1
  const isAdjective = (word: string, i: number) => i < last && ADJECTIVE.test(word)
  if (!literal.words.some(isAdjective)) return [literal]
  const inflected = ['e', 'en', 'er', 'es'].map((ending) => ({
    ...literal,
    words: literal.words.map((word, i) =>
      isAdjective(word, i) ? word.replace(ADJECTIVE, `$1${ending}`) : word,
    ),
  }))
  return [literal, ...inflected.filter(({ words }) => words.join() !== literal.words.join())]
}

/**
 * The genitive `s` (`Acmes Hotline`); `’s` needs nothing, an apostrophe is a boundary. No other ending: `e`,
 * `en`, `er` and `n` make other words (`Post`, `Posten`; `Stern`, `Sterne`). A phrase is distinct enough to take
 * `es` too (`Roten Kreuzes`). A word that ends in a sibilant takes no `s`. In compounds the name may come first
 * or last, not in the middle, where short names are in too many words.
 */
function withNounEndings(literal: Literal, compounds: boolean): Literal[] {
  const last = literal.words.at(-1)!
  if (last.length < MIN_INFLECTED || !/[a-z]$/.test(last)) return [literal]
  const endings = literal.words.length > 1 ? ['', 's', 'es'] : ['', 's']
  const inflected = endings
    .filter((ending) => !ending.startsWith('s') || !/[sxz]$/.test(last))
    .map((ending) => ({ ...literal, words: literal.words.with(-1, last + ending) }))
  if (!compounds) return inflected
  const first = { ...literal, openRight: true }
  const isLong = literal.words.length === 1 && MIN_OPEN_LEFT <= last.length && /^[a-z]+$/.test(last)
  return isLong ? [first, ...inflected.map((each) => ({ ...each, openLeft: true }))] : [first]
}

const APOSTROPHE = /^['’‘`]$/
const ADJECTIVE = /^([a-z]{3,})e[nrs]?$/
/** What may stand in a gap of any phrase: blanks, hyphens, apostrophes, and the sign of `Deutsche #Bahn`. */
const SOFT = /[\s\p{Pd}'’‘`_#]+/gu
const ENDS_SENTENCE = /[.!?:;,]/

function gapsFit(literal: Literal, folded: string, end: number): boolean {
  let from = end - literal.words.at(-1)!.length
  for (let i = literal.gaps.length - 1; i >= 0; i--) {
    const word = literal.words[i]!
    // The automaton has seen nothing but separators in between, so the nearest occurrence is the one.
    const at = folded.lastIndexOf(word, from - word.length)
    if (!gapFits(literal.gaps[i]!, folded.slice(at + word.length, from))) return false
    from = at
  }
  return true
}

function gapFits(wanted: string, found: string): boolean {
  if (wanted === found) return true
  const hardWanted = wanted.replace(SOFT, '')
  const hardFound = found.replace(SOFT, '')
  // `Booking.com` is not the end of a sentence, `Dr.Oetker` is `Dr. Oetker`, and so is `Dr Oetker`.
  if (hardWanted !== hardFound) return hardWanted === '.' && wanted !== '.' && hardFound === ''
  return found.length <= wanted.length || !ENDS_SENTENCE.test(hardFound)
}

function signFits(literal: Literal, folded: string, end: number): boolean {
  const { sign, spelling, trailing } = literal
  const at = end + trailing - spelling.length - 1
  if (at < 0 || !folded.startsWith(sign + spelling, at)) return false
  if (at > 0 && kindOf(folded.charCodeAt(at - 1)) === WORD) return false
  const after = at + 1 + spelling.length
  return sign === '#' ? hashtagEnds(folded, after) : handleEnds(folded, after)
}

function hashtagEnds(folded: string, at: number): boolean {
  return folded[at] !== '_' || kindOf(folded.codePointAt(at + 1) ?? 0) === SEPARATOR
}

/**
 * `@acme` ends before a blank, a full stop, `@example.social` and `.bsky.social`, but neither in `@acme_fan` nor in
 * `@acme.fan`, which are other people. `@acme-Hotline` is a German compound, `@acme-fan.bsky.social` a stranger.
 */
function handleEnds(folded: string, at: number): boolean {
  const rest = /[\p{L}\p{N}\p{M}_.-]*/uy
  rest.lastIndex = at
  const tail = rest.exec(folded)?.[0].replace(/[_.-]+$/, '') ?? ''
  if (tail === '') return true
  const dots = tail.split('.').length - 1
  return tail.startsWith('.') ? dots > 1 : tail.startsWith('-') && dots === 0
}
