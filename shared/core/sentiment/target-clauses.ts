/** Whose clause is whose: by names, by words for others, and by who was spoken of last. */

import { isCapital, isSmall } from './characters.ts'
import type { Lang } from './language.ts'
import { AFTER_NAME, BEFORE_NAME, CUE_NAMES, type Cues, TURN } from './target-lookup.ts'
import type { Named } from './target-terms.ts'
import { CAPS, HASHTAG, KNOWN, MARK, STOP, TOKEN_LIMIT, WORD } from './token-list.ts'
import type { Tokens } from './tokens.ts'

export interface Clauses {
  /** By token: 1 in the brand's clauses, less in those of others and in quotes. May be longer than the text. */
  readonly relevance: readonly number[]
  /** Nothing of it is less. */
  readonly whole: boolean
  /** Names and words of somebody else. */
  readonly others: readonly number[]
  /** Tokens `[from, to)` in quotation marks. */
  readonly quotes: readonly { readonly from: number; readonly to: number }[]
}

/** What a clause about somebody else, and a quoted one, is still worth. */
const OF_OTHERS = 0.2
const QUOTED = 0.6
/** Names that end alike name things of one kind: Nordbahn, Südbahn. */
const ENDING = 4
const NAME_MIN = 4
const QUOTE_LIMIT = 10
const OTHER = CUE_NAMES.indexOf('other')

export function clausesOf(
  tokens: Tokens,
  lang: Lang,
  named: readonly Named[],
  { spots, roles }: Cues,
): Clauses {
  const count = tokens.keys.length
  if (marks.length < count) marks = new Uint8Array(2 * count)
  marks.fill(0, 0, count)
  const endings: string[] = []
  for (const { from, to } of named) {
    for (let i = from; i < to; i++) {
      marks[i] = BRAND
      endings.push(tokens.keys[i]!.slice(-ENDING))
    }
    if (to > from) continue
    // A handle stands between two words: the clauses of both speak to the brand.
    if (from > 0) marks[from - 1] = BRAND
    if (from < count) marks[from] = BRAND
  }
  const others: number[] = []
  for (const { cue, from } of spots) if (cue === OTHER && marks[from] === 0) marks[from] = SOMEBODY
  for (let i = 0; i < count; i++) {
    if (marks[i] === 0 && isName(tokens, i, lang, endings, roles)) marks[i] = SOMEBODY
    if (marks[i] === SOMEBODY) others.push(i)
  }
  const quotes = quotesOf(tokens)
  const whole = others.length + quotes.length === 0
  if (whole && count <= ALL_OURS.length) return { relevance: ALL_OURS, whole, others, quotes }
  const relevance = new Array<number>(count).fill(1)
  if (others.length > 0) dealOut(tokens, roles, relevance)
  for (const { from, to } of quotes) for (let i = from; i < to; i++) relevance[i]! *= QUOTED
  return { relevance, whole, others, quotes }
}

/** Whose each token is; filled again and again, because arrays of bytes are dear to make. */
let marks = new Uint8Array(TOKEN_LIMIT)
const ALL_OURS: readonly number[] = new Array<number>(TOKEN_LIMIT).fill(1)
const BRAND = 1
const SOMEBODY = 2

function dealOut(tokens: Tokens, roles: Uint8Array, relevance: number[]): void {
  const { kinds } = tokens
  let worth = 1
  let known = false
  for (let from = 0; from < kinds.length; ) {
    let to = from + 1
    while (
      to < kinds.length &&
      kinds[to] !== STOP &&
      kinds[to] !== MARK &&
      (roles[to]! & TURN) === 0
    )
      to++
    let whose = 0
    for (let i = from; i < to; i++) whose |= marks[i]!
    if (whose & BRAND) {
      known = true
      worth = 1
    } else if (whose === SOMEBODY) worth = OF_OTHERS
    else if (known && isSentence(tokens, from)) worth = 1
    relevance.fill(worth, from, to)
    from = to
  }
}

/** Whether what begins here is a new sentence and not a part of the one before. */
export function isSentence({ kinds, keys }: Tokens, at: number): boolean {
  if (at === 0) return true
  const kind = kinds[at]
  return (
    kind === MARK || (kind === STOP && keys[at] !== ',' && keys[at] !== ';' && keys[at] !== ':')
  )
}

/** A name of somebody else, as far as its spelling and its place tell. */
function isName(
  tokens: Tokens,
  at: number,
  lang: Lang,
  endings: readonly string[],
  roles: Uint8Array,
): boolean {
  const { kinds, keys, flags, text, starts, ends } = tokens
  const key = keys[at]!
  if (kinds[at] !== WORD || key.length < NAME_MIN || flags[at]! & (CAPS | HASHTAG)) return false
  if (!isCapital(text.charCodeAt(starts[at]!))) return false
  if (hasInnerCapital(text, starts[at]!, ends[at]!)) return true
  if (endings.some((ending) => key.endsWith(ending))) return true
  if (flags[at]! & KNOWN) return false
  const first = at === 0 || (kinds[at - 1] !== WORD && isSentence(tokens, at - 1))
  if (lang === 'en' && !first) return true
  const next = keys[at + 1] ?? ''
  if (first)
    return (
      (roles[at + 1]! & AFTER_NAME) !== 0 || (lang === 'en' ? /(?:ed|[^s]s)$/ : /[^s]t$/).test(next)
    )
  return (roles[at - 1]! & BEFORE_NAME) !== 0
}

/** `JetWay`: a small letter, and a capital after it. */
function hasInnerCapital(text: string, from: number, to: number): boolean {
  for (let i = from + 1; i < to - 1; i++) {
    if (isCapital(text.charCodeAt(i + 1)) && isSmall(text.charCodeAt(i))) return true
  }
  return false
}

const QUOTATION_MARK = /["„“”«»]/g

/** Quotations of several words: what they say is not what the writer says. */
function quotesOf({ text, starts }: Tokens): { from: number; to: number }[] {
  const quotes: { from: number; to: number }[] = []
  QUOTATION_MARK.lastIndex = 0
  let token = 0
  while (quotes.length < QUOTE_LIMIT) {
    const open = QUOTATION_MARK.exec(text)
    const close = open && QUOTATION_MARK.exec(text)
    if (!open || !close) break
    while (token < starts.length && starts[token]! < open.index) token++
    const from = token
    while (token < starts.length && starts[token]! < close.index) token++
    if (token - from >= 2) quotes.push({ from, to: token })
  }
  return quotes
}
