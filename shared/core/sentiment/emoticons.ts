/**
 * Faces made of punctuation, read at one place of a text and given one canonical spelling (`:-(((` is `:(`), so
 * that the lexicon lists each face once. URLs are gone before this is asked: `://` is no face.
 */

import { classOf, DIGIT, LETTER, SPACE } from './characters.ts'

export interface Emoticon {
  readonly key: string
  readonly end: number
}

/** Faces without the order eyes, nose, mouth; longer ones first. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  '<': ['</3', '<3'],
  '^': ['^_^', '^.^', '^-^', '^^'],
  '-': ['-____-', '-__-', '-_-', '- _ -', '-.-'],
  '.': ['._.'],
  '>': ['>.<', '>_<', '>:('],
  '\\': ['\\o/'],
  '*': ['*_*', '*.*', '*-*'],
}

const SAME: Readonly<Record<string, string>> = {
  '^_^': '^^',
  '^.^': '^^',
  '^-^': '^^',
  '-____-': '-_-',
  '-__-': '-_-',
  '- _ -': '-_-',
  '-.-': '-_-',
  '>_<': '>.<',
  '*.*': '*_*',
  '*-*': '*_*',
}

const EYES = ':;='
const NOSES = "-^o'*~,`"
const BARE_MOUTHS = ')(]}[{/\\|*><@$'
const LETTER_MOUTHS = 'DPpdOo3xXsSc'

const CANONICAL: Readonly<Record<string, string>> = {
  ']': ')',
  '}': ')',
  '>': ')',
  '[': '(',
  '{': '(',
  '<': '(',
  c: '(',
  '\\': '/',
  $: '|',
  x: '|',
  X: '|',
  s: '/',
  S: '/',
  d: 'D',
  p: 'P',
  O: 'o',
}

/** The face that begins at `at`, or undefined. Looks at a bounded number of places but for repeated mouths. */
export function emoticonAt(text: string, at: number): Emoticon | undefined {
  const first = text[at]!
  if (EYES.includes(first)) return faceAt(text, at, first)
  if (first === '(') return mirroredAt(text, at)
  for (const face of FIXED[first] ?? []) {
    if (text.startsWith(face, at)) return { key: SAME[face] ?? face, end: at + face.length }
  }
  return undefined
}

function faceAt(text: string, at: number, eyes: string): Emoticon | undefined {
  const before = at === 0 ? SPACE : classOf(text.charCodeAt(at - 1))
  if (before === DIGIT) return undefined
  let i = at + 1
  const spaced = text[i] === ' ' && before === SPACE
  if (spaced) i++
  let tear = false
  if (NOSES.includes(text[i] ?? ' ') && text[i] !== undefined) {
    // `:*` and `:o` are mouths when nothing follows them.
    if (BARE_MOUTHS.includes(text[i + 1] ?? ' ') || LETTER_MOUTHS.includes(text[i + 1] ?? ' ')) {
      tear = text[i] === "'" || text[i] === '`'
      i++
    } else if (spaced && text[i] === '-' && text[i + 1] === ' ') i += 2
  }
  return mouthAt(text, i, { eyes, tear, spaced, before })
}

interface Face {
  readonly eyes: string
  readonly tear: boolean
  readonly spaced: boolean
  readonly before: number
}

function mouthAt(text: string, at: number, face: Face): Emoticon | undefined {
  const mouth = text[at]
  if (mouth === undefined) return undefined
  const bare = BARE_MOUTHS.includes(mouth)
  if (!bare && !LETTER_MOUTHS.includes(mouth)) return undefined
  if (mouth === '/' && text[at + 1] === '/') return undefined
  if (face.spaced && mouth !== ')' && mouth !== '(') return undefined
  let end = at + 1
  while (text[end] === mouth) end++
  const after = end < text.length ? classOf(text.charCodeAt(end)) : SPACE
  if (!bare && (after === LETTER || after === DIGIT)) return undefined
  // `toll:D`, but not `Uhr:d` or `a:o`.
  if (!bare && face.before === LETTER && mouth !== 'D' && mouth !== 'P') return undefined
  if (face.spaced && after !== SPACE) return undefined
  const eyes = face.eyes === '=' ? ':' : face.eyes
  return { key: eyes + (face.tear ? "'" : '') + (CANONICAL[mouth] ?? mouth), end }
}

/** `(:` and `(-:`; the sad `):` closes too many brackets to be believed. */
function mirroredAt(text: string, at: number): Emoticon | undefined {
  if (at > 0 && classOf(text.charCodeAt(at - 1)) !== SPACE) return undefined
  const i = text[at + 1] === '-' ? at + 2 : at + 1
  if (text[i] !== ':' && text[i] !== ';') return undefined
  const after = i + 1 < text.length ? classOf(text.charCodeAt(i + 1)) : SPACE
  return after === SPACE ? { key: `${text[i]})`, end: i + 1 } : undefined
}
