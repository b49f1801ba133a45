/** Checks of single values that several parts of the file share. */

import { formatDuration, parseDuration } from '../core/time.ts'
import { nearestName, type Path } from './config-problem.ts'

/** Reports one problem: `predicate` follows the path in the sentence. */
export type Report = (path: Path, predicate: string, part?: 'key' | 'value') => void

export function checkTimeZone(path: Path, timeZone: string | undefined, report: Report): void {
  if (timeZone === undefined) return
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    const near = nearestName(timeZone, Intl.supportedValuesOf('timeZone'))
    const hint = near === undefined ? 'write one such as Europe/Berlin' : `did you mean ${near}?`
    report(path, `is not a time zone; ${hint}`)
  }
}

/** @param written a duration by its shape. */
export function checkDuration(
  path: Path,
  written: string | undefined,
  min: number,
  max: number,
  report: Report,
): void {
  const ms = written === undefined ? undefined : parseDuration(written)
  if (ms === undefined || (ms >= min && ms <= max)) return
  report(path, `is out of bounds: ${formatDuration(min)} to ${formatDuration(max)}`)
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}
