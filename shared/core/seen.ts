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
import { isUntold, seconds, stanceBy, type Told, UNTOLD } from './stance.ts'
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
  return { now: emptyGeneration(), before: emptyGeneration(), turnedAt: Number.NEGATIVE_INFINITY }
}

function emptyGeneration(): Generation {
  return { index: emptyTable(), words: NO_WORDS }
}

const NO_WORDS = new Uint32Array(0)

/** Takes a mention, or what an edit says now. @returns false where it was seen before. */
export function see(seen: Seen, mention: CellMention, at: EpochMs): boolean {
  const { key } = mention
  const hash = hashOf(key)
  const publishedSec = seconds(mention.publishedAt)
  const stance = stanceBy(mention)
  if (retell(seen.now, key, hash, publishedSec, stance)) return false
  if (retell(seen.before, key, hash, publishedSec, stance)) return false
  if (seen.now.index.size >= SEEN.perGeneration) turn(seen, at)
  const { now } = seen
  const row = addKey(now.index, key, hash)
  const length = WORDS * now.index.keys.length
  if (now.words.length < length) now.words = copied(now.words, length)
  now.words[WORDS * row] = publishedSec
  now.words[WORDS * row + 1] = stance
  return true
}

function retell(
  { index, words }: Generation,
  key: number,
  hash: number,
  publishedSec: number,
  stance: number,
): boolean {
  const row = rowOf(index, key, hash)
  if (row < 0) return false
  words[WORDS * row] = publishedSec
  words[WORDS * row + 1] = stance
  return true
}

/** What a mention said; undefined where none was seen, or it was taken back. */
export function toldOf({ now, before }: Seen, key: number): Told | undefined {
  const hash = hashOf(key)
  return toldIn(now, key, hash) ?? toldIn(before, key, hash)
}

function toldIn({ index, words }: Generation, key: number, hash: number): Told | undefined {
  const row = rowOf(index, key, hash)
  if (row < 0) return undefined
  const stance = words[WORDS * row + 1]!
  return isUntold(stance) ? undefined : { publishedSec: words[WORDS * row]!, stance }
}

/** A mention was taken back: fetched again it is still none, but what it said is forgotten. */
export function unsay({ now, before }: Seen, key: number): void {
  const hash = hashOf(key)
  retell(now, key, hash, 0, UNTOLD)
  retell(before, key, hash, 0, UNTOLD)
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
