/**
 * What a text is found by. Both stores index these tokens and parse queries with the same functions, so that both
 * find the same mentions. The one rule: a token holds nothing but folded letters, digits or one symbol, so that no
 * token can be syntax of any search engine.
 */

import { foldText } from '../core/fold.ts'
import { stemOf } from './stems.ts'
import type { TermCount } from './store.ts'

/** Longer texts are searchable by their beginning. */
const MAX_CHARS = 32_000
const MAX_TOKENS = 2_000
/** In UTF-16 units; a longer word is cut, in texts and in queries alike. */
const MAX_TOKEN_UNITS = 64
const MAX_QUERY_CHARS = 1_000
const MAX_QUERY_TOKENS = 64

/**
 * The folded tokens of a text in their order: words of letters and digits in any script (`#hashtag` and `@handle`
 * as the word behind the sign), single characters of scripts that write no blanks, single emoji without skin tone.
 */
export function searchTokens(text: string): string[] {
  const tokens: string[] = []
  scan(text, (token) => tokens.push(token) < MAX_TOKENS)
  return tokens
}

/** What both stores index: the stems of the tokens of a text in their order, with blanks between. */
export function indexText(text: string): string {
  let stems = ''
  let scanned = 0
  scan(text, (token) => {
    stems += scanned === 0 ? stemOf(token) : ` ${stemOf(token)}`
    return ++scanned < MAX_TOKENS
  })
  return stems
}

/**
 * The tokens of a text that a person can read as terms, each once: words of at least two characters, emoji, flags,
 * and pairs of neighbours where a script writes no blanks.
 */
export function termTokens(text: string): Set<string> {
  const terms = new Set<string>()
  let scanned = 0
  let previous = ''
  let previousEnd = -1
  let previousKind = SEPARATOR
  scan(text, (token, kind, start, end) => {
    if (kind === WORD ? token.length > 1 : kind === SYMBOL) terms.add(token)
    else if (kind === previousKind && start === previousEnd && kind !== WORD) {
      terms.add(previous + token)
      if (kind === FLAG) kind = SEPARATOR
    }
    previous = token
    previousEnd = end
    previousKind = kind
    return ++scanned < MAX_TOKENS
  })
  return terms
}

/** The terms in most of the texts, then by code unit, so that both stores agree. */
export function topTerms(texts: Iterable<string>, limit: number): TermCount[] {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const term of termTokens(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  const byRank = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return byRank.slice(0, limit).map(([term, mentions]) => ({ term, mentions }))
}

/** `SearchQuery.text`, understood, in stems. A `phrases` entry stands for tokens in a row, so does one of `mustNot`. */
export interface ParsedQuery {
  readonly must: readonly string[]
  readonly phrases: readonly (readonly string[])[]
  readonly mustNot: readonly (readonly string[])[]
}

/**
 * Reads words, `"phrases"`, `-word` and `-"phrase"`. Everything else is data and searched for: a word that falls
 * into several tokens (`e-mail`, `退款`) is a phrase, an unclosed quote is no quote. What holds no token asks nothing.
 */
export function parseQuery(text: string): ParsedQuery {
  const must = new Set<string>()
  const phrases: string[][] = []
  const mustNot: string[][] = []
  let room = MAX_QUERY_TOKENS
  for (const [, minus, quoted, word] of text.slice(0, MAX_QUERY_CHARS).matchAll(QUERY_PART)) {
    const tokens = searchTokens(quoted ?? word ?? '')
      .slice(0, room)
      .map(stemOf)
    room -= tokens.length
    if (tokens.length === 0) continue
    if (minus) mustNot.push(tokens)
    else if (tokens.length > 1) phrases.push(tokens)
    else must.add(tokens[0]!)
  }
  return { must: [...must], phrases, mustNot }
}

const QUERY_PART = /(-*)(?:["„“”«»]([^"„“”«»]*)["„“”«»]|([^\s"„“”«»]+))/g

const SEPARATOR = 0
const WORD = 1
/** A character that is a token of its own, because its script writes no blanks. */
const UNSPACED = 2
const SYMBOL = 3
const FLAG = 4
const SURROGATE = 5

const IN_WORD = /[\p{L}\p{N}\p{M}]/u
const NO_BLANKS =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u
const PICTURE = /\p{Extended_Pictographic}/u
const FLAG_HALF = /\p{Regional_Indicator}/u

function kindOf(character: string): number {
  if (IN_WORD.test(character)) return NO_BLANKS.test(character) ? UNSPACED : WORD
  if (PICTURE.test(character)) return SYMBOL
  return FLAG_HALF.test(character) ? FLAG : SEPARATOR
}

const KINDS = Uint8Array.from({ length: 0x10000 }, (_, unit) =>
  unit >= 0xd800 && unit <= 0xdfff ? SURROGATE : kindOf(String.fromCharCode(unit)),
)

type Visit = (token: string, kind: number, start: number, end: number) => boolean

/** Calls `visit` for each token until it answers false. */
function scan(text: string, visit: Visit): void {
  const folded = foldText(text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text)
  let wordStart = -1
  for (let i = 0; i <= folded.length; ) {
    let kind = i < folded.length ? KINDS[folded.charCodeAt(i)]! : SEPARATOR
    let width = 1
    if (kind === SURROGATE) {
      const point = folded.codePointAt(i)!
      width = point > 0xffff ? 2 : 1
      kind = width === 2 ? kindOf(String.fromCodePoint(point)) : SEPARATOR
    }
    if (kind === WORD) {
      if (wordStart < 0) wordStart = i
    } else {
      if (wordStart >= 0) {
        if (!visit(cut(folded, wordStart, i), WORD, wordStart, i)) return
        wordStart = -1
      }
      if (kind !== SEPARATOR && !visit(folded.slice(i, i + width), kind, i, i + width)) return
    }
    i += width
  }
}

function cut(text: string, start: number, end: number): string {
  if (end - start <= MAX_TOKEN_UNITS) return text.slice(start, end)
  const last = text.charCodeAt(start + MAX_TOKEN_UNITS - 1)
  const halved = last >= 0xd800 && last <= 0xdbff
  return text.slice(start, start + MAX_TOKEN_UNITS - (halved ? 1 : 0))
}
