/**
 * The closed readings of one brand, kept as rows of numbers: 216 bytes each instead of about 900. What goes in
 * comes out equal. Oldest first, rising; the oldest leave when there are too many.
 */

import { PHASES, type Phase, type Reading } from './storm.ts'
import type { EpochMs } from './time.ts'

export interface ReadingHistory {
  readonly brandId: string
  readonly limit: number
  rows: Float64Array
  length: number
  /** Beside the rows: texts, shared while they stay the same. */
  readonly leading: (string | undefined)[]
  readonly policies: string[]
}

/** One number of a reading; NaN stands for null and for a field that is missing. */
const COLUMNS: readonly ((reading: Reading) => number | null | undefined)[] = [
  (reading) => reading.at,
  (reading) => reading.mentions,
  (reading) => reading.negatives,
  (reading) => reading.expectedNegatives,
  (reading) => reading.zShare,
  (reading) => reading.zVolume,
  (reading) => reading.score,
  (reading) => reading.level,
  (reading) => PHASES.indexOf(reading.phase),
  (reading) => reading.window.mentions,
  (reading) => reading.window.negatives,
  (reading) => reading.window.expectedNegatives,
  (reading) => reading.window.usualShare,
  (reading) => reading.window.authors,
  (reading) => reading.window.topAuthorShare,
  (reading) => reading.engagement,
  (reading) => reading.late,
  (reading) => (reading.warmingUp ? 1 : 0),
  (reading) => reading.doublingTimeMin,
  (reading) => reading.next3h?.low,
  (reading) => reading.next3h?.high,
  (reading) => reading.leadingInteractions,
  (reading) => reading.warnAt,
  (reading) => reading.zSlow,
  (reading) => reading.window.squares,
  (reading) => reading.window.usualVolume,
  (reading) => reading.window.volumeDeviation,
  (reading) => reading.window.certainty,
]
const WIDTH = COLUMNS.length
const FIRST_ROWS = 64
const SCORE = 6

export function createReadingHistory(brandId: string, limit: number): ReadingHistory {
  const rows = new Float64Array(FIRST_ROWS * WIDTH)
  return { brandId, limit: Math.max(2, limit), rows, length: 0, leading: [], policies: [] }
}

/** @returns false for a reading that is not newer than the newest: it was there before, or comes too late. */
export function addToHistory(history: ReadingHistory, reading: Reading): boolean {
  const newest = newestAt(history)
  if (reading.provisional || (newest !== undefined && reading.at <= newest)) return false
  makeRoom(history)
  const start = history.length * WIDTH
  for (let i = 0; i < WIDTH; i++) history.rows[start + i] = COLUMNS[i]!(reading) ?? Number.NaN
  history.leading.push(shared(history.leading.at(-1), reading.leadingMentionId))
  history.policies.push(shared(history.policies.at(-1), reading.policyId))
  history.length++
  return true
}

/** Readings in `[fromAt, toAt]`, oldest first. */
export function readingsBetween(
  history: ReadingHistory,
  fromAt: EpochMs,
  toAt: EpochMs,
): Reading[] {
  const readings: Reading[] = []
  for (let row = firstAtOrAfter(history, fromAt); row < history.length; row++) {
    if (history.rows[row * WIDTH]! > toAt) break
    readings.push(readingAt(history, row))
  }
  return readings
}

export function oldestAt(history: ReadingHistory): EpochMs | undefined {
  return history.length === 0 ? undefined : history.rows[0]
}

export function newestAt(history: ReadingHistory): EpochMs | undefined {
  return history.length === 0 ? undefined : history.rows[(history.length - 1) * WIDTH]
}

/** The score of the newest reading at or before an instant; undefined where none is known. */
export function scoreAt(history: ReadingHistory, at: EpochMs): number | undefined {
  const row = firstAtOrAfter(history, at + 1) - 1
  const score = row < 0 ? Number.NaN : history.rows[row * WIDTH + SCORE]!
  return Number.isNaN(score) ? undefined : score
}

/** Forgets what is older; cheap only because it is seldom. */
export function forgetBefore(history: ReadingHistory, at: EpochMs): void {
  drop(history, firstAtOrAfter(history, at))
}

function readingAt(history: ReadingHistory, row: number): Reading {
  const cells = history.rows.subarray(row * WIDTH, (row + 1) * WIDTH)
  const known = (column: number) => (Number.isNaN(cells[column]) ? null : cells[column]!)
  const leading = history.leading[row]
  const [doubling, low, high, interactions] = [known(18), known(19), known(20), known(21)]
  const [warnAt, zSlow, certainty] = [known(22), known(23), known(27)]
  return {
    type: 'reading',
    brandId: history.brandId,
    at: cells[0]!,
    provisional: false,
    mentions: known(1),
    negatives: known(2),
    expectedNegatives: known(3),
    zShare: known(4),
    zVolume: known(5),
    score: known(SCORE),
    level: cells[7] as Reading['level'],
    phase: PHASES[cells[8]!] as Phase,
    window: {
      mentions: cells[9]!,
      negatives: cells[10]!,
      expectedNegatives: cells[11]!,
      usualShare: cells[12]!,
      squares: cells[24]!,
      usualVolume: cells[25]!,
      volumeDeviation: cells[26]!,
      ...(certainty === null ? {} : { certainty }),
      authors: known(13),
      topAuthorShare: known(14),
    },
    engagement: known(15),
    late: cells[16]!,
    warmingUp: cells[17] === 1,
    ...(doubling === null ? {} : { doublingTimeMin: doubling }),
    ...(low === null || high === null ? {} : { next3h: { low, high } }),
    ...(leading === undefined ? {} : { leadingMentionId: leading }),
    ...(interactions === null ? {} : { leadingInteractions: interactions }),
    ...(warnAt === null ? {} : { warnAt }),
    ...(zSlow === null ? {} : { zSlow }),
    policyId: history.policies[row]!,
  }
}

function firstAtOrAfter(history: ReadingHistory, at: EpochMs): number {
  let low = 0
  let high = history.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (history.rows[middle * WIDTH]! < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Doubles up to the limit; then the oldest eighth leaves at once. */
function makeRoom(history: ReadingHistory): void {
  if (history.length >= history.limit) drop(history, Math.max(1, history.limit >>> 3))
  if ((history.length + 1) * WIDTH <= history.rows.length) return
  const rows = Math.min(history.limit, 2 * (history.rows.length / WIDTH))
  const larger = new Float64Array(Math.max(rows, history.length + 1) * WIDTH)
  larger.set(history.rows.subarray(0, history.length * WIDTH))
  history.rows = larger
}

function drop(history: ReadingHistory, count: number): void {
  if (count <= 0) return
  history.rows.copyWithin(0, count * WIDTH, history.length * WIDTH)
  history.leading.splice(0, count)
  history.policies.splice(0, count)
  history.length -= count
}

/** The same string object where the text is the same. */
function shared<Text extends string | undefined>(before: Text | undefined, text: Text): Text {
  return before === text ? (before as Text) : text
}
