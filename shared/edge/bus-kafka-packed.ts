/**
 * Record batches as Kafka keeps them, magic 2 (https://kafka.apache.org/documentation/#recordbatch): their heads are
 * read at once, their records when somebody takes them, so that what waits is one buffer and what is known already
 * costs nothing.
 */

import type { LogRecord } from './bus.ts'

/** By the protocol's number of a codec, never 0. @throws where it is not known */
export type Decompress = (codec: number, bytes: Buffer) => Promise<Buffer>

const HEAD_BYTES = 61
/** From the start of a batch to the end of its own length field. */
const LENGTH_END = 12
const MAGIC_AT = 16

/** @returns the whole batches; a broker cuts the last one off where it is told to. */
export async function unpackBatches(bytes: Buffer, decompress: Decompress): Promise<PackedBatch[]> {
  const batches: PackedBatch[] = []
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + LENGTH_END + bytes.readInt32BE(at + 8)
    if (end > bytes.length) break
    const magic = bytes[at + MAGIC_AT]
    if (magic !== 2) throw new Error(`a batch of records has format ${magic}, not 2`)
    const attributes = bytes.readInt16BE(at + 21)
    const codec = attributes & CODEC
    const packed = bytes.subarray(at + HEAD_BYTES, end)
    batches.push(
      new PackedBatch({
        firstOffset: Number(bytes.readBigInt64BE(at)),
        lastDelta: bytes.readInt32BE(at + 23),
        firstAt: Number(bytes.readBigInt64BE(at + 27)),
        logAt: attributes & LOG_TIME ? Number(bytes.readBigInt64BE(at + 35)) : undefined,
        // Marks of transactions are nobody's records.
        count: attributes & CONTROL ? 0 : bytes.readInt32BE(at + 57),
        records: codec === 0 ? packed : await decompress(codec, packed),
      }),
    )
    at = end
  }
  return batches
}

const CODEC = 0x07
const LOG_TIME = 0x08
const CONTROL = 0x20

interface BatchHead {
  readonly firstOffset: number
  readonly lastDelta: number
  readonly firstAt: number
  /** When the log took all of them, where the log's clock counts. */
  readonly logAt: number | undefined
  readonly count: number
  readonly records: Buffer
}

export class PackedBatch {
  readonly firstOffset: number
  /** The offset behind its last record, also where that one was cleaned away. */
  readonly nextOffset: number
  /** How many records were not taken yet. */
  left: number
  readonly #head: BatchHead
  #at = 0

  constructor(head: BatchHead) {
    this.#head = head
    this.firstOffset = head.firstOffset
    this.nextOffset = head.firstOffset + head.lastDelta + 1
    this.left = head.count
  }

  /** The next records, at most `limit`, without those before `from`. @throws RangeError for bytes that are no records */
  take(from: number, limit: number, into: LogRecord[]): void {
    const { firstOffset, firstAt, logAt, records } = this.#head
    for (let taken = 0; taken < limit && this.left > 0; this.left--) {
      const length = this.#varint()
      const end = this.#at + length
      if (!(length > 0 && end <= records.length)) throw new RangeError('a record ends nowhere')
      this.#at++
      const passedMs = this.#varint()
      const offset = firstOffset + this.#varint()
      if (offset >= from) {
        const key = this.#bytes()
        const value = this.#bytes()
        into.push({
          offset,
          key: key === null ? null : key.toString('utf8'),
          value,
          appendedAt: logAt ?? firstAt + passedMs,
        })
        taken++
      }
      this.#at = end
    }
  }

  #bytes(): Buffer | null {
    const length = this.#varint()
    if (length < 0) return null
    this.#at += length
    return this.#head.records.subarray(this.#at - length, this.#at)
  }

  /** Zigzag, seven bits a byte, the low ones first; a number may need more than 32 bits. */
  #varint(): number {
    const { records } = this.#head
    let byte = records[this.#at++]!
    let raw = byte & 0x7f
    for (let scale = 0x80; byte > 0x7f; scale *= 0x80) {
      byte = records[this.#at++]!
      raw += (byte & 0x7f) * scale
    }
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }
}
