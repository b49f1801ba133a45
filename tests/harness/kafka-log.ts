/** One partition as a broker keeps it, in memory: its batches are the bytes that our own requests carry. */

import { encodeProduce } from '../../shared/edge/bus-kafka-encode.ts'
import { type PackedBatch, unpackBatches } from '../../shared/edge/bus-kafka-packed.ts'

export interface WrittenRecord {
  readonly key: string | null
  readonly value: string
}

/** Where a batch begins in a request to the topic `t`: behind what names the topic and the partition. */
const BATCH_AT = 27

export class KafkaLog {
  readonly #batches: { readonly first: number; readonly next: number; readonly bytes: Buffer }[] =
    []
  endOffset = 0

  /** @returns the offset of the first record */
  append(records: readonly WrittenRecord[]): number {
    const messages = records.map(({ key, value }) => ({
      key,
      value,
      valueBytes: Buffer.byteLength(value),
    }))
    const bytes = encodeProduce({
      ...{ topic: 't', partition: 0, messages },
      ...{ acks: -1, timeoutMs: 1_000, now: 1_000 },
    }).subarray(BATCH_AT)
    const first = this.endOffset
    bytes.writeBigInt64BE(BigInt(first), 0)
    this.endOffset += records.length
    this.#batches.push({ first, next: this.endOffset, bytes })
    return first
  }

  /** What a broker sends: whole batches, from the one on in which the offset stands. */
  read(offset: number, mostBatches = Number.POSITIVE_INFINITY): Promise<PackedBatch[]> {
    const wanted = this.#batches.filter(({ next }) => next > offset).slice(0, mostBatches)
    return unpackBatches(Buffer.concat(wanted.map(({ bytes }) => bytes)), async () => {
      throw new Error('nothing is compressed')
    })
  }
}
