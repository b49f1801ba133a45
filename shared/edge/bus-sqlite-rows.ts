/**
 * How records stand in a row of the log file: many in one blob, each as key length, value length, key, value. A
 * length is a 32-bit number one too high, so that 0 means null. Single rows would cost twice the time a record.
 */

import type { EpochMs } from '../core/time.ts'
import type { LogRecord } from './bus.ts'

export interface KeyAndValue {
  readonly key: string | null
  readonly value: string | Uint8Array | null
  readonly decoded?: object | undefined
}

export interface EncodedRow {
  readonly count: number
  readonly data: Buffer
}

/** A stored row; a type and not an interface, so that it counts as a database row. */
export type StoredRow = {
  readonly first: number
  readonly count: number
  readonly at: EpochMs
  readonly data: Buffer
}

/** A row ends at whichever comes first, so that a reader never has to take much more than it asked for. */
const ROW_RECORDS = 500
const ROW_BYTES = 1_000_000

const HEAD_BYTES = 8

export function encodeRows(records: readonly KeyAndValue[]): EncodedRow[] {
  const rows: EncodedRow[] = []
  let from = 0
  let bytes = 0
  for (let i = 0; i < records.length; i++) {
    const size = sizeOf(records[i]!)
    if (i > from && (i - from >= ROW_RECORDS || bytes + size > ROW_BYTES)) {
      rows.push(encodeRow(records, from, i, bytes))
      from = i
      bytes = 0
    }
    bytes += size
  }
  if (records.length > from) rows.push(encodeRow(records, from, records.length, bytes))
  return rows
}

/**
 * The records of `row` from offset `from` on, at most `limit`, appended to `into`. Values are views of the row's
 * memory: whoever keeps one for long should copy it.
 */
export function decodeRow(row: StoredRow, from: number, limit: number, into: LogRecord[]): void {
  const { data } = row
  const end = Math.min(row.first + row.count, Math.max(from, row.first) + limit)
  let at = 0
  for (let offset = row.first; offset < end; offset++) {
    const keyBytes = data.readUInt32LE(at) - 1
    const valueBytes = data.readUInt32LE(at + 4) - 1
    const keyAt = at + HEAD_BYTES
    const valueAt = keyAt + Math.max(0, keyBytes)
    at = valueAt + Math.max(0, valueBytes)
    if (offset < from) continue
    const key = keyBytes < 0 ? null : data.toString('utf8', keyAt, valueAt)
    const value = valueBytes < 0 ? null : data.subarray(valueAt, at)
    into.push({ offset, key, value, appendedAt: row.at })
  }
}

/** The values of a row alone, as views of its memory. */
export function valuesIn(data: Buffer): (Buffer | null)[] {
  const values: (Buffer | null)[] = []
  for (let at = 0; at < data.length; ) {
    const valueBytes = data.readUInt32LE(at + 4) - 1
    const valueAt = at + HEAD_BYTES + Math.max(0, data.readUInt32LE(at) - 1)
    at = valueAt + Math.max(0, valueBytes)
    values.push(valueBytes < 0 ? null : data.subarray(valueAt, at))
  }
  return values
}

function sizeOf(record: KeyAndValue): number {
  return HEAD_BYTES + bytesOf(record.key) + bytesOf(record.value)
}

function bytesOf(content: string | Uint8Array | null): number {
  if (content === null) return 0
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength
}

function encodeRow(
  records: readonly KeyAndValue[],
  from: number,
  to: number,
  bytes: number,
): EncodedRow {
  const data = Buffer.allocUnsafe(bytes)
  let at = 0
  for (let i = from; i < to; i++) {
    const { key, value } = records[i]!
    const keyBytes = write(data, at + HEAD_BYTES, key)
    const valueBytes = write(data, at + HEAD_BYTES + keyBytes, value)
    data.writeUInt32LE(key === null ? 0 : keyBytes + 1, at)
    data.writeUInt32LE(value === null ? 0 : valueBytes + 1, at + 4)
    at += HEAD_BYTES + keyBytes + valueBytes
  }
  return { count: to - from, data }
}

function write(data: Buffer, at: number, content: string | Uint8Array | null): number {
  if (content === null) return 0
  if (typeof content === 'string') return data.write(content, at)
  data.set(content, at)
  return content.byteLength
}
