/** What the product must beat on the same history: floors of every backtest, fed with what the readings say. */

import type { EpochMs } from '../../shared/core/time.ts'
import { TICK_MS, WEEK_TICKS } from './evaluate/background.ts'
import type { Runner } from './evaluate/contestant.ts'
import { FLOORS } from './evaluate/market-rules.ts'
import type { Alarm } from './judgement.ts'

export interface FloorReading {
  readonly brandId: string
  /** The end of the cell. */
  readonly at: EpochMs
  readonly mentions: number | null
  readonly negatives: number | null
}

export interface Floors {
  /** Readings of one brand come in the order of time. */
  take(reading: FloorReading): void
  /** After the last reading: alarms by name, in the order of time. */
  alarms(): Readonly<Record<string, Alarm[]>>
}

/** One brand: the tick that is being filled, and a runner for each floor. */
interface Lane {
  endsAt: EpochMs
  mentions: number
  /** Undefined while nobody has told polarity. */
  negatives: number | undefined
  readonly runners: readonly Runner[]
}

export function startFloors(): Floors {
  const lanes = new Map<string, Lane>()
  const found = FLOORS.map((): Alarm[] => [])
  const close = (brandId: string, lane: Lane) => {
    for (const [i, runner] of lane.runners.entries()) {
      const { alert } = runner.tick(lane.mentions, lane.negatives ?? null)
      if (alert) found[i]!.push({ brandId, at: lane.endsAt, level: 2 })
    }
    lane.mentions = 0
    if (lane.negatives !== undefined) lane.negatives = 0
    lane.endsAt += TICK_MS
  }
  return {
    take({ brandId, at, mentions, negatives }) {
      const endsAt = Math.ceil(at / TICK_MS) * TICK_MS
      const lane = laneOf(lanes, brandId, endsAt)
      // Beyond a week of silence nothing is remembered that more silence could change.
      const silent = (endsAt - lane.endsAt) / TICK_MS
      const ticks = Math.min(silent, 2 * WEEK_TICKS)
      for (let i = 0; i < ticks; i++) close(brandId, lane)
      lane.endsAt = endsAt
      lane.mentions += mentions ?? 0
      if (negatives !== null) lane.negatives = (lane.negatives ?? 0) + negatives
    },
    alarms() {
      for (const [brandId, lane] of lanes) close(brandId, lane)
      for (const alarms of found)
        alarms.sort((a, b) => a.at - b.at || (a.brandId < b.brandId ? -1 : 1))
      return Object.fromEntries(FLOORS.map(({ key }, i) => [key, found[i]!]))
    },
  }
}

function laneOf(lanes: Map<string, Lane>, brandId: string, endsAt: EpochMs): Lane {
  const known = lanes.get(brandId)
  if (known) return known
  const runners = FLOORS.map(({ start }) => start())
  const lane: Lane = { endsAt, mentions: 0, negatives: undefined, runners }
  lanes.set(brandId, lane)
  return lane
}
