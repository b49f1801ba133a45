/**
 * What was said in the cells of the last three hours, for the level table. In one array of numbers, because a thousand
 * brands have thirty-six cells and two polarities each, and as objects these were a tenth of all memory.
 */

import { type EpochMs, HOUR_MS } from './time.ts'

/** `WIDTH` numbers a cell, oldest first: its end, then the sums of `RecentSums` in their order. */
export type Recent = readonly number[]

/** Sums over cells; `critics` are the mentions that count as evidence, each as one. */
export interface RecentSums {
  negatives: number
  mentions: number
  critics: number
}

/** The level table looks back over three hours (DESIGN 7). */
export const RECENT_MS = 3 * HOUR_MS

const WIDTH = 4

/** @returns the cells with one more, without what is older than three hours. */
export function rememberCell(recent: Recent, sums: RecentSums, end: EpochMs): Recent {
  let gone = 0
  while (gone < recent.length && recent[gone]! <= end - RECENT_MS) gone += WIDTH
  const kept = gone === 0 ? recent : recent.slice(gone)
  // An empty cell adds nothing to any sum, and most cells of most brands are empty.
  if (!(sums.mentions + sums.negatives + sums.critics > 0)) return kept
  // Not pushed: that leaves room for four more cells, which is more than most brands ever need.
  return kept.concat([end, sums.negatives, sums.mentions, sums.critics])
}

/** The sums of the cells that ended after `after`. */
export function sumRecent(recent: Recent, after: EpochMs): RecentSums {
  const sums = { negatives: 0, mentions: 0, critics: 0 }
  for (let from = 0; from < recent.length; from += WIDTH) {
    if (recent[from]! <= after) continue
    sums.negatives += recent[from + 1]!
    sums.mentions += recent[from + 2]!
    sums.critics += recent[from + 3]!
  }
  return sums
}
