/** Finds the cues of `target-cues.ts` in a text: which, and where. Built once a process. */

import { fold } from './characters.ts'
import type { Lang } from './language.ts'
import { bySpelling, type Spelling } from './spelling.ts'
import { ROLE_WORDS, TARGET_CUES, type TargetCue } from './target-cues.ts'
import { TOKEN_LIMIT } from './token-list.ts'
import type { Tokens } from './tokens.ts'

interface Phrase {
  readonly words: readonly string[]
  readonly cue: number
}

export interface Spot {
  readonly cue: number
  readonly from: number
  readonly to: number
}

export const CUE_NAMES = Object.keys(TARGET_CUES) as TargetCue[]

/** What a single word is, as bits. */
export const FIRST_PERSON = 1
export const SECOND_PERSON = 2
export const TIME = 4
export const TURN = 8
export const BEFORE_NAME = 16
export const AFTER_NAME = 32

interface Word {
  phrases: Phrase[] | undefined
  roles: number
}

/** Open cues are found by their first letters; none is shorter. */
const HEAD = 4
const GAP = '..'
const GAP_LIMIT = 3

const ROLES: readonly (readonly [number, string])[] = [
  [FIRST_PERSON, ROLE_WORDS.first],
  [SECOND_PERSON, ROLE_WORDS.second],
  [TIME, ROLE_WORDS.times],
  [TURN, ROLE_WORDS.turns],
  [BEFORE_NAME, ROLE_WORDS.beforeNames],
  [AFTER_NAME, ROLE_WORDS.afterNames],
]

interface Table {
  readonly words: ReadonlyMap<string, Word>
  /** Open cues, by the codes of their first letters. */
  readonly open: ReadonlyMap<number, readonly Phrase[]>
}

const TABLES: Readonly<Record<Lang, Table>> = { de: table('de'), en: table('en') }

function table(lang: Lang): Table {
  const words = new Map<string, Word>()
  const open = new Map<number, Phrase[]>()
  const wordOf = (key: string): Word => {
    const word = words.get(key) ?? { phrases: undefined, roles: 0 }
    words.set(key, word)
    return word
  }
  for (const [cue, name] of CUE_NAMES.entries()) {
    for (const spelled of TARGET_CUES[name][lang].split('|')) {
      const parts = spelled
        .replace('*', '')
        .split(' ')
        .map((part) => (part === GAP ? part : fold(part)))
      const phrase = { words: parts, cue }
      if (spelled.endsWith('*')) {
        const head = headOf(parts[0]!)
        open.set(head, [...(open.get(head) ?? []), phrase])
      } else {
        const word = wordOf(parts[0]!)
        word.phrases = [...(word.phrases ?? []), phrase]
      }
    }
  }
  for (const [role, list] of ROLES)
    for (const word of list.split('|')) wordOf(fold(word)).roles |= role
  return { words, open }
}

function headOf(key: string): number {
  const one = (key.charCodeAt(0) << 8) ^ key.charCodeAt(1)
  return (one << 16) ^ (key.charCodeAt(2) << 8) ^ key.charCodeAt(3)
}

export interface Cues {
  readonly spots: readonly Spot[]
  /** By token: bits; none right behind the last one, and further on anything. */
  readonly roles: Uint8Array
}

/** What a word by itself may begin or be. */
interface KeyCues {
  readonly roles: number
  readonly phrases: readonly Phrase[]
  /** Open cues that it is. */
  readonly open: readonly number[]
}

const NO_CUES: KeyCues = { roles: 0, phrases: [], open: [] }

const CUES_OF: Readonly<Record<Lang, (spelling: Spelling) => KeyCues>> = {
  de: bySpelling(({ key }) => cuesOf(TABLES.de, key)),
  en: bySpelling(({ key }) => cuesOf(TABLES.en, key)),
}

function cuesOf({ words, open }: Table, key: string): KeyCues {
  const { roles = 0, phrases = NO_CUES.phrases } = words.get(key) ?? {}
  const others = key.length < HEAD ? [] : (open.get(headOf(key)) ?? [])
  const begun = others.filter(({ words: [start] }) => key.startsWith(start!)).map(({ cue }) => cue)
  if (roles === 0 && phrases.length + begun.length === 0) return NO_CUES
  return { roles, phrases, open: begun }
}

/** The roles stand until the next text is read. */
export function findCues(tokens: Tokens, lang: Lang): Cues {
  const cuesOfKey = CUES_OF[lang]
  const { keys, spellings } = tokens
  const spots: Spot[] = []
  if (roles.length <= keys.length) roles = new Uint8Array(2 * keys.length)
  roles[keys.length] = 0
  for (let at = 0; at < keys.length; at++) {
    const known = cuesOfKey(spellings[at]!)
    roles[at] = known.roles
    if (known === NO_CUES) continue
    for (const phrase of known.phrases) {
      const to = follow(phrase.words, 1, tokens, at + 1)
      if (to > 0) spots.push({ cue: phrase.cue, from: at, to })
    }
    for (const cue of known.open) spots.push({ cue, from: at, to: at + 1 })
  }
  return { spots, roles }
}

/** Filled again and again: arrays of bytes are dear to make. */
let roles = new Uint8Array(TOKEN_LIMIT + 1)

/** @returns where the phrase ends, or 0. */
function follow(words: readonly string[], part: number, tokens: Tokens, at: number): number {
  if (part === words.length) return at
  if (words[part] !== GAP) {
    return tokens.keys[at] === words[part] ? follow(words, part + 1, tokens, at + 1) : 0
  }
  for (let skip = 0; skip <= GAP_LIMIT; skip++) {
    const end = follow(words, part + 1, tokens, at + skip)
    if (end > 0) return end
  }
  return 0
}
