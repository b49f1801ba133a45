/** Which posts leave: those that stand still for long, and when there are too many, the slowest. */

import {
  grownSecOf,
  lately,
  type PostTable,
  pollsOf,
  postRow,
  publishedSecOf,
} from './post-table.ts'
import { seconds } from './stance.ts'
import type { EpochMs } from './time.ts'

/** The keys of posts that have not grown for `lifeMs`. Looks only where there can be one. */
export function deadPosts(table: PostTable, now: EpochMs, lifeMs: number): readonly number[] {
  const dead = seconds(now - lifeMs)
  if (dead <= table.grownFrom) return NOBODY
  const keys: number[] = []
  let least = seconds(now)
  for (let row = table.index.size - 1; row >= 0; row--) {
    const grown = grownSecOf(table, row)
    if (grown < dead) keys.push(table.index.keys[row]!)
    else if (grown < least) least = grown
  }
  table.grownFrom = least
  return keys
}

const NOBODY: readonly number[] = []

/**
 * The keys of all but the `keep` fastest posts: those without counters go first, of these the oldest first.
 * @param staleMs a post not polled for so long counts as standing still.
 */
export function slowestPosts(
  table: PostTable,
  now: EpochMs,
  staleMs: number,
  keep: number,
): Float64Array {
  const keys = table.index.keys.slice(0, table.index.size)
  const speed = Float64Array.from(keys, (_, row) =>
    pollsOf(table, row) === 0
      ? publishedSecOf(table, row)
      : POLLED + lately(table, row, now, staleMs),
  )
  return allBut(keep, keys, speed)
}

/** The same among some of them. */
export function slowestOf(
  table: PostTable,
  some: Iterable<number>,
  now: EpochMs,
  staleMs: number,
  keep: number,
): Float64Array {
  const keys = Float64Array.from(some)
  const speed = keys.map((key) => lately(table, postRow(table, key), now, staleMs))
  return allBut(keep, keys, speed)
}

/** More than any instant in seconds: a post with counters is worth more than one without. */
const POLLED = 2 ** 32

/** All but the `keep` fastest; of equals those that stand first leave. */
function allBut(keep: number, keys: Float64Array, speed: Float64Array): Float64Array {
  let leaving = Math.max(0, keys.length - keep)
  const bound = speed.slice().sort()[leaving] ?? Number.POSITIVE_INFINITY
  for (const one of speed) if (one < bound) leaving--
  return keys.filter((_, i) => speed[i]! < bound || (speed[i] === bound && leaving-- > 0))
}
