/**
 * Counts from files: CSV with a header, one row a brand and cell, the rows of a brand in the order of time. A row is
 * known at the end of its cell: cells longer than the grid enter the grid cell in which they end, shorter ones are
 * summed.
 */

import { basename } from 'node:path'
import type { CountsObservation } from '../core/observation.ts'
import { type EpochMs, floorTo, parseInstant } from '../core/time.ts'
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

/** Rows are read at least this far ahead to learn how long a cell is. */
const LOOK_AHEAD = 5_000
const COLUMNS = ['at', 'brandId', 'mentions', 'negatives', 'authors', 'engagement'] as const
type Column = (typeof COLUMNS)[number]

type Row = CountsRow | BadRow

/**
 * Reads `at,brandId,mentions[,negatives,authors,engagement]` in any order of columns, or NAB's `timestamp,value`
 * (the brand is then the file's name without its ending, times are UTC).
 * @throws LinesError for a header it does not know.
 */
export async function* readCounts(path: string, gridMs: number): AsyncGenerator<Row[]> {
  let reader: ((text: string, line: number, raw: Buffer) => Row) | undefined
  const cells = new CellLength()
  let settled = false
  let ahead: Row[] = []
  for await (const lines of readLines(path)) {
    for (const { number, bytes } of lines) {
      const text = decodeText(bytes)
      if (!reader) {
        reader = rowReader(readHeader(text, path))
        continue
      }
      const row = reader(text, number, bytes)
      if (!settled) cells.see(row)
      ahead.push(row)
    }
    settled ||= ahead.length >= LOOK_AHEAD && cells.shortestMs !== undefined
    if (!settled) continue
    yield place(ahead, cells.shortestMs ?? 0, gridMs)
    ahead = []
  }
  if (!reader) throw new LinesError(`${path}: the file is empty; ${HEADER_NEEDED}`)
  yield place(ahead, cells.shortestMs ?? 0, gridMs)
}

interface Header {
  readonly index: Partial<Record<Column, number>>
  readonly brandId: string | undefined
  readonly volumeOnly: boolean
}

const HEADER_NEEDED =
  'its first line must name the columns at, brandId and mentions (also negatives, authors, engagement), or be timestamp,value'

function readHeader(text: string, path: string): Header {
  const names = fieldsOf(text.replace(/^\uFEFF/, '')).map((name) => name.trim())
  if (names.join() === 'timestamp,value') {
    const brandId =
      path === '-' ? 'standard-input' : basename(path).replace(/(\.csv)?(\.gz)?$/i, '')
    return { index: { at: 0, mentions: 1 }, brandId, volumeOnly: true }
  }
  const index: Partial<Record<Column, number>> = {}
  for (const column of COLUMNS) {
    const at = names.indexOf(column)
    if (at >= 0) index[column] = at
  }
  for (const needed of ['at', 'brandId', 'mentions'] as const) {
    if (index[needed] === undefined)
      throw new LinesError(`${path}, line 1: there is no column ${needed}; ${HEADER_NEEDED}`)
  }
  return { index, brandId: undefined, volumeOnly: index.negatives === undefined }
}

const LONGEST_ID = 256

/** Reads row after row; remembers the last instant of each brand, and the last one read, which mostly comes again. */
function rowReader({ index, brandId: only, volumeOnly }: Header) {
  const last = new Map<string, EpochMs>()
  let lastText = ''
  let lastAt: EpochMs | undefined
  return (text: string, line: number, raw: Buffer): Row => {
    const bad = (reason: string): BadRow => ({ line, raw, reason })
    const fields = fieldsOf(text)
    const field = (column: Column) => fields[index[column] ?? -1]?.trim() ?? ''
    const atText = field('at')
    if (atText !== lastText) {
      lastText = atText
      lastAt = parseInstant(atText)
    }
    const at = lastAt
    if (at === undefined) return bad(`bad-time: ${quoted(atText)} is no ISO 8601 instant`)
    const brandId = only ?? field('brandId')
    if (brandId === '' || brandId.length > LONGEST_ID)
      return bad('bad-id: the brandId is missing or too long')
    const mentions = readCount(field('mentions'))
    const negatives = readCount(field('negatives'))
    const authors = readCount(field('authors'))
    const engagement = readCount(field('engagement'))
    for (const [column, value] of Object.entries({ mentions, negatives, authors, engagement })) {
      if (value !== undefined) continue
      const found = quoted(field(column as Column))
      return bad(`bad-counter: ${column} is ${found}; a number from 0 on or nothing is needed`)
    }
    if (isNumber(mentions) && isNumber(negatives) && negatives > mentions)
      return bad(`bad-counter: ${negatives} negatives of ${mentions} mentions`)
    const before = last.get(brandId) ?? Number.NEGATIVE_INFINITY
    if (at <= before) return bad(`out-of-order: ${atText} ${after(at, before)} the row before it`)
    last.set(brandId, at)
    const observation = {
      type: 'counts',
      brandId,
      at,
      mentions: mentions ?? null,
      negatives: negatives ?? null,
      authors: authors ?? null,
      engagement: engagement ?? null,
      ...(volumeOnly ? { volumeOnly } : undefined),
    } satisfies CountsObservation
    return { line, observation }
  }
}

function after(at: EpochMs, before: EpochMs): string {
  return at === before ? 'is the same cell of this brand as' : 'is earlier than, of this brand,'
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number'
}

const LONGEST_QUOTE = 40

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, LONGEST_QUOTE))
}

const LARGEST_COUNT = 1e12

/** @returns null for an empty field, undefined for what is no count. */
function readCount(text: string): number | null | undefined {
  if (text === '') return null
  const value = Number(text)
  return value >= 0 && value <= LARGEST_COUNT ? value : undefined
}

function fieldsOf(text: string): string[] {
  return text.includes('"') ? splitQuoted(text) : text.split(',')
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
class CellLength {
  shortestMs: number | undefined
  readonly #last = new Map<string, EpochMs>()

  see(row: Row): void {
    if (!('observation' in row)) return
    const { brandId, at } = row.observation
    const before = this.#last.get(brandId)
    this.#last.set(brandId, at)
    if (before !== undefined && (this.shortestMs === undefined || at - before < this.shortestMs))
      this.shortestMs = at - before
  }
}

/** A cell longer than the grid is only known at its end: it enters the last grid cell that it covers. */
function place(rows: Row[], cellMs: number, gridMs: number): Row[] {
  if (cellMs <= gridMs) return rows
  return rows.map((row) => {
    if (!('observation' in row)) return row
    const at = floorTo(floorTo(row.observation.at, gridMs) + cellMs - 1, gridMs)
    return { ...row, observation: { ...row.observation, at } }
  })
}
