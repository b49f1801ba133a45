/**
 * The records and offsets of the embedded log, without any waiting: what is asked of the tables and what is
 * written into them. Synchronous; every write is one transaction.
 */

import type { EpochMs } from '../core/time.ts'
import { type Batch, BusError, type LogRecord, type PartitionLag } from './bus.ts'
import { FreshRows } from './bus-sqlite-fresh.ts'
import { decodeRow, encodeRows, type StoredRow } from './bus-sqlite-rows.ts'
import type { PartitionRef, PlacedRecord } from './bus-sqlite-topics.ts'
import type { Database, SqlValue } from './sqlite.ts'

/** What one call of `append` or `commit` wants written; all of it or nothing. */
export interface Write {
  readonly records: readonly PlacedRecord[]
  /** See `AppendOptions`. */
  readonly derived?: boolean | undefined
  readonly offset?: { readonly group: string; readonly ref: PartitionRef; readonly next: number }
}

/** Reading and deleting take no more bytes at once than this and one row. */
const STEP_BYTES = 8_000_000

export class SqliteLog {
  readonly #db: Database
  readonly #fresh = new FreshRows()

  constructor(database: Database) {
    this.#db = database
  }

  /** All writes in one transaction; returns the ids of the partitions that grew. */
  write(writes: readonly Write[], now: EpochMs): Set<number> {
    const appends = new Map<PartitionRef, PlacedRecord[]>()
    for (const { records } of writes) {
      for (const record of records) {
        const before = appends.get(record.ref)
        if (before) before.push(record)
        else appends.set(record.ref, [record])
      }
    }
    const at = Math.floor(now)
    const appended: (() => void)[] = []
    this.#db.transaction(() => {
      for (const [ref, records] of appends) this.#append(ref, records, at, appended)
      for (const { offset } of writes) {
        if (offset) this.#commit(offset.group, offset.ref, offset.next)
      }
    })
    for (const keep of appended) keep()
    return new Set([...appends.keys()].map((ref) => ref.id))
  }

  read(ref: PartitionRef, from: number, maxRecords: number): Batch {
    const end = this.end(ref)
    const records: LogRecord[] = []
    if (from < end && ref.compacted) this.#readLatest(ref, from, maxRecords, records)
    if (from < end && !ref.compacted) {
      this.#fresh.take(ref, from, maxRecords, records)
      const most = Math.min(maxRecords, this.#fresh.next(ref, from) - from)
      if (records.length === 0) this.#readBatches(ref, from, most, records)
    }
    const last = records.at(-1)
    const nextOffset = last ? last.offset + 1 : Math.max(from, end)
    const { topic, partition } = ref
    return { topic, partition, records, nextOffset, endOffset: Math.max(end, nextOffset) }
  }

  /** The present records of a compacted partition without tombstones, oldest first. */
  compacted(ref: PartitionRef): LogRecord[] {
    if (!ref.compacted) throw new BusError(`Topic "${ref.topic}" is not compacted.`)
    const sql = `SELECT ${LATEST} WHERE partition_id = ? AND value IS NOT NULL ORDER BY record_offset`
    return this.#db.all<LatestRow>(sql, [ref.id]).map(recordOf)
  }

  /** The offset of the oldest record that is still there; the end where there is none. */
  start(ref: PartitionRef): number {
    return this.#number(`SELECT ${oldest(ref)} WHERE partition_id = ?`, [ref.id]) ?? this.end(ref)
  }

  end(ref: PartitionRef): number {
    return this.#number('SELECT next_offset AS n FROM partitions WHERE id = ?', [ref.id]) ?? 0
  }

  /** The first offset appended at or after an instant; the end where there is none. */
  offsetAt(ref: PartitionRef, at: EpochMs): number {
    const sql = `SELECT ${oldest(ref)} WHERE partition_id = ? AND appended_at >= ?`
    return this.#number(sql, [ref.id, at]) ?? this.end(ref)
  }

  committed(group: string, ref: PartitionRef): number | undefined {
    const sql = 'SELECT next_offset AS n FROM committed WHERE group_name = ? AND partition_id = ?'
    return this.#number(sql, [group, ref.id])
  }

  lag(group: string, ref: PartitionRef): PartitionLag {
    const committed = Math.max(this.committed(group, ref) ?? 0, this.start(ref))
    const { topic, partition } = ref
    return { topic, partition, lag: Math.max(0, this.end(ref) - committed), committed }
  }

  /**
   * Deletes some of the oldest rows, as long as they are older than `before`, and returns the number of their
   * records; 0 when there are none left. Never out of the middle: the clock may have gone backwards.
   */
  deleteOldest(ref: PartitionRef, before: EpochMs): number {
    const sql = `SELECT ${HEAD} WHERE partition_id = ? ORDER BY first_offset LIMIT 500`
    const rows = firstBytes(this.#db.all<Head>(sql, [ref.id]))
    const fresh = rows.findIndex((row) => row.at >= before)
    const old = fresh < 0 ? rows : rows.slice(0, fresh)
    const last = old.at(-1)
    if (!last) return 0
    this.#fresh.drop(ref)
    this.#db.run('DELETE FROM batches WHERE partition_id = ? AND first_offset <= ?', [
      ref.id,
      last.first,
    ])
    return old.reduce((records, row) => records + row.count, 0)
  }

  deleteTombstones(ref: PartitionRef, before: EpochMs): number {
    return this.#db.run(
      'DELETE FROM latest WHERE partition_id = ? AND value IS NULL AND appended_at < ?',
      [ref.id, before],
    )
  }

  /** Takes what was deleted out of the write-ahead file as well. */
  checkpoint(): void {
    this.#db.all('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  /** A number that changes when another connection has written. */
  version(): number {
    return this.#db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0
  }

  /** @param appended what is to be called when all of it is committed. */
  #append(
    ref: PartitionRef,
    records: readonly PlacedRecord[],
    at: EpochMs,
    appended: (() => void)[],
  ): void {
    let offset = this.end(ref)
    const end = offset + records.length
    this.#db.run('UPDATE partitions SET next_offset = ? WHERE id = ?', [end, ref.id])
    if (ref.compacted) {
      for (const record of records) this.#supersede(ref, record, offset++, at)
      return
    }
    let done = 0
    for (const row of encodeRows(records)) {
      this.#db.run(
        'INSERT INTO batches (partition_id, first_offset, count, appended_at, data) VALUES (?, ?, ?, ?, ?)',
        [ref.id, offset, row.count, at, row.data],
      )
      const [first, written] = [offset, records.slice(done, done + row.count)]
      appended.push(() => this.#fresh.add(ref, first, at, row.data, written))
      offset += row.count
      done += row.count
    }
  }

  #supersede(ref: PartitionRef, { key, value }: PlacedRecord, offset: number, at: EpochMs): void {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value
    this.#db.run(
      `INSERT INTO latest (partition_id, key, record_offset, appended_at, value)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT (partition_id, key) DO UPDATE SET
       record_offset = excluded.record_offset, appended_at = excluded.appended_at, value = excluded.value`,
      [ref.id, Buffer.from(key ?? ''), offset, at, bytes],
    )
  }

  #commit(group: string, ref: PartitionRef, next: number): void {
    this.#db.run(
      `INSERT INTO committed (group_name, partition_id, next_offset) VALUES (?, ?, ?)
       ON CONFLICT (group_name, partition_id) DO UPDATE SET next_offset = excluded.next_offset`,
      [group, ref.id, next],
    )
  }

  #readBatches(ref: PartitionRef, from: number, limit: number, into: LogRecord[]): void {
    const first = this.#rowOf(ref, from)
    if (first === undefined) return
    const rows = firstBytes(
      this.#db.all<Head>(
        `SELECT ${HEAD} WHERE partition_id = ? AND first_offset BETWEEN ? AND ? ORDER BY first_offset`,
        [ref.id, first, Math.max(first, from) + limit - 1],
      ),
    )
    const stored = this.#db.all<StoredRow>(
      `SELECT first_offset AS first, count, appended_at AS at, data FROM batches
       WHERE partition_id = ? AND first_offset BETWEEN ? AND ? ORDER BY first_offset`,
      [ref.id, first, rows.at(-1)!.first],
    )
    for (const row of stored) decodeRow(row, from, limit - into.length, into)
  }

  /** Where the row begins that holds this offset, or the oldest row when retention has taken it. */
  #rowOf(ref: PartitionRef, offset: number): number | undefined {
    const sql =
      'SELECT max(first_offset) AS n FROM batches WHERE partition_id = ? AND first_offset <= ?'
    const oldestSql = 'SELECT min(first_offset) AS n FROM batches WHERE partition_id = ?'
    return this.#number(sql, [ref.id, offset]) ?? this.#number(oldestSql, [ref.id])
  }

  #readLatest(ref: PartitionRef, from: number, limit: number, into: LogRecord[]): void {
    const heads = this.#db.all<Head>(
      `SELECT record_offset AS first, 1 AS count, appended_at AS at, length(value) AS bytes FROM latest
       WHERE partition_id = ? AND record_offset >= ? ORDER BY record_offset LIMIT ?`,
      [ref.id, from, limit],
    )
    const last = firstBytes(heads).at(-1)
    if (!last) return
    const sql = `SELECT ${LATEST} WHERE partition_id = ? AND record_offset BETWEEN ? AND ? ORDER BY record_offset`
    for (const row of this.#db.all<LatestRow>(sql, [ref.id, from, last.first])) {
      into.push(recordOf(row))
    }
  }

  #number(sql: string, params: readonly SqlValue[]): number | undefined {
    return this.#db.get<{ n: number | null }>(sql, params)?.n ?? undefined
  }
}

/** A row without its content; the length of a blob is known without reading it. */
type Head = { first: number; count: number; at: EpochMs; bytes: number | null }
const HEAD = 'first_offset AS first, count, appended_at AS at, length(data) AS bytes FROM batches'

type LatestRow = { offset: number; at: EpochMs; key: Buffer; value: Buffer | null }
const LATEST = 'record_offset AS offset, appended_at AS at, key, value FROM latest'

function recordOf({ offset, at, key, value }: LatestRow): LogRecord {
  return { offset, key: key.toString('utf8'), value, appendedAt: at }
}

function oldest(ref: PartitionRef): string {
  return ref.compacted
    ? 'min(record_offset) AS n FROM latest'
    : 'min(first_offset) AS n FROM batches'
}

/** The first rows up to `STEP_BYTES`, at least one of them. */
function firstBytes(rows: readonly Head[]): readonly Head[] {
  let bytes = 0
  const beyond = rows.findIndex((row) => {
    const full = bytes >= STEP_BYTES
    bytes += row.bytes ?? 0
    return full
  })
  return beyond < 0 ? rows : rows.slice(0, beyond)
}
