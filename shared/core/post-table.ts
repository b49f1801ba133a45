/**
 * The posts of one brand whose counters were read, 56 bytes each beside their index, in one piece of memory: what is
 * asked of a post is asked at once, so that a row costs one cache miss where columns cost one each. Instants are whole seconds; counters are
 * high-water marks, so that a counter that falls, is reset and comes back never looks like growth (RELIABILITY FM18).
 */

import { addKey, emptyTable, type KeyTable, removeRow, rowOf, tableOf } from './key-table.ts'
import type { Growth } from './post-growth.ts'
import { isUntold, STANCE, seconds, type Told, UNTOLD } from './stance.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

export interface PostTable {
  index: KeyTable
  /** `WORDS` a post, in the order of the index. */
  rows: Uint32Array
  /** No post's `grownSec` lies before this, so that nobody need look for one that does. Follows from the rows. */
  grownFrom: number
  /** Posts of which only counters are known. Follows from the rows. */
  untold: number
}

/** DETECTION 5.3 keeps the last four polls. */
export const POLLS = 4

/** Where a row holds what. */
const AT = {
  publishedSec: 0,
  /** Last growth of any counter, or when the post was first heard of. */
  grownSec: 1,
  /** The counters stand side by side. */
  likes: 2,
  comments: 3,
  shares: 4,
  /** Instants of the remembered polls, oldest first, and their totals. */
  pollSec: 5,
  pollTotal: 5 + POLLS,
  /** The stance in its low bits, then the age buckets whose size was learned, then how many polls are remembered. */
  stance: 5 + 2 * POLLS,
} as const
const WORDS = AT.stance + 1
/** Where the word of the stance holds what else; four bits and three. */
const [LEARNED, REMEMBERED] = [24, 28]

/** Counters of one post as they came; null is unknown. */
export interface Counters {
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
}

/** Polls are kept a sixth of the post's age apart within these bounds, so that four reach back over the last hour. */
const SPACING = { partOfAge: 6, min: 5 * MINUTE_MS, max: HOUR_MS }
/** No post has more; the sum of three still fits into 32 bits. */
const MOST = 1_000_000_000
const UNKNOWN = 0xffff_ffff

export function emptyPostTable(): PostTable {
  return { index: emptyTable(), rows: NO_ROWS, grownFrom: 0, untold: 0 }
}

const NO_ROWS = new Uint32Array(0)

/** The row of a post, or -1. */
export function postRow(table: PostTable, key: number): number {
  return rowOf(table.index, key)
}

/** Adds a post that is not in the table, with what its mention said, if that was heard. */
export function addPost(
  table: PostTable,
  key: number,
  at: EpochMs,
  told: Told | undefined,
): number {
  const { index } = table
  const row = addKey(index, key)
  if (table.rows.length < index.size * WORDS)
    table.rows = copied(table.rows, roomFor(index) * WORDS)
  const { rows } = table
  const from = row * WORDS
  const heardSec = seconds(at)
  rows[from + AT.publishedSec] = told?.publishedSec ?? heardSec
  rows[from + AT.grownSec] = heardSec
  if (heardSec < table.grownFrom) table.grownFrom = heardSec
  rows[from + AT.likes] = UNKNOWN
  rows[from + AT.comments] = UNKNOWN
  rows[from + AT.shares] = UNKNOWN
  rows[from + AT.stance] = told?.stance ?? UNTOLD
  if (!told) table.untold++
  return row
}

/** Writes what a mention says of a post. */
export function tellPost(table: PostTable, row: number, told: Told): void {
  const { rows } = table
  const from = row * WORDS
  const before = rows[from + AT.stance]!
  if (isUntold(before)) table.untold--
  rows[from + AT.publishedSec] = told.publishedSec
  rows[from + AT.stance] = (before & ~STANCE) | told.stance
}

export function removePost(table: PostTable, row: number): void {
  const { index, rows } = table
  const last = index.size - 1
  if (isUntold(stanceOf(table, row))) table.untold--
  removeRow(index, row)
  if (row !== last) rows.copyWithin(row * WORDS, last * WORDS, (last + 1) * WORDS)
}

export function publishedSecOf({ rows }: PostTable, row: number): number {
  return rows[row * WORDS + AT.publishedSec]!
}

export function grownSecOf({ rows }: PostTable, row: number): number {
  return rows[row * WORDS + AT.grownSec]!
}

/** What its mention said, see `stance.ts`. */
export function stanceOf({ rows }: PostTable, row: number): number {
  return rows[row * WORDS + AT.stance]! & STANCE
}

export function learnedOf({ rows }: PostTable, row: number): number {
  return (rows[row * WORDS + AT.stance]! >>> LEARNED) & 0xf
}

export function setLearned({ rows }: PostTable, row: number, learned: number): void {
  const at = row * WORDS + AT.stance
  rows[at] = (rows[at]! & ~(0xf << LEARNED)) | (learned << LEARNED)
}

export function pollsOf({ rows }: PostTable, row: number): number {
  return rows[row * WORDS + AT.stance]! >>> REMEMBERED
}

function setPolls({ rows }: PostTable, row: number, polls: number): void {
  const at = row * WORDS + AT.stance
  rows[at] = (rows[at]! & ~(0xf << REMEMBERED)) | (polls << REMEMBERED)
}

/** Interactions known of a post. */
export function totalOf({ rows }: PostTable, row: number): number {
  const from = row * WORDS
  return (
    known(rows[from + AT.likes]!) +
    known(rows[from + AT.comments]!) +
    known(rows[from + AT.shares]!)
  )
}

/** Whether a counter was ever told. */
export function isCounted({ rows }: PostTable, row: number, name: keyof Counters): boolean {
  return rows[row * WORDS + AT[name]] !== UNKNOWN
}

/** One counter, 0 while unknown. */
export function counterOf({ rows }: PostTable, row: number, name: keyof Counters): number {
  return known(rows[row * WORDS + AT[name]]!)
}

/**
 * Takes one poll. Only what goes beyond the highest value ever seen is growth; the first value of a counter is not,
 * because it was there before we looked.
 * @returns the interactions gained.
 */
export function takePoll(table: PostTable, row: number, at: EpochMs, counters: Counters): number {
  const { rows } = table
  const from = row * WORDS
  let gained = 0
  let appeared = 0
  let told = false
  const values = [counters.likes, counters.comments, counters.shares]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value === null) continue
    told = true
    const now = Math.min(value, MOST)
    const place = from + AT.likes + i
    const before = rows[place]!
    if (before === UNKNOWN) appeared += now
    else if (now > before) gained += now - before
    if (before === UNKNOWN || now > before) rows[place] = now
  }
  if (!told) return 0
  const polls = pollsOf(table, row)
  const sec = seconds(at)
  if ((gained > 0 || polls === 0) && sec > rows[from + AT.grownSec]!) rows[from + AT.grownSec] = sec
  if (appeared > 0) {
    const totals = from + AT.pollTotal
    for (let i = totals; i < totals + polls; i++) rows[i]! += appeared
  }
  remember(table, row, sec)
  return gained
}

function remember(table: PostTable, row: number, sec: number): void {
  const { rows } = table
  const secs = row * WORDS + AT.pollSec
  const totals = row * WORDS + AT.pollTotal
  const count = pollsOf(table, row)
  const last = count - 1
  const total = totalOf(table, row)
  if (count > 0 && sec <= rows[secs + last]!) {
    rows[totals + last] = total
    return
  }
  let place = count
  const ageSec = sec - publishedSecOf(table, row)
  if (count >= 2 && rows[secs + last]! - rows[secs + last - 1]! < spacing(ageSec)) place = last
  else if (count === POLLS) {
    rows.copyWithin(secs, secs + 1, secs + POLLS)
    rows.copyWithin(totals, totals + 1, totals + POLLS)
    place = last
  } else setPolls(table, row, count + 1)
  rows[secs + place] = sec
  rows[totals + place] = total
}

function spacing(ageSec: number): number {
  const ms = (ageSec * SECOND_MS) / SPACING.partOfAge
  return Math.min(SPACING.max, Math.max(SPACING.min, ms)) / SECOND_MS
}

/** What is known of one post's growth; `into` may be reused where many posts are looked at. */
export function growthOf(table: PostTable, row: number, into = emptyGrowth()): Growth {
  const { rows } = table
  const from = row * WORDS
  const count = pollsOf(table, row)
  into.publishedAt = rows[from + AT.publishedSec]! * SECOND_MS
  while (into.polls.length < count) into.polls.push({ at: 0, total: 0 })
  into.polls.length = count
  for (let i = 0; i < count; i++) {
    const poll = into.polls[i]!
    poll.at = rows[from + AT.pollSec + i]! * SECOND_MS
    poll.total = rows[from + AT.pollTotal + i]!
  }
  return into
}

export function emptyGrowth(): { publishedAt: EpochMs; polls: { at: EpochMs; total: number }[] } {
  return { publishedAt: 0, polls: [] }
}

/** Age in milliseconds at the last poll; undefined without one. */
export function ageOf(table: PostTable, row: number): number | undefined {
  const polls = pollsOf(table, row)
  if (polls === 0) return undefined
  const last = table.rows[row * WORDS + AT.pollSec + polls - 1]!
  return (last - publishedSecOf(table, row)) * SECOND_MS
}

/** Interactions gained over the remembered polls, 0 where the last one is older than `staleMs`. */
export function lately(table: PostTable, row: number, now: EpochMs, staleMs: number): number {
  const { rows } = table
  const last = pollsOf(table, row) - 1
  const from = row * WORDS
  if (last < 0 || now - rows[from + AT.pollSec + last]! * SECOND_MS > staleMs) return 0
  const totals = from + AT.pollTotal
  return rows[totals + last]! - (last === 0 ? 0 : rows[totals]!)
}

/** The rows in use and their keys. */
export interface PackedPosts {
  readonly keys: Float64Array
  readonly rows: Uint32Array
}

export function packPosts({ index, rows }: PostTable): PackedPosts {
  return { keys: index.keys.slice(0, index.size), rows: rows.slice(0, index.size * WORDS) }
}

export function unpackPosts({ keys, rows }: PackedPosts): PostTable {
  const index = tableOf(keys)
  let untold = 0
  for (let at: number = AT.stance; at < rows.length; at += WORDS) if (isUntold(rows[at]!)) untold++
  return { index, rows: copied(rows, roomFor(index) * WORDS), grownFrom: 0, untold }
}

/** Rows are most of a table: they grow by a quarter, where the index doubles. */
function roomFor({ size, keys }: KeyTable): number {
  return Math.min(keys.length, Math.ceil(GROWTH * size))
}

const GROWTH = 1.25

function copied(from: Uint32Array, words: number): Uint32Array {
  const rows = new Uint32Array(words)
  rows.set(from)
  return rows
}

function known(value: number): number {
  return value === UNKNOWN ? 0 : value
}
