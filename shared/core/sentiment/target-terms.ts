/** Where a text names the brand: its names, keywords and hashtags among the tokens, its handles between them. */

import { fold } from './characters.ts'
import { HASHTAG, WORD } from './token-list.ts'
import type { Tokens } from './tokens.ts'
import { tokenise } from './tokens.ts'

/** The words by which a text is known to be about a brand, ready to be looked up. */
export interface TargetTerms {
  /** Folded words of each name, by the first of them. */
  readonly byFirst: ReadonlyMap<string, readonly (readonly string[])[]>
  /** The bit of the last five of a first letter's code is set where a name begins so. */
  readonly initials: number
  /** Names of one word, to be found inside hashtags. */
  readonly inHashtags: readonly string[]
  /** Folded, without the sign. */
  readonly handles: ReadonlySet<string>
}

/** The tokens `[from, to)`; a handle is no token and stands before the token `from`. */
export interface Named {
  readonly from: number
  readonly to: number
}

/** Shorter names would be found in hashtags by chance. */
const HASHTAG_MIN = 4
/** Where a text calls many handles, the first tell whom it is addressed to. */
const HANDLE_LIMIT = 20

/** @param terms as they stand in a configuration: `Acme Mobil`, `#acme`, `@acme_hilft`; empty ones are nothing. */
export function targetTerms(terms: readonly string[]): TargetTerms {
  const byFirst = new Map<string, string[][]>()
  const inHashtags: string[] = []
  const handles = new Set<string>()
  for (const term of terms) {
    const bare = term.trim().replace(/^[@#]/, '')
    const words = tokenise(bare).keys
    const [first] = words
    if (first === undefined) continue
    handles.add(handleKey(bare))
    if (term.trim().startsWith('@')) continue
    byFirst.set(first, [...(byFirst.get(first) ?? []), words])
    if (words.length === 1 && first.length >= HASHTAG_MIN) inHashtags.push(first)
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length)
  let initials = 0
  for (const first of byFirst.keys()) initials |= initialOf(first)
  return { byFirst, initials, inHashtags, handles }
}

function initialOf(key: string): number {
  // A shift takes the last five bits alone.
  return 1 << key.charCodeAt(0)
}

/** All places, in order; empty where the text does not name the brand. */
export function findNamed(terms: TargetTerms, tokens: Tokens): Named[] {
  const named: Named[] = []
  for (let i = 0; i < tokens.keys.length; i++) {
    if (tokens.kinds[i] !== WORD) continue
    const length = lengthAt(terms, tokens, i)
    if (length > 0) named.push({ from: i, to: i + length })
  }
  if (tokens.handles > 0)
    for (const at of handlesIn(terms, tokens)) named.push({ from: at, to: at })
  return named.length > 1 ? named.sort((a, b) => a.from - b.from) : named
}

function lengthAt(terms: TargetTerms, tokens: Tokens, at: number): number {
  const key = tokens.keys[at]!
  if ((terms.initials & initialOf(key)) !== 0) {
    for (const words of terms.byFirst.get(key) ?? NONE) {
      let length = 1
      while (length < words.length && isForm(tokens.keys[at + length], words[length]!)) length++
      if (length === words.length) return length
    }
    const inflected = withoutEnding(key)
    if (inflected !== key && terms.byFirst.get(inflected)?.some(({ length }) => length === 1))
      return 1
  }
  if (tokens.flags[at]! & HASHTAG && terms.inHashtags.some((word) => key.includes(word))) return 1
  return 0
}

const NONE: readonly (readonly string[])[] = []

/** A genitive is the name too: `Acmes`, `Acme's`. */
function withoutEnding(key: string): string {
  return key.length > 3 && key.endsWith('s') ? key.slice(0, -1) : key
}

function isForm(key: string | undefined, word: string): boolean {
  return key === word || (key !== undefined && withoutEnding(key) === word)
}

/** The token before which each handle of the brand stands. */
function handlesIn(terms: TargetTerms, tokens: Tokens): number[] {
  const { text, starts } = tokens
  const places: number[] = []
  let token = 0
  let at = text.indexOf('@')
  for (let seen = 0; at >= 0 && seen < HANDLE_LIMIT; seen++) {
    let end = at + 1
    while (end < text.length && isHandleUnit(text.charCodeAt(end))) end++
    // After a word it is the middle of a mail address.
    const mail = at > 0 && isHandleUnit(text.charCodeAt(at - 1))
    if (!mail && terms.handles.has(handleKey(text.slice(at + 1, end)))) {
      while (token < starts.length && starts[token]! < at) token++
      places.push(token)
    }
    at = text.indexOf('@', end)
  }
  return places
}

function isHandleUnit(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    unit === 0x5f
  )
}

/** Handles are compared without their server and without underscores. */
function handleKey(handle: string): string {
  return fold(handle.split('@', 1)[0]!).replaceAll('_', '')
}
