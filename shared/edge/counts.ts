/**
 * Counts from files: CSV with a header, one row a brand and cell. A row is known at the end of its cell; cells
 * longer than the grid enter the grid cell in which they end, shorter ones are summed.
 */

import { basename } from 'node:path'
import type { CountsObservation } from '../core/observation.ts'
import { type EpochMs, parseInstant } from '../core/time.ts'
import { decodeText } from './codec.ts'
import { LinesError, readLines } from './lines.ts'

export interface CountsRow {
  readonly line: number
  readonly observation: CountsObservation
}

export interface BadRow {
  readonly line: number
  readonly reason: string
  readonly raw: Buffer
}

/** Rows are read this far ahead to learn how long a cell is. */
const LOOK_AHEAD = 5_000
const COLUMNS = ['at', 'brandId', 'mentions', 'negatives', 'authors', 'engagement'] as const
type Column = (typeof COLUMNS)[number]

/**
 * Reads `at,brandId,mentions[,negatives,authors,engagement]` in any order of columns, or NAB's `timestamp,value`
 * (the brand is then the file's name without its ending, times are UTC).
 * @throws LinesError for a header it does not know.
 */
export async function* readCounts(
  path: string,
  gridMs: number,
): AsyncGenerator<(CountsRow | BadRow)[]> {
  let header: Header | undefined
  let cellMs: number | undefined
  let ahead: (CountsRow | BadRow)[] = []
  for await (const lines of readLines(path)) {
    const rows: (CountsRow | BadRow)[] = []
    for (const { number, bytes } of lines) {
      const text = decodeText(bytes)
      if (!header) header = readHeader(text, path)
      else rows.push(readRow(text, number, bytes, header))
    }
    if (cellMs === undefined) {
      ahead = ahead.concat(rows)
      if (ahead.length < LOOK_AHEAD) continue
      cellMs = cellLength(ahead)
      yield ahead.map((row) => place(row, cellMs!, gridMs))
    } else yield rows.map((row) => place(row, cellMs!, gridMs))
  }
  if (cellMs === undefined && ahead.length > 0) {
    const length = cellLength(ahead)
    yield ahead.map((row) => place(row, length, gridMs))
  }
}

interface Header {
  readonly index: Partial<Record<Column, number>>
  readonly brandId: string | undefined
  readonly volumeOnly: boolean
}

function readHeader(text: string, path: string): Header {
  const names = text
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((name) => name.trim())
  if (names.join() === 'timestamp,value') {
    return {
      index: { at: 0, mentions: 1 },
      brandId: basename(path).replace(/(\.csv)?(\.gz)?$/, ''),
      volumeOnly: true,
    }
  }
  const index: Partial<Record<Column, number>> = {}
  for (const column of COLUMNS) {
    const at = names.indexOf(column)
    if (at >= 0) index[column] = at
  }
  for (const needed of ['at', 'brandId', 'mentions'] as const) {
    if (index[needed] === undefined) {
      throw new LinesError(
        `${path}, line 1: the header has no column ${needed}; it must hold at, brandId and mentions (also negatives, authors, engagement), or be timestamp,value`,
      )
    }
  }
  return { index, brandId: undefined, volumeOnly: index.negatives === undefined }
}

function readRow(text: string, line: number, raw: Buffer, header: Header): CountsRow | BadRow {
  const fields = text.includes('"') ? splitQuoted(text) : text.split(',')
  const field = (column: Column) => fields[header.index[column] ?? -1]?.trim() ?? ''
  const at = parseInstant(field('at'))
  if (at === undefined)
    return {
      line,
      raw,
      reason: `bad-time: ${JSON.stringify(field('at').slice(0, 40))} is no ISO 8601 instant`,
    }
  const brandId = header.brandId ?? field('brandId')
  if (brandId === '' || brandId.length > 256)
    return { line, raw, reason: 'bad-id: the brandId is missing or too long' }
  const numbers: Partial<Record<Column, number | null>> = {}
  for (const column of ['mentions', 'negatives', 'authors', 'engagement'] as const) {
    const value = readCount(field(column))
    if (value === undefined) {
      return {
        line,
        raw,
        reason: `bad-counter: ${column} is ${JSON.stringify(field(column).slice(0, 40))}; a number from 0 on or nothing is needed`,
      }
    }
    numbers[column] = value
  }
  const { mentions = null, negatives = null, authors = null, engagement = null } = numbers
  const observation: CountsObservation = {
    type: 'counts',
    brandId,
    at,
    mentions,
    negatives,
    authors,
    engagement,
  }
  return {
    line,
    observation: header.volumeOnly ? { ...observation, volumeOnly: true } : observation,
  }
}

function readCount(text: string): number | null | undefined {
  if (text === '') return null
  const value = Number(text)
  return Number.isFinite(value) && value >= 0 && value <= 1e12 ? value : undefined
}

/** RFC 4180 fields of one line. */
function splitQuoted(text: string): string[] {
  const fields: string[] = []
  for (const match of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
  }
  return fields
}

/** The shortest step between two rows of one brand; any fixed length will do, 5 min is usual. */
function cellLength(rows: readonly (CountsRow | BadRow)[]): number {
  const last = new Map<string, EpochMs>()
  let shortest = Number.POSITIVE_INFINITY
  for (const row of rows) {
    if (!('observation' in row)) continue
    const { brandId, at } = row.observation
    const before = last.get(brandId)
    if (before !== undefined && at > before) shortest = Math.min(shortest, at - before)
    last.set(brandId, at)
  }
  return Number.isFinite(shortest) ? shortest : 0
}

/** A cell longer than the grid is only known at its end: it enters the last grid cell that it covers. */
function place(row: CountsRow | BadRow, cellMs: number, gridMs: number): CountsRow | BadRow {
  if (!('observation' in row) || cellMs <= gridMs) return row
  return { ...row, observation: { ...row.observation, at: row.observation.at + cellMs - gridMs } }
}
