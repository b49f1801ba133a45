/**
 * Rows that this process has just written and nobody has read: the next stage takes them from here, decoded as the
 * writer had them, instead of out of the file. The file stays the truth: what is not here is read there, and nothing
 * comes here before it is committed there.
 */

import type { EpochMs } from '../core/time.ts'
import type { LogRecord } from './bus.ts'
import { type KeyAndValue, valuesIn } from './bus-sqlite-rows.ts'
import type { PartitionRef } from './bus-sqlite-topics.ts'

interface FreshRow {
  readonly ref: PartitionRef
  readonly first: number
  /** The offset after its last record. */
  readonly end: number
  readonly at: EpochMs
  readonly data: Buffer
  readonly records: readonly Pick<KeyAndValue, 'key' | 'decoded'>[]
}

/** Its value is looked for when somebody asks: who takes what it decodes to hardly ever does. */
class DecodedRecord implements LogRecord {
  readonly offset: number
  readonly key: string | null
  readonly decoded: object
  readonly #row: FreshRow

  constructor(row: FreshRow, offset: number, key: string | null, decoded: object) {
    this.offset = offset
    this.key = key
    this.decoded = decoded
    this.#row = row
  }

  get value(): Buffer | null {
    return valuesIn(this.#row.data)[this.offset - this.#row.first]!
  }

  get appendedAt(): EpochMs {
    return this.#row.at
  }
}

/** About ten thousand records; with slower readers the oldest rows go and are read from the file. */
const MOST_BYTES = 8_000_000

export class FreshRows {
  /** In the order of writing. */
  readonly #all = new Set<FreshRow>()
  /** By partition, in the order of the log; there may be gaps. */
  readonly #rows = new Map<number, FreshRow[]>()
  #bytes = 0

  /** @param records those of the row, in its order. */
  add(
    ref: PartitionRef,
    first: number,
    at: EpochMs,
    data: Buffer,
    records: readonly KeyAndValue[],
  ): void {
    if (data.length > MOST_BYTES) return
    const kept = records.map(({ key, decoded }) => ({ key, decoded }))
    const row = { ref, first, end: first + records.length, at, data, records: kept }
    const rows = this.#rows.get(ref.id)
    if (rows) rows.push(row)
    else this.#rows.set(ref.id, [row])
    this.#all.add(row)
    this.#bytes += data.length
    for (const oldest of this.#all) {
      if (this.#bytes <= MOST_BYTES) break
      this.#remove(oldest)
    }
  }

  /** The records from `from` on, without a gap, at most `limit`. A row leaves when it was read to its end. */
  take(ref: PartitionRef, from: number, limit: number, into: LogRecord[]): void {
    let offset = from
    for (const row of [...(this.#rows.get(ref.id) ?? [])]) {
      if (row.end <= offset) continue
      if (row.first > offset || offset >= from + limit) return
      let values: readonly (Buffer | null)[] | undefined
      for (; offset < row.end && offset < from + limit; offset++) {
        const { key, decoded } = row.records[offset - row.first]!
        if (decoded) {
          into.push(new DecodedRecord(row, offset, key, decoded))
          continue
        }
        values ??= valuesIn(row.data)
        into.push({ offset, key, value: values[offset - row.first]!, appendedAt: row.at })
      }
      if (offset === row.end) this.#remove(row)
    }
  }

  /** Where the first row begins that stands behind `from`: so far the file is to be read. */
  next(ref: PartitionRef, from: number): number {
    const row = this.#rows.get(ref.id)?.find(({ first }) => first > from)
    return row?.first ?? Number.POSITIVE_INFINITY
  }

  /** What retention takes out of a partition is to be found nowhere. */
  drop(ref: PartitionRef): void {
    for (const row of [...(this.#rows.get(ref.id) ?? [])]) this.#remove(row)
  }

  #remove(row: FreshRow): void {
    const rows = this.#rows.get(row.ref.id)!
    rows.splice(rows.indexOf(row), 1)
    this.#all.delete(row)
    this.#bytes -= row.data.length
  }
}
