/**
 * The posts of one brand in columns: about 90 bytes a post with its index, where objects take ten times as much.
 * Instants are whole seconds; counters are high-water marks, so that a counter that falls, is reset and comes back
 * never looks like growth (RELIABILITY FM18).
 */

import { addKey, emptyTable, type KeyTable, removeRow, rowOf, tableOf } from './key-table.ts'
import type { Growth } from './post-growth.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

export interface PostTable {
  index: KeyTable
  columns: Columns
}

/** One typed array each, as long as the index. */
interface Columns {
  publishedSec: Uint32Array
  /** Last growth of any counter, or when the post was first heard of. */
  grownSec: Uint32Array
  likes: Uint32Array
  comments: Uint32Array
  shares: Uint32Array
  /** `NO_POLARITY` while only counters of it are known. */
  pNegMilli: Uint16Array
  pPosMilli: Uint16Array
  own: Uint8Array
  /** Age buckets whose size was learned. */
  learned: Uint8Array
  /** Polls remembered, at most `POLLS`, oldest first, and their instants and totals: `POLLS` to a post. */
  polls: Uint8Array
  pollSec: Uint32Array
  pollTotal: Uint32Array
}

/** Counters of one post as they came; null is unknown. */
export interface Counters {
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
}

/** DETECTION 5.3 keeps the last four polls. */
export const POLLS = 4
/** Polls are kept a sixth of the post's age apart within these bounds, so that four reach back over the last hour. */
const SPACING = { partOfAge: 6, min: 5 * MINUTE_MS, max: HOUR_MS }
/** No post has more; the sum of three still fits into 32 bits. */
const MOST = 1_000_000_000
const UNKNOWN = 0xffff_ffff
export const NO_POLARITY = 0xffff
const COUNTERS = ['likes', 'comments', 'shares'] as const

/** Every column with its values per post, the wide ones first so that each is aligned. */
const WIDTHS: readonly (readonly [keyof Columns, number])[] = [
  ['publishedSec', 1],
  ['grownSec', 1],
  ['likes', 1],
  ['comments', 1],
  ['shares', 1],
  ['pollSec', POLLS],
  ['pollTotal', POLLS],
  ['pNegMilli', 1],
  ['pPosMilli', 1],
  ['own', 1],
  ['learned', 1],
  ['polls', 1],
]
/** Bytes of a post: five counters and instants, four polls, two probabilities, three small numbers. */
const ROW_BYTES = 5 * 4 + POLLS * 8 + 2 * 2 + 3

export function emptyPostTable(): PostTable {
  const index = emptyTable()
  return { index, columns: columnsOf(index.keys.length) }
}

/** All columns in one piece of memory: a thousand brands with twelve each would be slow to make. */
function columnsOf(rows: number): Columns {
  const buffer = new ArrayBuffer(rows * ROW_BYTES)
  let at = 0
  const place = (bytes: number) => {
    const from = at
    at += rows * bytes
    return from
  }
  const wide = (values: number) => new Uint32Array(buffer, place(4 * values), rows * values)
  const half = () => new Uint16Array(buffer, place(2), rows)
  const byte = () => new Uint8Array(buffer, place(1), rows)
  return {
    publishedSec: wide(1),
    grownSec: wide(1),
    likes: wide(1),
    comments: wide(1),
    shares: wide(1),
    pollSec: wide(POLLS),
    pollTotal: wide(POLLS),
    pNegMilli: half(),
    pPosMilli: half(),
    own: byte(),
    learned: byte(),
    polls: byte(),
  }
}

/** The row of a post, or -1. */
export function postRow(table: PostTable, key: number): number {
  return rowOf(table.index, key)
}

/** Adds a post that is not in the table. */
export function addPost(table: PostTable, key: number, publishedAt: EpochMs, at: EpochMs): number {
  const { index } = table
  const row = addKey(index, key)
  if (table.columns.own.length < index.keys.length) {
    table.columns = copied(table.columns, index.keys.length)
  }
  const { columns } = table
  columns.publishedSec[row] = seconds(publishedAt)
  columns.grownSec[row] = seconds(at)
  for (const name of COUNTERS) columns[name][row] = UNKNOWN
  columns.pNegMilli[row] = NO_POLARITY
  columns.pPosMilli[row] = 0
  columns.own[row] = 0
  columns.learned[row] = 0
  columns.polls[row] = 0
  return row
}

export function removePost(table: PostTable, row: number): void {
  const last = table.index.size - 1
  removeRow(table.index, row)
  if (row === last) return
  const { columns } = table
  columns.publishedSec[row] = columns.publishedSec[last]!
  columns.grownSec[row] = columns.grownSec[last]!
  columns.likes[row] = columns.likes[last]!
  columns.comments[row] = columns.comments[last]!
  columns.shares[row] = columns.shares[last]!
  columns.pNegMilli[row] = columns.pNegMilli[last]!
  columns.pPosMilli[row] = columns.pPosMilli[last]!
  columns.own[row] = columns.own[last]!
  columns.learned[row] = columns.learned[last]!
  columns.polls[row] = columns.polls[last]!
  for (let i = 0; i < POLLS; i++) {
    columns.pollSec[row * POLLS + i] = columns.pollSec[last * POLLS + i]!
    columns.pollTotal[row * POLLS + i] = columns.pollTotal[last * POLLS + i]!
  }
}

/** Interactions known of a post. */
export function totalOf(table: PostTable, row: number): number {
  const { likes, comments, shares } = table.columns
  return known(likes[row]!) + known(comments[row]!) + known(shares[row]!)
}

/** One counter, 0 while unknown. */
export function counterOf(table: PostTable, row: number, name: keyof Counters): number {
  return known(table.columns[name][row]!)
}

/**
 * Takes one poll. Only what goes beyond the highest value ever seen is growth; the first value of a counter is not,
 * because it was there before we looked.
 * @returns the interactions gained.
 */
export function takePoll(table: PostTable, row: number, at: EpochMs, counters: Counters): number {
  const { columns } = table
  let gained = 0
  let appeared = 0
  let told = false
  for (const name of COUNTERS) {
    const value = counters[name]
    if (value === null) continue
    told = true
    const now = Math.min(value, MOST)
    const before = columns[name][row]!
    if (before === UNKNOWN) appeared += now
    else if (now > before) gained += now - before
    if (before === UNKNOWN || now > before) columns[name][row] = now
  }
  if (!told) return 0
  if (gained > 0 || columns.polls[row] === 0) {
    columns.grownSec[row] = Math.max(columns.grownSec[row]!, seconds(at))
  }
  const from = row * POLLS
  for (let i = from; i < from + columns.polls[row]!; i++) columns.pollTotal[i]! += appeared
  remember(table, row, seconds(at))
  return gained
}

function remember(table: PostTable, row: number, sec: number): void {
  const { polls, pollSec, pollTotal, publishedSec } = table.columns
  const from = row * POLLS
  const count = polls[row]!
  const last = from + count - 1
  const total = totalOf(table, row)
  if (count > 0 && sec <= pollSec[last]!) {
    pollTotal[last] = total
    return
  }
  let place = from + count
  if (count >= 2 && pollSec[last]! - pollSec[last - 1]! < spacing(sec - publishedSec[row]!)) {
    place = last
  } else if (count === POLLS) {
    pollSec.copyWithin(from, from + 1, from + POLLS)
    pollTotal.copyWithin(from, from + 1, from + POLLS)
    place = last
  } else polls[row] = count + 1
  pollSec[place] = sec
  pollTotal[place] = total
}

function spacing(ageSec: number): number {
  const ms = (ageSec * SECOND_MS) / SPACING.partOfAge
  return Math.min(SPACING.max, Math.max(SPACING.min, ms)) / SECOND_MS
}

/** What is known of one post's growth; `into` may be reused where many posts are looked at. */
export function growthOf(table: PostTable, row: number, into = emptyGrowth()): Growth {
  const { publishedSec, polls, pollSec, pollTotal } = table.columns
  const count = polls[row]!
  into.publishedAt = publishedSec[row]! * SECOND_MS
  while (into.polls.length < count) into.polls.push({ at: 0, total: 0 })
  into.polls.length = count
  for (let i = 0; i < count; i++) {
    const poll = into.polls[i]!
    poll.at = pollSec[row * POLLS + i]! * SECOND_MS
    poll.total = pollTotal[row * POLLS + i]!
  }
  return into
}

export function emptyGrowth(): { publishedAt: EpochMs; polls: { at: EpochMs; total: number }[] } {
  return { publishedAt: 0, polls: [] }
}

/** Age in milliseconds at the last poll; undefined without one. */
export function ageOf(table: PostTable, row: number): number | undefined {
  const { publishedSec, polls, pollSec } = table.columns
  if (polls[row] === 0) return undefined
  return (pollSec[row * POLLS + polls[row]! - 1]! - publishedSec[row]!) * SECOND_MS
}

/** Interactions gained over the remembered polls, 0 where the last one is older than `staleMs`. */
export function lately(table: PostTable, row: number, now: EpochMs, staleMs: number): number {
  const { polls, pollSec, pollTotal } = table.columns
  const first = row * POLLS
  const last = first + polls[row]! - 1
  if (last < first || now - pollSec[last]! * SECOND_MS > staleMs) return 0
  return pollTotal[last]! - (last === first ? 0 : pollTotal[first]!)
}

/** The rows in use, one array a column, keys first. */
export function packPosts(table: PostTable): { keys: Float64Array } & Columns {
  const { index, columns } = table
  const packed: Record<string, unknown> = { keys: index.keys.slice(0, index.size) }
  for (const [name, width] of WIDTHS) packed[name] = columns[name].slice(0, index.size * width)
  return packed as unknown as { keys: Float64Array } & Columns
}

export function unpackPosts(packed: { readonly keys: Float64Array } & Columns): PostTable {
  const index = tableOf(packed.keys)
  return { index, columns: copied(packed, index.keys.length) }
}

function copied(from: Columns, rows: number): Columns {
  const columns = columnsOf(rows)
  for (const [name] of WIDTHS) columns[name].set(from[name])
  return columns
}

export function seconds(at: EpochMs): number {
  return Math.min(UNKNOWN, Math.max(0, Math.floor(at / SECOND_MS)))
}

function known(value: number): number {
  return value === UNKNOWN ? 0 : value
}
