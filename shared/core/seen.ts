/**
 * The mentions of the last 12 to 24 hours by key, in two generations: so that one fetched again is counted once, and so
 * that a post knows what it says when its first counters come. Most mentions never have any; 16 bytes each are enough.
 */

import type { CellMention } from './cell-rows.ts'
import {
  addKey,
  clearTable,
  emptyTable,
  hashOf,
  type KeyTable,
  rowOf,
  tableOf,
} from './key-table.ts'
import { type Told, toldBy, UNTOLD } from './stance.ts'
import { type EpochMs, HOUR_MS } from './time.ts'

export interface Seen {
  now: Generation
  before: Generation
  turnedAt: EpochMs
}

interface Generation {
  readonly index: KeyTable
  /** `WORDS` a mention, in the order of the index: the second it was said, and its stance. */
  words: Uint32Array
}

const WORDS = 2
/** Mentions per generation, and how long one lasts: two make the window of 24 hours (DESIGN 5). */
const SEEN = { perGeneration: 6_000, generationMs: 12 * HOUR_MS }

export function emptySeen(): Seen {
  return { now: emptyGeneration(), before: emptyGeneration(), turnedAt: 0 }
}

function emptyGeneration(): Generation {
  const index = emptyTable()
  return { index, words: new Uint32Array(WORDS * index.keys.length) }
}

/** Takes a mention, or what an edit says now. @returns false where it was seen before. */
export function see(seen: Seen, mention: CellMention, at: EpochMs): boolean {
  const { key } = mention
  const hash = hashOf(key)
  for (const generation of [seen.now, seen.before]) {
    const row = findIn(generation, key, hash)
    if (row < 0) continue
    write(generation, row, toldBy(mention))
    return false
  }
  if (seen.now.index.size >= SEEN.perGeneration) turn(seen, at)
  const { now } = seen
  const row = addKey(now.index, key, hash)
  const length = WORDS * now.index.keys.length
  if (now.words.length < length) now.words = copied(now.words, length)
  write(now, row, toldBy(mention))
  return true
}

function findIn({ index }: Generation, key: number, hash: number): number {
  return index.size === 0 ? -1 : rowOf(index, key, hash)
}

function write({ words }: Generation, row: number, { publishedSec, stance }: Told): void {
  words[WORDS * row] = publishedSec
  words[WORDS * row + 1] = stance
}

/** What a mention said; undefined where none was seen, or it was taken back. */
export function toldOf({ now, before }: Seen, key: number): Told | undefined {
  const hash = hashOf(key)
  for (const generation of [now, before]) {
    const row = findIn(generation, key, hash)
    if (row < 0) continue
    const { words } = generation
    const [publishedSec, stance] = [words[WORDS * row]!, words[WORDS * row + 1]!]
    return stance === UNTOLD ? undefined : { publishedSec, stance }
  }
  return undefined
}

/** A mention was taken back: fetched again it is still none, but what it said is forgotten. */
export function unsay({ now, before }: Seen, key: number): void {
  const hash = hashOf(key)
  for (const generation of [now, before]) {
    const row = findIn(generation, key, hash)
    if (row >= 0) write(generation, row, { publishedSec: 0, stance: UNTOLD })
  }
}

/** Lets the older generation go when its time is over. */
export function turnSeen(seen: Seen, at: EpochMs): void {
  if (at - seen.turnedAt >= SEEN.generationMs) turn(seen, at)
}

function turn(seen: Seen, at: EpochMs): void {
  const oldest = seen.before
  clearTable(oldest.index)
  seen.before = seen.now
  seen.now = oldest
  seen.turnedAt = at
}

export function packSeen({ now, before, turnedAt }: Seen) {
  return { now: packGeneration(now), before: packGeneration(before), turnedAt }
}

export function unpackSeen({ now, before, turnedAt }: ReturnType<typeof packSeen>): Seen {
  return { now: unpackGeneration(now), before: unpackGeneration(before), turnedAt }
}

function packGeneration({ index, words }: Generation) {
  return { keys: index.keys.slice(0, index.size), words: words.slice(0, WORDS * index.size) }
}

function unpackGeneration({ keys, words }: ReturnType<typeof packGeneration>): Generation {
  const index = tableOf(keys)
  return { index, words: copied(words, WORDS * index.keys.length) }
}

function copied(from: Uint32Array, length: number): Uint32Array {
  const words = new Uint32Array(length)
  words.set(from)
  return words
}
