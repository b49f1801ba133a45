/**
 * Finds the model's n-grams in a text: words, pairs of neighbours, and three to five letters inside a word. Every
 * n-gram is spelled out, so that each can be shown and no two share a weight: `frechheit`, `nie wieder`, and for
 * letters `~_fre`, where `_` is the edge of the word. Looks up numbers, spells nothing out on the way. Words for who
 * people are (`identity.ts`) are passed over.
 */

import { isIdentity } from './identity.ts'
import { hashOf, hashOfSpelling, PAIR, pairOf } from './ngram-hash.ts'
import { bySpelling, type Spelling } from './spelling.ts'
import { KNOWN, STOP, WORD } from './token-list.ts'
import type { Tokens } from './tokens.ts'

const SHORTEST = 3
const LONGEST = 5
const LETTERS = '~'
/** Five letters of six bits each are one number, which is the n-gram itself and no hash of it. */
const BITS = 6
const EDGE_CODE = 1
const ALPHABET = '_abcdefghijklmnopqrstuvwxyz0123456789'

export interface NgramTable {
  readonly spellings: readonly string[]
  /** Place of a word or pair plus one, by hash; 0 where nothing is. */
  readonly slots: Int32Array
  readonly hashes: Int32Array
  /** Letters as numbers, by hash, 0 where nothing is; and the place of each. */
  readonly letterSlots: Int32Array
  readonly letterIds: Int32Array
  /** 1 where the n-gram is letters of a word, 0 where it is words. */
  readonly letters: Uint8Array
  /** The turn in which an n-gram was last seen: a text has each once. */
  readonly seen: Uint32Array
  turn: number
  /** What the table has of a word, and of what is none. */
  readonly ofWord: (spelling: Spelling) => OfWord
  readonly ofSign: (spelling: Spelling) => OfWord
}

interface OfWord {
  /** Its numbers as their shape. */
  readonly key: string
  readonly hash: number
  /** The place of the word itself; -1 where the table has it not. */
  readonly id: number
  /** The places of its letters, each once, in their order. */
  readonly letters: readonly number[]
}

/** What was found in a text, first occurrences in order. One such list is filled again and again. */
export interface Found {
  readonly ids: Int32Array
  /** The token in which it ends. */
  readonly tokens: Int32Array
  count: number
  /** Of them, words and pairs; the others are letters. */
  words: number
}

export function foundIn(table: NgramTable): Found {
  const places = table.spellings.length
  return { ids: new Int32Array(places), tokens: new Int32Array(places), count: 0, words: 0 }
}

export function isLetters(spelling: string): boolean {
  return spelling.startsWith(LETTERS) && spelling.length > 1
}

/** @param spellings each once. */
export function ngramTable(spellings: readonly string[]): NgramTable {
  let size = 16
  while (size < spellings.length * 3) size *= 2
  const table: NgramTable = {
    spellings,
    slots: new Int32Array(size),
    hashes: new Int32Array(spellings.length),
    letterSlots: new Int32Array(size),
    letterIds: new Int32Array(size),
    letters: Uint8Array.from(spellings, (spelling) => (isLetters(spelling) ? 1 : 0)),
    seen: new Uint32Array(spellings.length),
    turn: 0,
    ofWord: bySpelling(({ key }) => ofWord(table, key)),
    ofSign: bySpelling(({ key }) => ofSign(table, key)),
  }
  for (let id = 0; id < spellings.length; id++) {
    if (table.letters[id] === 1) enterLetters(table, id)
    else enterWords(table, id)
  }
  return table
}

function enterWords({ slots, hashes, spellings }: NgramTable, id: number): void {
  const hash = hashOfSpelling(spellings[id]!)
  hashes[id] = hash
  let slot = slotOf(hash, slots.length)
  while (slots[slot] !== 0) slot = next(slot, slots)
  slots[slot] = id + 1
}

function enterLetters({ letterSlots, letterIds, spellings }: NgramTable, id: number): void {
  let packed = 0
  for (const letter of spellings[id]!.slice(LETTERS.length))
    packed = (packed << BITS) | (ALPHABET.indexOf(letter) + 1)
  let slot = letterSlot(packed, letterSlots.length)
  while (letterSlots[slot] !== 0) slot = next(slot, letterSlots)
  letterSlots[slot] = packed
  letterIds[slot] = id
}

/** Fills `found` with the n-grams of the table that stand in the tokens. */
export function findNgrams(table: NgramTable, tokens: Tokens, found: Found): void {
  const { kinds, keys, spellings } = tokens
  found.count = 0
  found.words = 0
  table.turn = (table.turn + 1) >>> 0
  let before = ''
  let hashBefore = 0
  for (let at = 0; at < kinds.length; at++) {
    const kind = kinds[at]!
    if (kind === STOP && keys[at] !== '…') {
      before = ''
      continue
    }
    const spelling = spellings[at]!
    const word = kind === WORD ? table.ofWord(spelling) : table.ofSign(spelling)
    if (word === UNSEEN) {
      tokens.flags[at]! |= KNOWN
      before = ''
      continue
    }
    const { key, hash, id, letters } = word
    if (id >= 0) {
      tokens.flags[at]! |= KNOWN
      add(table, id, at, found, 1)
    }
    if (before !== '') lookUpPair(table, pairOf(hashBefore, hash), before, key, at, found)
    for (let i = 0; i < letters.length; i++) add(table, letters[i]!, at, found, 0)
    before = kind === STOP ? '' : key
    hashBefore = hash
  }
}

function ofWord(table: NgramTable, spelled: string): OfWord {
  const key = plainNumber(spelled)
  if (isIdentity(key)) return UNSEEN
  return { ...ofSign(table, key), letters: lettersOf(table, key) }
}

/** A word that the model must not see. */
const UNSEEN: OfWord = { key: '', hash: 0, id: -1, letters: [] }

/** A face, marks or an ellipsis: no word, and so without letters. */
function ofSign(table: NgramTable, key: string): OfWord {
  const hash = hashOf(key, 0, key.length)
  return { key, hash, id: placeOf(table, hash, key), letters: NO_LETTERS }
}

const NO_LETTERS: readonly number[] = []

/** Spells all n-grams of a text, for training: slow, and what `findNgrams` must agree with. */
export function spellNgrams(tokens: Tokens): string[] {
  const { kinds, keys } = tokens
  const spelled = new Set<string>()
  let before = ''
  for (let at = 0; at < kinds.length; at++) {
    const kind = kinds[at]!
    if (kind === STOP && keys[at] !== '…') {
      before = ''
      continue
    }
    const key = kind === WORD ? plainNumber(keys[at]!) : keys[at]!
    if (kind === WORD && isIdentity(key)) {
      before = ''
      continue
    }
    spelled.add(key)
    if (before !== '') spelled.add(`${before} ${key}`)
    before = kind === STOP ? '' : key
    if (kind !== WORD) continue
    const edged = `_${key}_`
    for (let from = 0; from + SHORTEST <= edged.length; from++) {
      for (let size = SHORTEST; size <= LONGEST && from + size <= edged.length; size++) {
        const part = edged.slice(from, from + size)
        if (IN_ALPHABET.test(part)) spelled.add(LETTERS + part)
      }
    }
  }
  return [...spelled]
}

const IN_ALPHABET = /^[_a-z0-9]+$/

/** Numbers are told by their shape: `2026` and `40` are `0`, `12b` is `0b`. */
function plainNumber(key: string): string {
  const first = key.charCodeAt(0)
  return first >= 0x30 && first <= 0x39 ? key.replace(/\d+/g, '0') : key
}

function slotOf(hash: number, size: number): number {
  return (hash ^ (hash >>> 15)) & (size - 1)
}

/** @returns -1 where the table has it not. */
function placeOf({ slots, hashes, spellings }: NgramTable, hash: number, key: string): number {
  for (let slot = slotOf(hash, slots.length); slots[slot] !== 0; slot = next(slot, slots)) {
    const id = slots[slot]! - 1
    if (hashes[id] === hash && spellings[id] === key) return id
  }
  return -1
}

function lookUpPair(
  table: NgramTable,
  hash: number,
  before: string,
  key: string,
  at: number,
  found: Found,
): void {
  const { slots, hashes } = table
  for (let slot = slotOf(hash, slots.length); slots[slot] !== 0; slot = next(slot, slots)) {
    const id = slots[slot]! - 1
    if (hashes[id] === hash && isPair(table.spellings[id]!, before, key)) {
      add(table, id, at, found, 1)
      return
    }
  }
}

function isPair(spelling: string, before: string, key: string): boolean {
  return (
    spelling.length === before.length + 1 + key.length &&
    spelling.charCodeAt(before.length) === 0x20 &&
    spelling.startsWith(before) &&
    spelling.endsWith(key)
  )
}

/** Windows that hold anything but Latin letters and digits are no n-grams. */
function lettersOf({ letterSlots, letterIds }: NgramTable, key: string): readonly number[] {
  const places = new Set<number>()
  const mask = letterSlots.length - 1
  // The codes of the running five places, the first edge included.
  let five = EDGE_CODE
  let run = 1
  for (let i = 0; i <= key.length; i++) {
    const code = i === key.length ? EDGE_CODE : codeOf(key.charCodeAt(i))
    if (code === 0) {
      run = 0
      continue
    }
    five = ((five << BITS) | code) & FIVE
    run++
    for (let size = SHORTEST, packed = five & THREE; size <= run && size <= LONGEST; size++) {
      if (size > SHORTEST) packed = size === LONGEST ? five : five & FOUR
      let slot = letterSlot(packed, letterSlots.length)
      while (letterSlots[slot] !== 0 && letterSlots[slot] !== packed) slot = (slot + 1) & mask
      if (letterSlots[slot] === packed) places.add(letterIds[slot]!)
    }
  }
  return places.size === 0 ? NO_LETTERS : [...places]
}

const THREE = (1 << (3 * BITS)) - 1
const FOUR = (1 << (4 * BITS)) - 1
const FIVE = (1 << (5 * BITS)) - 1

/** The place in `ALPHABET` plus one, 0 for anything else. */
function codeOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61 + 2
  return unit >= 0x30 && unit <= 0x39 ? unit - 0x30 + 28 : 0
}

function letterSlot(packed: number, size: number): number {
  const hash = Math.imul(packed, PAIR)
  return (hash ^ (hash >>> 15)) & (size - 1)
}

function next(slot: number, slots: Int32Array): number {
  return (slot + 1) & (slots.length - 1)
}

function add(table: NgramTable, id: number, at: number, found: Found, words: number): void {
  if (table.seen[id] === table.turn) return
  table.seen[id] = table.turn
  found.ids[found.count] = id
  found.tokens[found.count++] = at
  found.words += words
}
