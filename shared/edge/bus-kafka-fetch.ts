/**
 * The request that reads partitions, and its answer, as bytes: Fetch version 10, which Kafka 2.1 to 4.x speak
 * (https://kafka.apache.org/protocol#The_Messages_Fetch). kafkajs makes an object, several buffers and two long integers
 * of each record of an answer; here its batches stay packed until somebody reads them.
 */

import { type Decompress, type PackedBatch, unpackBatches } from './bus-kafka-packed.ts'

export const FETCH = { apiKey: 1, apiVersion: 10, apiName: 'Fetch' } as const

export interface FetchPlace {
  readonly topic: string
  readonly partition: number
  /** The first offset wanted. */
  readonly offset: number
  readonly maxBytes: number
}

export interface FetchBytes {
  /** A broker that has nothing answers after so long. */
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
  /** Each partition once. Those in front are served first where an answer would become too large. */
  readonly places: readonly FetchPlace[]
}

export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  /** The protocol's number; 0 where all is well. */
  readonly errorCode: number
  /** The offset that the next record will get. */
  readonly endOffset: number
  /** In the order of the log; the first may begin before the offset asked for. */
  readonly batches: readonly PackedBatch[]
}

export interface Fetched {
  /** So long the broker wants to hear nothing. */
  readonly throttleMs: number
  readonly errorCode: number
  readonly partitions: readonly FetchedPartition[]
}

const HEAD_BYTES = 4 + 4 + 4 + 4 + 1 + 4 + 4 + 4
const PLACE_BYTES = 4 + 4 + 8 + 8 + 4

export function encodeFetch({ maxWaitMs, minBytes, maxBytes, places }: FetchBytes): Buffer {
  const topics = new Map<string, FetchPlace[]>()
  for (const place of places) {
    const known = topics.get(place.topic)
    if (known) known.push(place)
    else topics.set(place.topic, [place])
  }
  let bytes = HEAD_BYTES + 4 + places.length * PLACE_BYTES
  for (const topic of topics.keys()) bytes += 2 + Buffer.byteLength(topic) + 4
  const buffer = Buffer.allocUnsafe(bytes)
  // No replica, records of open transactions, too, and no session.
  let at = buffer.writeInt32BE(-1, 0)
  at = buffer.writeInt32BE(maxWaitMs, at)
  at = buffer.writeInt32BE(minBytes, at)
  at = buffer.writeInt32BE(maxBytes, at)
  at = buffer.writeInt8(0, at)
  at = buffer.writeInt32BE(0, at)
  at = buffer.writeInt32BE(-1, at)
  at = buffer.writeInt32BE(topics.size, at)
  for (const [topic, wanted] of topics) {
    at = buffer.writeInt16BE(Buffer.byteLength(topic), at)
    at += buffer.write(topic, at)
    at = buffer.writeInt32BE(wanted.length, at)
    for (const place of wanted) at = writePlace(buffer, at, place)
  }
  buffer.writeInt32BE(0, at)
  return buffer
}

/** Neither an epoch of the leader nor a start of the log, which only replicas know. */
function writePlace(buffer: Buffer, from: number, place: FetchPlace): number {
  let at = buffer.writeInt32BE(place.partition, from)
  at = buffer.writeInt32BE(-1, at)
  at = buffer.writeBigInt64BE(BigInt(place.offset), at)
  at = buffer.writeBigInt64BE(-1n, at)
  return buffer.writeInt32BE(place.maxBytes, at)
}

/** @throws where a batch stands in it that this version cannot read */
export async function decodeFetched(bytes: Buffer, decompress: Decompress): Promise<Fetched> {
  const throttleMs = bytes.readInt32BE(0)
  const errorCode = bytes.readInt16BE(4)
  const topics = bytes.readInt32BE(10)
  const partitions: FetchedPartition[] = []
  let at = 14
  for (let i = 0; i < topics; i++) {
    const nameBytes = bytes.readInt16BE(at)
    const topic = bytes.toString('utf8', at + 2, at + 2 + nameBytes)
    at += 2 + nameBytes
    const count = bytes.readInt32BE(at)
    at += 4
    for (let k = 0; k < count; k++) {
      const partition = bytes.readInt32BE(at)
      const errorCode = bytes.readInt16BE(at + 4)
      const endOffset = Number(bytes.readBigInt64BE(at + 6))
      // Behind it where stable records end and the log begins; of aborted transactions there is a list or none.
      const aborted = bytes.readInt32BE(at + 30)
      at += 34 + Math.max(0, aborted) * 16
      const length = Math.max(0, bytes.readInt32BE(at))
      at += 4
      const batches = await unpackBatches(bytes.subarray(at, at + length), decompress)
      at += length
      partitions.push({ topic, partition, errorCode, endOffset, batches })
    }
  }
  return { throttleMs, errorCode, partitions }
}
