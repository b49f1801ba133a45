/** The tokens of one text as parallel lists: what kind, which key, from where to where, with which flags. */

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

export interface Tokens {
  readonly text: string
  readonly kinds: number[]
  readonly keys: string[]
  /** Where letters were drawn out, the key with each such run as one letter (`toooll`: `tooll`, here `toll`); else ''. */
  readonly short: string[]
  readonly starts: number[]
  readonly ends: number[]
  readonly flags: number[]
  /** Counts of what was removed, and of words. */
  addresses: number
  handles: number
  hashtags: number
  words: number
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

export function push(
  out: Tokens,
  kind: number,
  key: string,
  start: number,
  end: number,
  flags: number,
): void {
  out.kinds.push(kind)
  out.keys.push(key)
  out.short.push('')
  out.starts.push(start)
  out.ends.push(end)
  out.flags.push(flags)
}

export function isFull(out: Tokens): boolean {
  return out.kinds.length >= TOKEN_LIMIT
}

export function pop(out: Tokens): void {
  out.kinds.pop()
  out.keys.pop()
  out.short.pop()
  out.starts.pop()
  out.ends.pop()
  out.flags.pop()
  out.words--
}
