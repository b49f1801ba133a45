/**
 * Reads lexicon text into tables, once at the start. A line is `cue TAB value TAB tags`; `#` begins a comment.
 *
 * The cue is a word, a phrase (`..` stands for up to three words), `word*` for any ending, `~word` for the end of a
 * compound too. The value runs from -4 (against the brand) to +4; empty leaves what an earlier file said. Tags name
 * classes and touchpoints, or say how the word works: `not` negates, `after` also backwards, `but` turns, `x1.3`
 * strengthens what follows (`glue`: also as a prefix), `polite`, `self`, `why`, `rude` (found behind stars), `cue`,
 * and `a`, `v`, `n` inflect as adjective, verb, noun.
 */

import { fold } from './characters.ts'
import { CLASSES } from './classes.ts'
import { isIdentity } from './identity.ts'
import type { WordKind } from './inflect.ts'
import { inflect } from './inflect.ts'
import { TOUCHPOINTS } from './touchpoints.ts'

export const NOT = 1
export const AFTER = 2
export const BUT = 4
export const POLITE = 8
export const SELF = 16
export const WHY = 32
export const RUDE = 64
export const CUE = 128
export const GLUE = 256
export const VERB = 512

const ROLES: Readonly<Record<string, number>> = {
  not: NOT,
  after: AFTER,
  but: BUT,
  polite: POLITE,
  self: SELF,
  why: WHY,
  rude: RUDE,
  cue: CUE,
  glue: GLUE,
  v: VERB,
}

export interface Entry {
  value: number
  boost: number
  roles: number
  classes: number
  touchpoints: number
  /** Phrases that begin with this word, longest first. */
  phrases: Phrase[] | undefined
}

export interface Phrase {
  /** The words after the first; `..` is a gap, a final `*` an open end. */
  readonly rest: readonly string[]
  readonly entry: Entry
}

interface Affix {
  readonly text: string
  readonly entry: Entry
}

export interface Lexicon {
  readonly words: Map<string, Entry>
  readonly prefixes: Map<string, Affix[]>
  readonly suffixes: Map<string, Affix[]>
  readonly rude: Affix[]
}

/** Letters by which affixes are found; shorter ones are refused. */
export const EDGE = 3

/** Later files add to and override earlier ones. @throws SyntaxError with the line that cannot be read. */
export function readLexicon(...files: readonly string[]): Lexicon {
  const lexicon: Lexicon = { words: new Map(), prefixes: new Map(), suffixes: new Map(), rude: [] }
  for (const file of files) {
    const made = new Set<string>()
    const lines = file.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
    // Lemmas first: a real word is stronger than an inflected form that happens to look like it.
    for (const line of lines) readLine(lexicon, line, made, false)
    for (const line of lines) readLine(lexicon, line, made, true)
  }
  for (const { phrases } of lexicon.words.values()) {
    phrases?.sort((a, b) => b.rest.length - a.rest.length)
  }
  return lexicon
}

/** Faces have a value only. */
export function readFaces(file: string): Map<string, number> {
  const faces = new Map<string, number>()
  for (const line of file.split(/\r?\n/)) {
    if (line === '' || line.startsWith('# ')) continue
    const [face, value] = line.split('\t')
    faces.set(face!, numberOf(value ?? '', line))
  }
  return faces
}

function readLine(lexicon: Lexicon, line: string, made: Set<string>, forms: boolean): void {
  const [spelling = '', value = '', tags = ''] = line.split('\t')
  const compound = spelling.startsWith('~')
  const words = spelling
    .replace('~', '')
    .split(' ')
    .map((word) => (word === '..' ? word : fold(word)))
  const first = words[0]!
  const kind = (/(?:^| )([avn])(?: |$)/.exec(tags)?.[1] ?? 'x') as WordKind
  if (forms) {
    if (kind === 'x' || words.length > 1) return
    const entry = entryOf(line, value, tags, lexicon.words.get(first))
    for (const form of inflect(first, kind)) {
      if (made.has(form)) continue
      made.add(form)
      place(lexicon, form, withPhrases(entry, lexicon.words.get(form)))
      if (compound) affix(lexicon.suffixes, form.slice(-EDGE), form, entry)
    }
    return
  }
  if (words.length > 1) {
    phrase(lexicon, words, entryOf(line, value, tags, undefined))
    return
  }
  const open = first.endsWith('*')
  const word = open ? first.slice(0, -1) : first
  const old = lexicon.words.get(word)
  const entry = withPhrases(entryOf(line, value, tags, old), old)
  if (word.length < EDGE && (open || compound))
    throw new SyntaxError(`too short to stand open: ${line}`)
  made.add(word)
  place(lexicon, word, entry)
  if (open) affix(lexicon.prefixes, word.slice(0, EDGE), word, entry)
  if (compound) affix(lexicon.suffixes, word.slice(-EDGE), word, entry)
}

function place(lexicon: Lexicon, word: string, made: Entry): void {
  const entry = isIdentity(word) ? { ...made, value: 0, classes: 0 } : made
  lexicon.words.set(word, entry)
  if (entry.roles & RUDE) lexicon.rude.push({ text: word, entry })
}

function affix(table: Map<string, Affix[]>, edge: string, text: string, entry: Entry): void {
  const list = table.get(edge)
  if (list === undefined) table.set(edge, [{ text, entry }])
  else {
    list.push({ text, entry })
    list.sort((a, b) => b.text.length - a.text.length)
  }
}

function withPhrases(entry: Entry, old: Entry | undefined): Entry {
  return old?.phrases === undefined ? entry : { ...entry, phrases: old.phrases }
}

function phrase(lexicon: Lexicon, words: readonly string[], entry: Entry): void {
  const first = words[0]!
  const old = lexicon.words.get(first)
  const head: Entry = old === undefined ? { ...NO_ENTRY } : { ...old }
  head.phrases = [...(old?.phrases ?? []), { rest: words.slice(1), entry }]
  lexicon.words.set(first, head)
}

/** What is said of a word that stands in no list. */
export const NO_ENTRY: Readonly<Entry> = {
  value: 0,
  boost: 1,
  roles: 0,
  classes: 0,
  touchpoints: 0,
  phrases: undefined,
}

function entryOf(line: string, value: string, tags: string, old: Entry | undefined): Entry {
  const entry: Entry = {
    ...NO_ENTRY,
    value: value === '' ? (old?.value ?? 0) : numberOf(value, line),
  }
  for (const tag of tags.split(' ')) {
    const classBit = CLASSES.indexOf(tag as (typeof CLASSES)[number])
    const touchBit = TOUCHPOINTS.indexOf(tag as (typeof TOUCHPOINTS)[number])
    if (classBit >= 0) entry.classes |= 1 << classBit
    else if (touchBit >= 0) entry.touchpoints |= 1 << touchBit
    else if (tag.startsWith('x')) entry.boost = numberOf(tag.slice(1), line)
    else if (ROLES[tag] !== undefined) entry.roles |= ROLES[tag]!
    else if (tag !== '' && tag !== 'a' && tag !== 'n') throw new SyntaxError(`unknown tag: ${line}`)
  }
  return entry
}

function numberOf(text: string, line: string): number {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) throw new SyntaxError(`not a number: ${line}`)
  return value
}
