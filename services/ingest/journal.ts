/** Journal lines, as the sources that are handed them read them. Pure. */

import type { JournalRecord } from '../../shared/core/mention.ts'
import { parseLine } from '../../shared/core/parse.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import { decodeText } from '../../shared/edge/codec.ts'
import type { Line } from '../../shared/edge/lines.ts'
import type { FetchedItem, Found } from './source.ts'

/** One journal line; its own instants stand. */
export function readJournalLine(line: Line): Found {
  if (line.totalBytes > line.bytes.length) {
    const reason = `the line has ${line.totalBytes} bytes; it was cut`
    return { type: 'reject', code: 'too-long', reason }
  }
  const parsed = parseLine(decodeText(line.bytes))
  return parsed.ok
    ? { type: 'record', record: parsed.record }
    : { type: 'reject', code: parsed.code, reason: parsed.reason }
}

/** Nothing was known before it happened: an instant from the future, of a clock that is wrong, becomes the present. */
export function notAfter(found: Found, now: EpochMs): Found {
  if (found.type !== 'record' || found.record.observedAt <= now) return found
  return { type: 'record', record: observedAs(found.record, now) }
}

/** The record as learned of at `now`. */
export function observedAs(record: JournalRecord, now: EpochMs): JournalRecord {
  if (record.type !== 'mention') return { ...record, observedAt: now }
  return { ...record, observedAt: now, publishedAt: Math.min(record.publishedAt, now) }
}

export function lineItem<Cursor>(line: Line, cursor: Cursor): FetchedItem<Line, Cursor> {
  return { raw: line, cursor, position: line.number, bytes: () => line.bytes }
}
