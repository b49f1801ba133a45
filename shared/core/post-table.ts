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
  readonly columns: Columns
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

const WIDTHS: readonly (readonly [keyof Columns, number])[] = [
  ['publishedSec', 1],
  ['grownSec', 1],
  ['likes', 1],
  ['comments', 1],
  ['shares', 1],
  ['pNegMilli', 1],
  ['pPosMilli', 1],
  ['own', 1],
  ['learned', 1],
  ['polls', 1],
  ['pollSec', POLLS],
  ['pollTotal', POLLS],
]

export function emptyPostTable(): PostTable {
  const index = emptyTable()
  const rows = index.keys.length
  return {
    index,
    columns: {
      publishedSec: new Uint32Array(rows),
      grownSec: new Uint32Array(rows),
      likes: new Uint32Array(rows),
      comments: new Uint32Array(rows),
      shares: new Uint32Array(rows),
      pNegMilli: new Uint16Array(rows),
      pPosMilli: new Uint16Array(rows),
      own: new Uint8Array(rows),
      learned: new Uint8Array(rows),
      polls: new Uint8Array(rows),
      pollSec: new Uint32Array(rows * POLLS),
      pollTotal: new Uint32Array(rows * POLLS),
    },
  }
}

/** The row of a post, or -1. */
export function postRow(table: PostTable, key: number): number {
  return rowOf(table.index, key)
}

/** Adds a post that is not in the table. */
export function addPost(table: PostTable, key: number, publishedAt: EpochMs, at: EpochMs): number {
  const { index, columns } = table
  const row = addKey(index, key)
  if (columns.own.length < index.keys.length) resize(columns, index.keys.length)
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
  for (const [name, width] of WIDTHS)
    table.columns[name].copyWithin(row * width, last * width, (last + 1) * width)
}

/** Interactions known of a post. */
export function totalOf(table: PostTable, row: number): number {
  let total = 0
  for (const name of COUNTERS) total += known(table.columns[name][row]!)
  return total
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

/** What is known of one post's growth. */
export function growthOf(table: PostTable, row: number): Growth {
  const { publishedSec, polls, pollSec, pollTotal } = table.columns
  const from = row * POLLS
  return {
    publishedAt: publishedSec[row]! * SECOND_MS,
    polls: Array.from({ length: polls[row]! }, (_, i) => ({
      at: pollSec[from + i]! * SECOND_MS,
      total: pollTotal[from + i]!,
    })),
  }
}

/** The rows in use, one array a column, keys first. */
export function packPosts(table: PostTable): { keys: Float64Array } & Columns {
  const { index, columns } = table
  const packed: Record<string, unknown> = { keys: index.keys.slice(0, index.size) }
  for (const [name, width] of WIDTHS) packed[name] = columns[name].slice(0, index.size * width)
  return packed as unknown as { keys: Float64Array } & Columns
}

export function unpackPosts(packed: { readonly keys: Float64Array } & Columns): PostTable {
  const table = emptyPostTable()
  table.index = tableOf(packed.keys)
  resize(table.columns, table.index.keys.length)
  for (const [name] of WIDTHS) table.columns[name].set(packed[name])
  return table
}

function resize(columns: Columns, rows: number): void {
  const all = columns as unknown as Record<string, Uint32Array>
  for (const [name, width] of WIDTHS) {
    const before = all[name]!
    const after = new (before.constructor as Uint32ArrayConstructor)(rows * width)
    after.set(before)
    all[name] = after
  }
}

export function seconds(at: EpochMs): number {
  return Math.min(UNKNOWN, Math.max(0, Math.floor(at / SECOND_MS)))
}

function known(value: number): number {
  return value === UNKNOWN ? 0 : value
}
