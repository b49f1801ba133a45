/** What happened in a day, brand by brand, found in what the page knows. */

import { type AfterAction, afterAction } from './after-action.ts'
import type { BrandView, NotificationView, SourceView } from './live.ts'
import type { Projection } from './projection.ts'
import type { BrandState } from './projection-brand.ts'
import type { StormState } from './projection-storm.ts'
import { oldestAt, readingsBetween } from './reading-history.ts'
import type { Level, Reading } from './storm.ts'
import { DAY_MS, type EpochMs, MINUTE_MS } from './time.ts'

export interface DigestFacts {
  /** In the order of the configuration. */
  readonly brands: readonly DigestBrand[]
  /** Those that do not see what they should. */
  readonly blind: readonly SourceView[]
}

export interface DigestBrand {
  readonly name: string
  /** Now. */
  readonly level: Level
  readonly direction: BrandView['direction']
  /** Of the whole time; null where nothing is known. */
  readonly mentions: number | null
  readonly usualMentions: number | null
  /** Part of the mentions that is critical, and what is usual; null where nothing is known. */
  readonly share: number | null
  readonly usualShare: number | null
  /** Of the time of the digest, as far back as anything is known: where it is not known what was said. */
  readonly unseenMs: number
  /** Nothing is known before; undefined where all of the time is. */
  readonly knownFrom: EpochMs | undefined
  readonly warmingUp: boolean
  /** That were open at any moment of the time, oldest first. */
  readonly storms: readonly AfterAction[]
}

/** Before this much history nothing is called usual. */
const USUAL_NEEDS_MS = DAY_MS

/** @param cellMs the grid of the readings */
export function digestFacts(
  projection: Projection,
  { fromAt, at: toAt }: { readonly fromAt: EpochMs; readonly at: EpochMs },
  cellMs: number,
): DigestFacts {
  const notifications = [...projection.notifications.values()].map(({ view }) => view)
  const brands = [...projection.brands.values()].map((brand) => {
    const storms = [...projection.storms.values()]
      .filter(({ view }) => view.brandId === brand.id && wasOpen(view, fromAt, toAt))
      .sort((a, b) => a.view.startedAt - b.view.startedAt)
    return {
      ...viewOf(projection, brand),
      ...measured(brand, fromAt, toAt, cellMs),
      storms: storms.map((storm) => report(storm, notifications)),
    }
  })
  const blind = [...projection.sources.values()]
    .map(({ view }) => view)
    .filter(({ status }) => status !== 'live')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return { brands, blind }
}

function wasOpen(
  { startedAt, endedAt, history }: StormState['view'],
  fromAt: EpochMs,
  toAt: EpochMs,
): boolean {
  const openedAt = history[0]?.at ?? startedAt
  return openedAt <= toAt && (endedAt ?? toAt) > fromAt
}

function viewOf(projection: Projection, brand: BrandState) {
  const entity = projection.table.entries.get(`brand/${brand.id}`)?.entity
  const direction = entity?.entity === 'brand' ? entity.direction : ('steady' as const)
  const warmingUp = brand.reading?.warmingUp ?? false
  return { name: brand.name, level: brand.level, direction, warmingUp }
}

function measured({ history }: BrandState, fromAt: EpochMs, toAt: EpochMs, cellMs: number) {
  const oldest = oldestAt(history)
  const knownSince = oldest === undefined ? toAt : oldest - cellMs
  const readings = readingsBetween(history, fromAt + 1, toAt)
  const seen = readings.filter(({ mentions }) => mentions !== null)
  const sums = sumsOf(seen)
  const cells = Math.max(0, Math.round((toAt - Math.max(fromAt, knownSince)) / cellMs))
  const before = sumsOf(readingsBetween(history, 0, fromAt))
  const beforeMs = before.cells * cellMs
  return {
    mentions: seen.length === 0 ? null : sums.mentions,
    usualMentions:
      beforeMs < USUAL_NEEDS_MS ? null : (before.mentions / beforeMs) * (toAt - fromAt),
    share: part(sums.negatives, sums.judged),
    usualShare: part(sums.expected, sums.judged),
    unseenMs: Math.max(0, cells - seen.length) * cellMs,
    knownFrom: knownSince > fromAt + cellMs ? knownSince : undefined,
  }
}

/** `judged` are the mentions of cells whose negatives are known. */
function sumsOf(readings: readonly Reading[]) {
  const sums = { cells: 0, mentions: 0, judged: 0, negatives: 0, expected: 0 }
  for (const { mentions, negatives, expectedNegatives } of readings) {
    if (mentions === null) continue
    sums.cells++
    sums.mentions += mentions
    if (negatives === null || expectedNegatives === null) continue
    sums.judged += mentions
    sums.negatives += negatives
    sums.expected += expectedNegatives
  }
  return sums
}

function part(some: number, all: number): number | null {
  return all === 0 ? null : some / all
}

/** The age of the post that caused it says when it began; for all other storms that is their opening. */
function report(storm: StormState, notifications: readonly NotificationView[]): AfterAction {
  const { view, eventAt, firstAcknowledgedAt } = storm
  const ageMin = view.causes.find(({ kind }) => kind === 'post')?.ageMin
  const leadingPublishedAt = ageMin === undefined ? undefined : eventAt - ageMin * MINUTE_MS
  const own = notifications.filter(({ stormId }) => stormId === view.id)
  return afterAction(view, own, { leadingPublishedAt, firstAcknowledgedAt })
}
