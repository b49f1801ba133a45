/**
 * Reads words, hashtags and addresses for the tokeniser. Each function takes the place where its thing begins and
 * returns where it ends.
 */

import { classOf, DIGIT, isCapital, isSmall, JOINER, LETTER, SPACE } from './characters.ts'
import { maskedSpelling, spellingOf } from './spelling.ts'
import type { Draft } from './token-list.ts'
import {
  CAPS,
  DIGITS,
  ELONGATED,
  FACE,
  HASHTAG,
  isFull,
  MASKED,
  push,
  pushWord,
  takeBack,
} from './token-list.ts'

export function word(out: Draft, at: number): number {
  const { text } = out
  let end = at
  let letters = 0
  let small = 0
  let flags = 0
  for (; end < text.length; ) {
    let code = text.charCodeAt(end)
    const wide = code >= 0xd800 && code <= 0xdbff
    if (wide) code = text.codePointAt(end)!
    const kind = classOf(code)
    if (kind === LETTER) {
      letters++
      if (isSmall(code)) small++
    } else if (kind === DIGIT) flags |= DIGITS
    else if (kind === JOINER || isApostrophe(text, end)) {
      // Goes on.
    } else if (isMask(text, end, at)) flags |= MASKED
    else break
    end += wide ? 2 : 1
  }
  if (text[end] === ':' && text[end + 1] === '/' && isScheme(text, at, end))
    return address(out, end)
  if (text[end] === '.' && isHost(text, at, end)) return address(out, end)
  if (letters === 2 && end - at === 2 && isLaugh(text, at)) {
    push(out, FACE, 'xD', at, end, 0)
    return end
  }
  add(out, at, end, (letters > 0 ? flags : flags & ~DIGITS) | (small === 0 ? CAPS : 0))
  return end
}

function isApostrophe(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code !== 0x27 && code !== 0x2019 && code !== 0x60 && code !== 0xb4) return false
  return classOf(text.charCodeAt(at + 1)) === LETTER
}

/** `f*ck`, `sch***`, `a$$`: a star or dollar after a letter, with a letter or another star beside it. */
function isMask(text: string, at: number, start: number): boolean {
  const char = text[at]
  if (char !== '*' && char !== '$') return false
  if (text[start - 1] === '*' || at === start) return false
  const next = text[at + 1]
  if (next === '*' || next === '$' || text[at - 1] === '*' || text[at - 1] === '$') return true
  return next !== undefined && classOf(next.charCodeAt(0)) === LETTER
}

function isScheme(text: string, start: number, end: number): boolean {
  if (text[end + 2] === '/') return true
  const name = text.slice(start, Math.min(end, start + 6)).toLowerCase()
  return name === 'http' || name === 'https'
}

const DOMAINS = new Set('de com net org at ch eu info io co ly me tv uk us app news gov'.split(' '))

/** `www.`, and `acme.de` or `bit.ly/x`: a known ending right after the dot, and no letter after it. */
function isHost(text: string, start: number, dot: number): boolean {
  if (classOf(text.charCodeAt(dot + 1)) !== LETTER) return false
  if (dot - start === 3 && text.slice(start, dot).toLowerCase() === 'www') return true
  let end = dot + 1
  while (end < dot + 6 && classOf(text.charCodeAt(end)) === LETTER) end++
  return DOMAINS.has(text.slice(dot + 1, end).toLowerCase())
}

function isLaugh(text: string, at: number): boolean {
  return (text[at] === 'x' || text[at] === 'X') && text[at + 1] === 'D'
}

/** `CAPS` in `flags` says that no letter is small; what is too short to shout loses it. */
function add(out: Draft, start: number, end: number, flags: number): void {
  const raw = out.text.slice(start, end)
  const spelling = (flags & MASKED) === 0 ? spellingOf(raw) : maskedSpelling(raw)
  if (spelling.short !== '') flags |= ELONGATED
  if (flags & CAPS && (end - start < 3 || !isCapital(out.text.charCodeAt(start + 1))))
    flags &= ~CAPS
  pushWord(out, spelling, start, end, flags)
  out.words++
}

/** `#NieWiederAcme` gives `nie wieder acme`: a new word begins at a capital after a small letter, and at `_`. */
export function hashtag(out: Draft, at: number): number {
  const { text } = out
  let end = at + 1
  let from = end
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    const kind = code < 0x250 ? classOf(code) : JOINER
    const under = code === 0x5f
    if (kind !== LETTER && kind !== DIGIT && !under) break
    if (isFull(out)) return from
    if (under || (end > from && isCapital(code) && !isCapital(text.charCodeAt(end - 1)))) {
      if (end > from) add(out, from, end, tagFlags(text, from, end))
      from = under ? end + 1 : end
    }
  }
  if (isFull(out)) return from
  if (end > from) add(out, from, end, tagFlags(text, from, end))
  if (end > at + 1) out.hashtags++
  return Math.max(end, at + 1)
}

function tagFlags(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) if (isSmall(text.charCodeAt(at))) return HASHTAG
  return HASHTAG | CAPS
}

/** Skips to the next blank. What was read as the scheme or host just before goes with it. */
export function address(out: Draft, at: number): number {
  takeBack(out, at)
  out.addresses++
  return blankAfter(out.text, at)
}

function blankAfter(text: string, at: number): number {
  let end = at
  while (end < text.length && classOf(text.charCodeAt(end)) !== SPACE) end++
  return end
}
