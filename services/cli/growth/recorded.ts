/** Recorded growth for fitting and judging forecasts: public counters and cascades, read from a folder of data. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Poll } from '../../../shared/core/post-growth.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/core/time.ts'
import { readCascades as readShares } from '../evaluate/recorded.ts'
import { CommandError, EXIT } from '../exit.ts'

/** One post, published at instant 0, as a poller would have seen it. */
export interface RecordedPost {
  readonly id: string
  readonly polls: readonly Poll[]
}

/** Share counters are polled every 20 minutes for 48 hours, -1 is not yet known (UCI, see NOTICE). */
const COUNTER_POLL_MS = 20 * MINUTE_MS
/** Cascades hold every single share (TiDeH, see NOTICE); we poll them as DETECTION 3 did. */
const CASCADE = { pollMs: 5 * MINUTE_MS, untilMs: 168 * HOUR_MS }

/** @throws CommandError where the folder does not hold `counters/shares_20min.csv.gz`. */
export function readCounters(dataDir: string): RecordedPost[] {
  const path = join(dataDir, 'counters', 'shares_20min.csv.gz')
  const [, ...lines] = readOrExit(() => gunzipSync(readFileSync(path)).toString('latin1'), path)
    .trim()
    .split('\n')
  return lines.map((line) => {
    const [id = '', ...totals] = line.split(',')
    let highest = 0
    const polls: Poll[] = []
    totals.forEach((text, i) => {
      const total = Number(text)
      if (!(total >= 0)) return
      highest = Math.max(highest, total)
      polls.push({ at: (i + 1) * COUNTER_POLL_MS, total: highest })
    })
    return { id, polls }
  })
}

/** @throws CommandError where the folder does not hold `cascades/RT*.txt`. */
export function readCascades(dataDir: string): RecordedPost[] {
  return readShares(join(dataDir, 'cascades')).map((seconds, i) => {
    const shares = seconds.filter((second) => second > 0).sort()
    const polls: Poll[] = []
    for (let at = CASCADE.pollMs, total = 0; at <= CASCADE.untilMs; at += CASCADE.pollMs) {
      while (total < shares.length && shares[total]! * SECOND_MS <= at) total++
      polls.push({ at, total })
    }
    return { id: `cascade-${i}`, polls }
  })
}

function readOrExit<Value>(read: () => Value, path: string): Value {
  try {
    return read()
  } catch {
    throw new CommandError(
      `${path} cannot be read: name the folder that holds counters/ and cascades/`,
      EXIT.usage,
    )
  }
}

/** What a poller knew at that age. */
export function pollsUntil({ polls }: RecordedPost, ageMs: number): readonly Poll[] {
  return polls.filter((poll) => poll.at <= ageMs)
}

/** The size at an age, or undefined where the record ends before. */
export function sizeAt({ polls }: RecordedPost, ageMs: number): number | undefined {
  const last = polls.findLast((poll) => poll.at <= ageMs)
  const ends = polls.at(-1)?.at ?? 0
  return ends >= ageMs - COUNTER_POLL_MS ? last?.total : undefined
}
