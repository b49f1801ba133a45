/**
 * Instants, durations and calendar time. Everything inside the core is told the time as a value; nothing here
 * reads a clock. This is the only core file that uses `Intl`.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: WEEK_MS,
  mo: 30 * DAY_MS,
  y: 365 * DAY_MS,
}

/** The start of the grid cell `[start, start + stepMs)` that holds `at`. */
export function floorTo(at: EpochMs, stepMs: number): EpochMs {
  return Math.floor(at / stepMs) * stepMs
}

/**
 * Reads an ISO 8601 instant with a zone (`2026-03-02T09:12:31Z`, `…+01:00`) or without one (taken as UTC, also
 * with a blank instead of the `T`, as the NAB series write it).
 * @returns undefined for anything else, also for numbers, so that no unit is ever guessed.
 */
export function parseInstant(text: unknown): EpochMs | undefined {
  if (typeof text !== 'string' || text.length < 10 || text.length > 40) return undefined
  if (!INSTANT.test(text)) return undefined
  const zoned = ZONE.test(text) || text.length === 10
  const at = Date.parse(zoned ? text : `${text.replace(' ', 'T')}Z`)
  return Number.isFinite(at) ? at : undefined
}

const INSTANT =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/

/** ISO 8601 in UTC; milliseconds are written only where there are any. */
export function formatInstant(at: EpochMs): string {
  const iso = new Date(at).toISOString()
  return iso.endsWith('.000Z') ? `${iso.slice(0, 19)}Z` : iso
}

/** Reads `90s`, `10m`, `6h`, `14d`, `13mo` (of 30 days), `2y` (of 365 days) into milliseconds. */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w|mo|y)$/.exec(text.trim())
  if (!found) return undefined
  return Number(found[1]) * UNIT_MS[found[2]!]!
}

/** The shortest exact spelling that `parseDuration` reads back: 300000 is `5m`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = UNIT_MS[unit]!
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}
