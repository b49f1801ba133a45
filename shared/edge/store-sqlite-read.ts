/** Questions to the embedded store. What a query means is said in `search-tokens.ts` and `store.ts`. */

import type { EpochMs } from '../core/time.ts'
import { parseQuery, topTerms } from './search-tokens.ts'
import type { SqlValue } from './sqlite.ts'
import type { HistogramBucket, SearchPage, SearchQuery, StoredRecord, TermCount } from './store.ts'
import type { Place } from './store-check.ts'
import {
  checkStep,
  formatCursor,
  MAX_INSTANT_MS,
  MAX_TERM_MENTIONS,
  pageLimit,
  parseCursor,
  periodOf,
  recordLimit,
} from './store-check.ts'
import { cleanText, shownMention } from './store-merge.ts'
import type { MentionRow, StoreFile } from './store-sqlite-file.ts'
import {
  brandToken,
  firstPlace,
  MENTION_COLUMNS,
  PLACES_PER_SECOND,
  SHOWN_P_NEG,
  stateOf,
} from './store-sqlite-file.ts'

export function search(file: StoreFile, query: SearchQuery): SearchPage {
  const limit = pageLimit(query.limit)
  const after = query.after === undefined ? undefined : parseCursor(query.after)
  const filter = filterOf(file, query)
  if (!filter) return { mentions: [] }
  const rows = newest(file, filter, after, limit + 1)
  const mentions = rows
    .slice(0, limit)
    .map((row) => shownMention(stateOf(row, file.brandId(row.brand)))!)
  const last = mentions.at(-1)
  return rows.length > limit && last ? { mentions, next: formatCursor(last) } : { mentions }
}

export function histogram(file: StoreFile, query: SearchQuery, stepMs: number): HistogramBucket[] {
  checkStep(stepMs)
  const filter = filterOf(file, query)
  if (!filter) return []
  return file.db.all<HistogramBucket>(
    `SELECT m.published_at - m.published_at % CAST(? AS INTEGER) AS at, count(*) AS mentions,
       CAST(total(${SHOWN_P_NEG} >= 0.5) AS INTEGER) AS negatives
     ${filter.sql} GROUP BY 1 ORDER BY 1`,
    [stepMs, ...filter.params(0, Number.MAX_SAFE_INTEGER)],
  )
}

export function terms(file: StoreFile, query: SearchQuery, limit: number): TermCount[] {
  const filter = filterOf(file, query)
  if (!filter) return []
  const rows = file.db.all<{ text: string }>(
    `SELECT m.text ${filter.sql} ORDER BY ${filter.rowNumber} DESC LIMIT ${MAX_TERM_MENTIONS}`,
    filter.params(0, Number.MAX_SAFE_INTEGER),
  )
  return topTerms(
    rows.map((row) => row.text),
    pageLimit(limit),
  )
}

export function records(
  file: StoreFile,
  kind: StoredRecord['kind'],
  query: { brandId?: string; fromAt?: EpochMs; toAt?: EpochMs; limit?: number },
): StoredRecord[] {
  const brand = query.brandId === undefined ? [] : [cleanText(query.brandId)]
  return file.db.all<{ kind: StoredRecord['kind'] } & StoredRecord>(
    `SELECT kind, id, brand_id AS brandId, at, body FROM records
     WHERE kind = ? ${brand.length > 0 ? 'AND brand_id = ?' : ''} AND at >= ? AND at < ?
     ORDER BY at DESC, id LIMIT ?`,
    [kind, ...brand, ...periodOf(query), recordLimit(query.limit)],
  )
}

interface Filter {
  /** From `FROM` to the end of `WHERE`; the tables are `m` and `s`. */
  readonly sql: string
  readonly rowNumber: string
  /** For row numbers from `first` up to, not including, `end`. */
  params(first: number, end: number): SqlValue[]
}

/** Undefined where nothing can be found. */
function filterOf(file: StoreFile, query: SearchQuery): Filter | undefined {
  const brand = query.brandId === undefined ? -1 : file.brandNumber(cleanText(query.brandId))
  if (brand === undefined) return undefined
  const { match, except, live } = matchOf(brand < 0 ? undefined : brand, query.text ?? '')
  const [fromAt, toAt] = periodOf(query)
  const rowNumber = match ? 'f.rowid' : 'm.n'
  const conditions = [
    match && 'f.found MATCH ?',
    // FTS5 ignores a bound that is not an integer, and libsql binds doubles.
    `${rowNumber} >= CAST(? AS INTEGER) AND ${rowNumber} < CAST(? AS INTEGER)`,
    'm.published_at >= ? AND m.published_at < ?',
    except && 'm.n NOT IN (SELECT rowid FROM found WHERE found MATCH ?)',
    live && 'm.deleted_at IS NULL',
    query.sources && 'm.source IN (SELECT value FROM json_each(?))',
    query.minPNeg !== undefined && `${SHOWN_P_NEG} >= ?`,
  ]
  const tables = match ? 'found f CROSS JOIN mentions m ON m.n = f.rowid' : 'mentions m'
  return {
    sql: `FROM ${tables} LEFT JOIN scores s ON s.n = m.n
      WHERE ${conditions.filter(Boolean).join(' AND ')}`,
    rowNumber,
    params: (first, end) => [
      ...(match ? [match] : []),
      Math.max(first, firstPlace(fromAt)),
      Math.min(end, firstPlace(toAt) + PLACES_PER_SECOND),
      fromAt,
      toAt,
      ...(except ? [except] : []),
      ...(query.sources ? [JSON.stringify(query.sources.map(cleanText))] : []),
      ...(query.minPNeg === undefined ? [] : [query.minPNeg]),
    ],
  }
}

interface Match {
  /** FTS5 expressions of quoted tokens only: what must occur, and what must not where nothing must. */
  readonly match?: string
  readonly except?: string
  /** Whether deleted mentions must be kept out; wanted words do that, as none of theirs is left. */
  readonly live: boolean
}

function matchOf(brand: number | undefined, text: string): Match {
  const parsed = parseQuery(text)
  const wanted = [...parsed.must.map((word) => [word]), ...parsed.phrases].map(quoted)
  const unwanted = parsed.mustNot.map(quoted).join(' OR ')
  const live = unwanted !== ''
  if (brand !== undefined) wanted.unshift(quoted([brandToken(brand)]))
  if (wanted.length === 0) return live ? { except: unwanted, live } : { live }
  const match = wanted.join(' AND ')
  return { match: live ? `(${match}) NOT (${unwanted})` : match, live }
}

function quoted(tokens: readonly string[]): string {
  return `"${tokens.join(' ')}"`
}

/**
 * The index yields row numbers, which are ordered by second only. So the second of the cursor and the one in which
 * the page ends are read by themselves, sorted; all between is complete and sorted afterwards.
 */
function newest(
  file: StoreFile,
  filter: Filter,
  after: Place | undefined,
  want: number,
): MentionRow[] {
  const rows = after ? withinSecond(file, filter, after.publishedAt, after, want) : []
  if (rows.length >= want) return rows
  const end = after ? firstPlace(after.publishedAt) : Number.MAX_SAFE_INTEGER
  const missing = want - rows.length
  const more = file.db.all<MentionRow>(
    `SELECT * FROM (SELECT ${MENTION_COLUMNS} ${filter.sql}
       ORDER BY ${filter.rowNumber} DESC LIMIT ?)
     ORDER BY published_at DESC, id, brand`,
    [...filter.params(0, end), missing],
  )
  const last = more.at(-1)
  if (!last || more.length < missing) return [...rows, ...more]
  const whole = more.filter((row) => firstPlace(row.published_at) !== firstPlace(last.published_at))
  const rest = missing - whole.length
  return [...rows, ...whole, ...withinSecond(file, filter, last.published_at, undefined, rest)]
}

function withinSecond(
  file: StoreFile,
  filter: Filter,
  at: EpochMs,
  after: Place | undefined,
  want: number,
): MentionRow[] {
  const first = firstPlace(at)
  const { publishedAt, id, brandId } = after ?? { publishedAt: MAX_INSTANT_MS, id: '', brandId: '' }
  const brand = file.brandNumber(brandId) ?? 0
  return file.db.all<MentionRow>(
    `SELECT ${MENTION_COLUMNS} ${filter.sql} AND (m.published_at < ?
       OR (m.published_at = ? AND (m.id > ? OR (m.id = ? AND m.brand > ?))))
     ORDER BY m.published_at DESC, m.id, m.brand LIMIT ?`,
    [
      ...filter.params(first, first + PLACES_PER_SECOND),
      publishedAt,
      publishedAt,
      id,
      id,
      brand,
      want,
    ],
  )
}
