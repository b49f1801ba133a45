/**
 * The mentions of the last 12 to 24 hours by key, in two generations: so that one fetched again is counted once, and so
 * that a post knows what it says when its first counters come. Most mentions never have any; 16 bytes each are enough.
 *
 * Open addressing with linear probing, nothing is ever taken out singly. All that is known of a mention stands in one
 * entry and both generations in one table, because a look at it mostly is a cache miss, and so costs one and not six.
 */

import { hashOf } from './key-table.ts'
import { isUntold, STANCE, seconds, type Told, UNTOLD } from './stance.ts'
import { type EpochMs, HOUR_MS } from './time.ts'

export interface Seen {
  /** `WORDS` an entry: both halves of the key, the second it was said, then its stance, `TAKEN` and the generation. */
  words: Uint32Array
  /** Mentions in the younger and in the older generation. */
  now: number
  before: number
  /** The younger generation: `ODD` or 0. */
  generation: number
  turnedAt: EpochMs
}

const WORDS = 4
/** Where an entry holds what. */
const AT = { low: 0, high: 1, publishedSec: 2, stance: 3 } as const
/** The bits beside the stance. */
const [TAKEN, ODD] = [1 << 30, 1 << 29]
/** Mentions per generation, and how long one lasts: two make the window of 24 hours (DESIGN 5). */
const SEEN = { perGeneration: 6_000, generationMs: 12 * HOUR_MS }
/** Entries of the first table; each larger one is twice as large, at most three in four of them taken. */
const SMALLEST = 8
const GROWTH = 2
const LOAD = 0.75
/** A table for known mentions has room for a quarter more. */
const SPARE = 1.25
const HALF = 2 ** 32

export function emptySeen(): Seen {
  return {
    words: NO_WORDS,
    now: 0,
    before: 0,
    generation: 0,
    turnedAt: Number.NEGATIVE_INFINITY,
  }
}

/** What empty tables share. */
const NO_WORDS = new Uint32Array(0)

/** Takes a mention, or what an edit says now. @returns false where it was seen before. */
export function see(
  seen: Seen,
  key: number,
  publishedAt: EpochMs,
  stance: number,
  at: EpochMs,
): boolean {
  let place = placeOf(seen.words, key)
  if (place >= 0 && seen.words[place + AT.stance] !== 0) {
    write(seen.words, place, seconds(publishedAt), stance)
    return false
  }
  const isFull = seen.now >= SEEN.perGeneration
  if (isFull) turn(seen, at)
  const isTight = (seen.now + seen.before + 1) * WORDS > seen.words.length * LOAD
  if (isTight) makeRoom(seen)
  if (isFull || isTight) place = placeOf(seen.words, key)
  put(seen.words, place, key, seconds(publishedAt), stance | TAKEN | seen.generation)
  seen.now++
  return true
}

function put(
  words: Uint32Array,
  place: number,
  key: number,
  publishedSec: number,
  stance: number,
): void {
  words[place + AT.low] = key >>> 0
  words[place + AT.high] = (key / HALF) >>> 0
  words[place + AT.publishedSec] = publishedSec
  words[place + AT.stance] = stance
}

/** The place of a key, or the free one where it would be put; -1 where there is no table. */
function placeOf(words: Uint32Array, key: number): number {
  const { length } = words
  if (length === 0) return -1
  const low = key >>> 0
  const high = (key / HALF) >>> 0
  for (let at = homeOf(key, length); ; at = at + WORDS === length ? 0 : at + WORDS) {
    if (words[at + AT.stance] === 0) return at
    if (words[at + AT.low] === low && words[at + AT.high] === high) return at
  }
}

/** The higher the hash the later the entry, so that a table is copied into a larger one from end to end. */
function homeOf(key: number, length: number): number {
  return Math.floor((hashOf(key) >>> 0) * (length / WORDS / HALF)) * WORDS
}

function write(words: Uint32Array, place: number, publishedSec: number, stance: number): void {
  words[place + AT.publishedSec] = publishedSec
  words[place + AT.stance] = (words[place + AT.stance]! & (TAKEN | ODD)) | stance
}

/** What a mention said; undefined where none was seen, or it was taken back. */
export function toldOf({ words }: Seen, key: number): Told | undefined {
  const place = placeOf(words, key)
  if (place < 0 || words[place + AT.stance] === 0) return undefined
  const stance = words[place + AT.stance]! & STANCE
  return isUntold(stance) ? undefined : { publishedSec: words[place + AT.publishedSec]!, stance }
}

/** A mention was taken back: fetched again it is still none, but what it said is forgotten. */
export function unsay({ words }: Seen, key: number): void {
  const place = placeOf(words, key)
  if (place >= 0 && words[place + AT.stance] !== 0) write(words, place, 0, UNTOLD)
}

/** Lets the older generation go when its time is over. */
export function turnSeen(seen: Seen, at: EpochMs): void {
  if (at - seen.turnedAt >= SEEN.generationMs) turn(seen, at)
}

function turn(seen: Seen, at: EpochMs): void {
  if (seen.before > 0) move(seen, tableFor(seen.now), seen.generation)
  seen.before = seen.now
  seen.now = 0
  seen.generation ^= ODD
  seen.turnedAt = at
}

function makeRoom(seen: Seen): void {
  const entries = Math.max(SMALLEST, Math.ceil((GROWTH * seen.words.length) / WORDS))
  move(seen, new Uint32Array(entries * WORDS), undefined)
}

/** Empty, with room for so many mentions and a few more. */
function tableFor(mentions: number): Uint32Array {
  if (mentions === 0) return NO_WORDS
  return new Uint32Array(Math.max(SMALLEST, Math.ceil((SPARE * mentions) / LOAD)) * WORDS)
}

/** Writes the entries into another table; those of one generation, or all. */
function move(seen: Seen, to: Uint32Array, only: number | undefined): void {
  const from = seen.words
  seen.words = to
  for (let at = 0; at < from.length; at += WORDS) {
    const stance = from[at + AT.stance]!
    if (stance === 0 || (only !== undefined && (stance & ODD) !== only)) continue
    const key = keyIn(from, at)
    put(to, placeOf(to, key), key, from[at + AT.publishedSec]!, stance)
  }
}

function keyIn(words: Uint32Array, at: number): number {
  return words[at + AT.high]! * HALF + words[at + AT.low]!
}

export function packSeen(seen: Seen) {
  const { now, before, generation, turnedAt } = seen
  return {
    now: packGeneration(seen, generation, now),
    before: packGeneration(seen, generation ^ ODD, before),
    turnedAt,
  }
}

/** Two words a mention: the second it was said, and its stance. */
function packGeneration({ words }: Seen, generation: number, mentions: number) {
  const keys = new Float64Array(mentions)
  const told = new Uint32Array(2 * mentions)
  let row = 0
  for (let at = 0; at < words.length; at += WORDS) {
    const stance = words[at + AT.stance]!
    if (stance === 0 || (stance & ODD) !== generation) continue
    keys[row] = keyIn(words, at)
    told[2 * row] = words[at + AT.publishedSec]!
    told[2 * row + 1] = stance & STANCE
    row++
  }
  return { keys, words: told }
}

export function unpackSeen({ now, before, turnedAt }: ReturnType<typeof packSeen>): Seen {
  const seen = { ...emptySeen(), words: tableFor(now.keys.length + before.keys.length), turnedAt }
  seen.before = unpackGeneration(seen.words, before, ODD)
  seen.now = unpackGeneration(seen.words, now, 0)
  return seen
}

function unpackGeneration(
  words: Uint32Array,
  { keys, words: told }: ReturnType<typeof packGeneration>,
  generation: number,
): number {
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!
    put(words, placeOf(words, key), key, told[2 * row]!, told[2 * row + 1]! | TAKEN | generation)
  }
  return keys.length
}
