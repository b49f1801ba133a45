/**
 * The tokeniser: one pass over at most 5,000 code points and 600 tokens, linear in time. Addresses and handles are removed first,
 * words carry a folded key, and every token keeps its place, so that a reason can be shown as it was written.
 */

import { classOf, DIGIT, isSkinTone, LETTER, PICTURE, SPACE } from './characters.ts'
import { emoticonAt } from './emoticons.ts'
import type { Draft, Tokens } from './token-list.ts'
import { endsWord, FACE, finished, isFull, MARK, newDraft, push, STOP } from './token-list.ts'
import { address, hashtag, word } from './words.ts'

export type { Tokens } from './token-list.ts'

export const TEXT_LIMIT = 5_000

export function tokenise(full: string): Tokens {
  const text = full.length > TEXT_LIMIT ? cut(full) : full
  const out = newDraft(text)
  let at = 0
  while (at < text.length && !isFull(out)) at = step(out, at)
  return finished(out, full.length - at)
}

function cut(full: string): string {
  let end = 0
  for (let points = 0; points < TEXT_LIMIT && end < full.length; points++) {
    end += full.codePointAt(end)! > 0xffff ? 2 : 1
  }
  return full.slice(0, end)
}

/** Reads what begins at `at` and returns where the next begins, always further on. */
function step(out: Draft, at: number): number {
  const { text } = out
  const code = text.charCodeAt(at)
  if (code < 0x80) {
    const kind = classOf(code)
    if (kind === SPACE) return code === 10 ? stop(out, at, at + 1) : at + 1
    return kind === LETTER || kind === DIGIT ? word(out, at) : punctuation(out, at, code)
  }
  const point = text.codePointAt(at)!
  const kind = classOf(point)
  if (kind === LETTER) return word(out, at)
  if (kind === PICTURE) return picture(out, at, point)
  if (code === 0xff01 || code === 0xff1f) return mark(out, at)
  if (code === 0x2026 || code === 0x2013 || code === 0x2014) return stop(out, at, at + 1)
  return at + (point > 0xffff ? 2 : 1)
}

function punctuation(out: Draft, at: number, code: number): number {
  const { text } = out
  switch (code) {
    case 0x40: // @
      return handle(out, at)
    case 0x23: // #
      return hashtag(out, at)
    case 0x21: // !
    case 0x3f: // ?
      return mark(out, at)
    case 0x26: // & as in &amp;
      return entity(text, at)
    case 0x3a: // :
      if (text.startsWith('//', at + 1)) return address(out, at)
  }
  const face = emoticonAt(text, at)
  if (face !== undefined) {
    push(out, FACE, face.key, at, face.end, 0)
    return face.end
  }
  if (code === 0x2e || code === 0x2c || code === 0x3b || code === 0x3a) return stop(out, at, at + 1)
  if (code === 0x2d && text[at - 1] === ' ' && text[at + 1] === ' ') return stop(out, at, at + 1)
  return at + 1
}

/** A run of stops is one token; `...` keeps its dots as its key. */
function stop(out: Draft, at: number, end: number): number {
  const { text } = out
  while (end < text.length && text[end] === text[at]) end++
  const long = end - at > 1 || text[at] === '…'
  push(out, STOP, text[at] === '\n' ? '\n' : long ? '…' : text[at]!, at, end, 0)
  return end
}

function mark(out: Draft, at: number): number {
  const { text } = out
  let end = at
  let key = ''
  for (; end < text.length; end++) {
    const char = text[end]!
    const plain = char === '！' ? '!' : char === '？' ? '?' : char
    if (plain !== '!' && plain !== '?') break
    if (key.length < 4) key += plain
  }
  push(out, MARK, key, at, end, 0)
  return end
}

function entity(text: string, at: number): number {
  for (let i = at + 1; i < at + 8 && i < text.length; i++) {
    if (text[i] === ';') return i + 1
    if (classOf(text.charCodeAt(i)) !== LETTER) break
  }
  return at + 1
}

/** `@name`, `@name@server.example`; after a word it is the middle of a mail address. */
function handle(out: Draft, at: number): number {
  const { text } = out
  if (endsWord(out, at)) return address(out, at)
  let end = at + 1
  while (end < text.length && isHandleChar(text, end)) end++
  if (end > at + 1) out.handles++
  return end
}

function isHandleChar(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  const kind = code < 0x80 ? classOf(code) : SPACE
  if (kind === LETTER || kind === DIGIT || code === 0x5f || code === 0x40) return true
  // A dot or hyphen belongs to the name only where the name goes on.
  return (code === 0x2e || code === 0x2d) && classOf(text.charCodeAt(at + 1)) === LETTER
}

/** One emoji with its modifiers: skin tones and variation selectors are dropped, joined persons keep their first. */
function picture(out: Draft, at: number, point: number): number {
  const { text } = out
  const key = String.fromCodePoint(point)
  let end = at + key.length
  while (end < text.length) {
    const next = text.codePointAt(end)!
    if (next === 0xfe0f || next === 0xfe0e || isSkinTone(next)) end += next > 0xffff ? 2 : 1
    else if (next === 0x200d) {
      const joined = text.codePointAt(end + 1) ?? 0
      if (classOf(joined) !== PICTURE) break
      end += 1 + (joined > 0xffff ? 2 : 1)
    } else break
  }
  push(out, FACE, key, at, end, 0)
  return end
}
