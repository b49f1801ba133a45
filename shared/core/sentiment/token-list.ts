/** The tokens of one text as parallel lists: what kind, which key, from where to where, with which flags. */

import { type Spelling, signOf } from './spelling.ts'

export const WORD = 0
/** An emoji or an emoticon. */
export const FACE = 1
/** A run of `!` and `?`. */
export const MARK = 2
/** What ends the reach of a negation: `. , ; : …`, a dash, a line break. */
export const STOP = 3

export const CAPS = 1
export const ELONGATED = 2
export const HASHTAG = 4
export const MASKED = 8
export const DIGITS = 16
/** A word that the lexicon or the model knows; set while it is judged. */
export const KNOWN = 32

/**
 * Tokens read of one text: prose of 3,400 characters. A flood of faces or of single letters has thousands, which say
 * nothing that the first hundreds did not, and would cost a collection of garbage each.
 */
export const TOKEN_LIMIT = 600

/** One entry a token in each list. */
interface Columns {
  readonly kinds: number[]
  readonly keys: string[]
  readonly spellings: Spelling[]
  readonly starts: number[]
  readonly ends: number[]
  readonly flags: number[]
  /** Counts of what was removed, and of words. */
  addresses: number
  handles: number
  hashtags: number
  words: number
}

export interface Tokens extends Columns {
  readonly text: string
  /** Characters (UTF-16) at the end of the post that were not read: beyond `TEXT_LIMIT` or `TOKEN_LIMIT`. */
  unread: number
  /** Kept here by `language.ts`, which alone counts them. */
  votes: Votes | undefined
}

/** How many words speak for which language; of `words` in all. */
export interface Votes {
  readonly de: number
  readonly en: number
  readonly other: number
  readonly words: number
}

/** Tokens on the way: in lists that are filled again and again, because lists that grow are copied many times over. */
export interface Draft extends Columns {
  text: string
  count: number
}

const NOTHING = signOf('')

const draft: Draft = {
  text: '',
  kinds: new Array<number>(TOKEN_LIMIT).fill(0),
  keys: new Array<string>(TOKEN_LIMIT).fill(''),
  spellings: new Array<Spelling>(TOKEN_LIMIT).fill(NOTHING),
  starts: new Array<number>(TOKEN_LIMIT).fill(0),
  ends: new Array<number>(TOKEN_LIMIT).fill(0),
  flags: new Array<number>(TOKEN_LIMIT).fill(0),
  count: 0,
  addresses: 0,
  handles: 0,
  hashtags: 0,
  words: 0,
}

/** The one draft, empty. */
export function newDraft(text: string): Draft {
  draft.text = text
  draft.count = draft.addresses = draft.handles = draft.hashtags = draft.words = 0
  return draft
}

export function finished(out: Draft, unread: number): Tokens {
  const { text, count, addresses, handles, hashtags, words } = out
  const tokens: Tokens = {
    text,
    kinds: out.kinds.slice(0, count),
    keys: out.keys.slice(0, count),
    spellings: out.spellings.slice(0, count),
    starts: out.starts.slice(0, count),
    ends: out.ends.slice(0, count),
    flags: out.flags.slice(0, count),
    addresses,
    handles,
    hashtags,
    words,
    unread,
    votes: undefined,
  }
  // Nothing of a post stays behind.
  out.text = ''
  out.keys.fill('', 0, count)
  out.spellings.fill(NOTHING, 0, count)
  return tokens
}

export function pushWord(
  out: Draft,
  spelling: Spelling,
  start: number,
  end: number,
  flags: number,
): void {
  place(out, WORD, spelling, start, end, flags)
}

/** What is no word. */
export function push(
  out: Draft,
  kind: number,
  key: string,
  start: number,
  end: number,
  flags: number,
): void {
  place(out, kind, signOf(key), start, end, flags)
}

function place(
  out: Draft,
  kind: number,
  spelling: Spelling,
  start: number,
  end: number,
  flags: number,
): void {
  const at = out.count++
  out.kinds[at] = kind
  out.keys[at] = spelling.key
  out.spellings[at] = spelling
  out.starts[at] = start
  out.ends[at] = end
  out.flags[at] = flags
}

export function isFull(out: Draft): boolean {
  return out.count >= TOKEN_LIMIT
}

/** Takes back the word that ends right at `end`, if one does: it was the beginning of an address. */
export function takeBack(out: Draft, end: number): void {
  if (!endsWord(out, end)) return
  out.count--
  out.words--
}

export function endsWord(out: Draft, end: number): boolean {
  const last = out.count - 1
  return last >= 0 && out.ends[last] === end && out.kinds[last] === WORD
}
