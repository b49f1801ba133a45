/** The numbers of the scripted night: a week of readings per brand and the growth of the leading post. */

import { DEFAULT_POLICY, policyId } from '../../shared/core/policy.ts'
import type { Reading } from '../../shared/core/storm.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

export const NOW = Date.UTC(2026, 2, 7, 20, 34, 20)
const GRID = DEFAULT_POLICY.grid
export const CELL = Math.floor(NOW / GRID) * GRID
export const STARTED = CELL - 130 * MINUTE_MS
export const POLICY_ID = policyId(DEFAULT_POLICY)
export const STORM_ID = `kornblum/${new Date(STARTED).toISOString()}/post`
export const POST_ID = 'facebook:1234567890_42'

export interface GrowthSample {
  readonly at: number
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly views: number | null
}

/** A growth curve that doubles and then bends. */
export function growth(): GrowthSample[] {
  return Array.from({ length: 27 }, (_, i) => {
    const part = 1 / (1 + Math.exp((16 - i) / 3.4))
    return {
      at: STARTED + i * GRID,
      likes: Math.round(1290 * part),
      comments: Math.round(99 * part),
      shares: Math.round(12.4 * part),
      views: null,
    }
  })
}

/** A week of cells with a daily rhythm, an unknown stretch, and `surge` further negatives an hour at the end. */
export function history(id: string, hourly: number, share: number, surge: number): Reading[] {
  const readings: Reading[] = []
  let noise = id.length * 7919
  for (let at = CELL - 7 * DAY_MS; at <= CELL; at += GRID) {
    noise = (noise * 1103515245 + 12345) % 2147483648
    const wobble = 0.5 + noise / 2147483648
    const rhythm = 1 + 0.8 * Math.sin(((at % DAY_MS) / DAY_MS) * 2 * Math.PI - 2)
    const rising = Math.max(0, (at - STARTED) / (CELL - STARTED))
    const extra = (surge / 12) * rising ** 1.5 * wobble
    const mentions = Math.round((hourly / 12) * rhythm * wobble + extra)
    const unknown = at > CELL - 11 * HOUR_MS && at < CELL - 10 * HOUR_MS
    const negatives = Math.min(mentions, Math.round(mentions * share * wobble + extra * 0.8))
    const score = 0.15 * (wobble - 1) + 1.75 * rising * (surge > 0 ? 1 : 0)
    readings.push(reading(id, at, unknown ? null : { mentions, negatives, share, score, rising }))
  }
  return readings
}

interface Cell {
  readonly mentions: number
  readonly negatives: number
  readonly share: number
  readonly score: number
  readonly rising: number
}

function reading(brandId: string, at: number, cell: Cell | null): Reading {
  const hot = cell !== null && cell.score > 0.8
  return {
    type: 'reading',
    brandId,
    at,
    provisional: false,
    mentions: cell?.mentions ?? null,
    negatives: cell?.negatives ?? null,
    expectedNegatives: cell ? cell.mentions * cell.share : null,
    zShare: cell ? cell.score * 2.9 : null,
    zVolume: cell ? cell.score * 5 : null,
    score: cell
      ? 0.67 * ((cell.score * 2.9) / 2.4) + 0.33 * Math.max(-1, Math.min(3, cell.score))
      : null,
    level: hot ? 3 : 0,
    phase: hot ? 'storm' : 'calm',
    window: {
      mentions: hot ? 131.4 : 34.2,
      negatives: hot ? 96.1 : 2.6,
      expectedNegatives: hot ? 9.2 : 2.4,
      usualShare: 0.07,
      squares: 20,
      usualVolume: 1.4,
      volumeDeviation: 0.5,
      authors: hot ? 81 : 3,
      topAuthorShare: hot ? 0.04 : 0.5,
    },
    engagement: cell
      ? Math.round(20 * cell.mentions ** 0.5 + 120 * cell.rising * Number(hot))
      : null,
    late: 0,
    warmingUp: brandId === 'lichtwerk',
    ...(hot && {
      doublingTimeMin: 48,
      next3h: { low: 210, high: 760 },
      leadingMentionId: POST_ID,
      leadingInteractions: 1348,
    }),
    policyId: POLICY_ID,
  }
}
