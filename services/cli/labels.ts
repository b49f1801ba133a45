/** Labels of `backtest`: NDJSON of storms, or NAB's JSON of windows. */

import { readFileSync } from 'node:fs'
import { type EpochMs, parseInstant } from '../../shared/core/time.ts'
import { CommandError } from './exit.ts'

export interface Label {
  readonly brandId: string
  readonly start: EpochMs
  readonly end: EpochMs
  readonly peak: EpochMs | undefined
  readonly name: string
}

export function readLabels(path: string): Label[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const what = missing ? 'there is no such file' : (error as Error).message
    throw new CommandError(`the labels cannot be read: ${path}: ${what}`)
  }
  const whole = asJson(text.replace(/^\uFEFF/, ''))
  if (whole !== undefined && !('brandId' in whole)) return windowsOf(whole, path)
  return text
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [labelOf(asJson(line), path, index + 1)]))
}

function asJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

function labelOf(
  fields: Readonly<Record<string, unknown>> | undefined,
  path: string,
  line: number,
): Label {
  const start = parseInstant(fields?.['start'])
  const end = parseInstant(fields?.['end'])
  const brandId = fields?.['brandId']
  if (typeof brandId !== 'string' || start === undefined || end === undefined || end < start) {
    throw new CommandError(
      `${path}:${line}: a label is {"brandId","start","end","peak"?,"name"?} with ISO 8601 instants`,
    )
  }
  const peak = fields?.['peak'] ?? undefined
  const peakAt = parseInstant(peak)
  if (peak !== undefined && peakAt === undefined)
    throw new CommandError(`${path}:${line}: "peak" is no ISO 8601 instant`)
  const name = fields?.['name']
  return { brandId, start, end, peak: peakAt, name: typeof name === 'string' ? name : '' }
}

/**
 * NAB: `{"file.csv": [[from, to], …]}` or `{"file.csv": {"labels": [at, …], "windows": [[from, to], …]}}`. A
 * labelled moment is taken as the peak of its window.
 */
function windowsOf(whole: Readonly<Record<string, unknown>>, path: string): Label[] {
  return Object.entries(whole).flatMap(([file, value]) => {
    const brandId = file.replace(/^.*\//, '').replace(/\.csv$/, '')
    const fields = Array.isArray(value)
      ? { windows: value }
      : (value as { labels?: unknown[]; windows?: unknown })
    const windows = fields?.windows
    if (!Array.isArray(windows)) throw new CommandError(`${path}: ${file} has no list of windows`)
    return windows.map((window, index) => {
      const [from, to] = Array.isArray(window) ? window : []
      const start = parseInstant(from)
      const end = parseInstant(to)
      if (start === undefined || end === undefined)
        throw new CommandError(`${path}: window ${index + 1} of ${file} is no pair of instants`)
      const moment = 'labels' in fields ? parseInstant(fields.labels?.[index]) : undefined
      return { brandId, start, end, peak: moment, name: `${brandId} ${index + 1}` }
    })
  })
}
