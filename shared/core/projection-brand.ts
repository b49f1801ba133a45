/** One brand as the page shows it: its level with the instant it was reached, its direction, its readings. */

import type { Brand } from './brand.ts'
import type { BrandView, StormView } from './live.ts'
import {
  addToHistory,
  createReadingHistory,
  forgetBefore,
  newestAt,
  oldestAt,
  type ReadingHistory,
  scoreAt,
} from './reading-history.ts'
import type { Level, Phase, Reading, StormEvent } from './storm.ts'
import { DAY_MS, type EpochMs, MINUTE_MS } from './time.ts'

export interface BrandState {
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly history: ReadingHistory
  reading: Reading | null
  level: Level
  phase: Phase
  /** The newest record that said so. */
  levelAt: EpochMs
  since: EpochMs | null
  stormId: string | null
  /** The newest record of any kind about this brand. */
  newestAt: EpochMs
}

/** Readings older than this are asked of the store. */
const HISTORY_MS = 7 * DAY_MS
/** A change of level is a direction for so long; afterwards, and below a storm, the score over as long decides. */
const TREND_MS = 30 * MINUTE_MS
/** In units of the score, where `tauWatch` and `tauWarn` are 0.25 apart: less is noise. */
const TREND_SCORE = 0.15

export function createBrandState({ id, names, timeZone }: Brand, readings: number): BrandState {
  return {
    id,
    name: names[0] ?? id,
    timeZone,
    history: createReadingHistory(id, readings),
    reading: null,
    level: 0,
    phase: 'calm',
    levelAt: Number.NEGATIVE_INFINITY,
    since: null,
    stormId: null,
    newestAt: Number.NEGATIVE_INFINITY,
  }
}

/** An older reading than the one known changes nothing; the final one of a cell replaces a provisional one. */
export function foldReading(brand: BrandState, reading: Reading): void {
  addToHistory(brand.history, reading)
  const known = brand.reading
  const isNewer =
    known === null ||
    reading.at > known.at ||
    (reading.at === known.at && known.provisional && !reading.provisional)
  if (!isNewer) return
  brand.reading = reading
  reach(brand, reading.at, reading.level, reading.phase)
  const newest = newestAt(brand.history) ?? reading.at
  const oldest = oldestAt(brand.history) ?? newest
  if (oldest < newest - HISTORY_MS - DAY_MS) forgetBefore(brand.history, newest - HISTORY_MS)
}

/** A wave of praise is no storm: it has neither level nor place here. */
export function foldBrandEvent(brand: BrandState, event: StormEvent): void {
  if (event.kind !== 'storm') return
  reach(brand, event.at, event.change === 'ended' ? 0 : event.level, event.phase)
  if (event.change !== 'ended') brand.stormId = event.stormId
  else if (brand.stormId === event.stormId) brand.stormId = null
}

/** @param storm the open one */
export function brandView(brand: BrandState, storm: StormView | undefined): BrandView {
  return {
    entity: 'brand',
    id: brand.id,
    name: brand.name,
    timeZone: brand.timeZone,
    level: brand.level,
    phase: brand.phase,
    direction: directionOf(brand, storm),
    since: sinceOf(brand, storm),
    stormId: brand.stormId,
    reading: brand.reading,
  }
}

function reach(brand: BrandState, at: EpochMs, level: Level, phase: Phase): void {
  brand.newestAt = Math.max(brand.newestAt, at)
  if (at < brand.levelAt) return
  if (level !== brand.level || brand.since === null) brand.since = at
  brand.level = level
  brand.phase = phase
  brand.levelAt = at
}

/** The storm's own record reaches further back than the readings do. */
function sinceOf(brand: BrandState, storm: StormView | undefined): EpochMs | null {
  if (!storm || storm.level !== brand.level) return brand.since
  const { history } = storm
  const before = history.findLastIndex(({ level }) => level !== storm.level)
  return history[before + 1]?.at ?? brand.since
}

function directionOf(brand: BrandState, storm: StormView | undefined): BrandView['direction'] {
  if (brand.level === 0) return 'steady'
  if (brand.phase === 'fading') return 'down'
  const turn = storm?.history.at(-1)
  if (turn && brand.newestAt - turn.at < TREND_MS) {
    return turn.change === 'opened' || turn.change === 'level-raised' ? 'up' : 'down'
  }
  const { reading, history } = brand
  const before = reading && scoreAt(history, reading.at - TREND_MS)
  if (!reading || reading.score === null || before === undefined || before === null) return 'steady'
  const trend = reading.score - before
  if (Math.abs(trend) < TREND_SCORE) return 'steady'
  return trend > 0 ? 'up' : 'down'
}
