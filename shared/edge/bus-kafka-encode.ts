/**
 * The request that appends records to one partition, as bytes: Produce version 3 with one record batch of magic 2
 * (https://kafka.apache.org/documentation/#recordbatch). kafkajs builds the same out of an object a field, which costs
 * more than half of what scoring a mention costs.
 */

import type { ProducedMessage } from './bus-kafka-client.ts'

export const PRODUCE = { apiKey: 0, apiVersion: 3, apiName: 'Produce' } as const

export interface ProduceBytes {
  readonly topic: string
  readonly partition: number
  readonly messages: readonly ProducedMessage[]
  /** -1: all replicas in sync. */
  readonly acks: number
  readonly timeoutMs: number
  /** Stands in the batch; a topic with the broker's own time replaces it. */
  readonly now: number
}

/** Of a batch: before the records, and from its attributes on, which the checksum covers. */
const BATCH_HEAD = 61
const CHECKED_FROM = 21
/** From the start of a batch to the end of its own length field. */
const LENGTH_END = 12
/** The most that a record has beside key and value. */
const RECORD_HEAD = 40

export function encodeProduce(request: ProduceBytes): Buffer {
  const { topic, partition, messages, acks, timeoutMs, now } = request
  const topicBytes = Buffer.byteLength(topic)
  const head = 2 + 2 + 4 + 4 + 2 + topicBytes + 4 + 4 + 4
  const buffer = Buffer.allocUnsafe(head + BATCH_HEAD + mostBytes(messages))
  const end = writeRecords(buffer, head + BATCH_HEAD, messages)
  let at = buffer.writeInt16BE(-1, 0)
  at = buffer.writeInt16BE(acks, at)
  at = buffer.writeInt32BE(timeoutMs, at)
  at = buffer.writeInt32BE(1, at)
  at = buffer.writeInt16BE(topicBytes, at)
  at += buffer.write(topic, at)
  at = buffer.writeInt32BE(1, at)
  at = buffer.writeInt32BE(partition, at)
  at = buffer.writeInt32BE(end - head, at)
  writeBatchHead(buffer, head, end, messages.length, now)
  return buffer.subarray(0, end)
}

function mostBytes(messages: readonly ProducedMessage[]): number {
  let bytes = 0
  for (const { key, value } of messages)
    bytes += RECORD_HEAD + (key === null ? 0 : key.length * 3) + (value?.length ?? 0)
  return bytes
}

function writeBatchHead(
  buffer: Buffer,
  start: number,
  end: number,
  records: number,
  now: number,
): void {
  let at = buffer.writeBigInt64BE(0n, start)
  at = buffer.writeInt32BE(end - start - LENGTH_END, at)
  at = buffer.writeInt32BE(-1, at)
  at = buffer.writeInt8(2, at)
  at += 4
  at = buffer.writeInt16BE(0, at)
  at = buffer.writeInt32BE(records - 1, at)
  at = buffer.writeBigInt64BE(BigInt(Math.floor(now)), at)
  at = buffer.writeBigInt64BE(BigInt(Math.floor(now)), at)
  // No idempotence: neither producer id, nor epoch, nor sequence.
  at = buffer.writeBigInt64BE(-1n, at)
  at = buffer.writeInt16BE(-1, at)
  at = buffer.writeInt32BE(-1, at)
  buffer.writeInt32BE(records, at)
  buffer.writeUInt32BE(crc32c(buffer, start + CHECKED_FROM, end), start + CHECKED_FROM - 4)
}

/** @returns the offset behind the last record. */
function writeRecords(buffer: Buffer, from: number, messages: readonly ProducedMessage[]): number {
  let at = from
  for (let i = 0; i < messages.length; i++) {
    const { key, value } = messages[i]!
    const keyBytes = key === null ? -1 : Buffer.byteLength(key)
    const valueBytes = value === null ? -1 : value.length
    const length =
      3 +
      varintBytes(i) +
      varintBytes(keyBytes) +
      Math.max(0, keyBytes) +
      varintBytes(valueBytes) +
      Math.max(0, valueBytes)
    at = writeVarint(buffer, at, length)
    // Attributes and the difference in time.
    buffer[at++] = 0
    buffer[at++] = 0
    at = writeVarint(buffer, at, i)
    at = writeVarint(buffer, at, keyBytes)
    if (key !== null) at += buffer.write(key, at)
    at = writeVarint(buffer, at, valueBytes)
    if (value !== null) at += value.copy(buffer, at)
    // No headers.
    buffer[at++] = 0
  }
  return at
}

/** Zigzag, seven bits a byte, the low ones first. */
function writeVarint(buffer: Buffer, from: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  let at = from
  while (rest > 0x7f) {
    buffer[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  buffer[at++] = rest
  return at
}

function varintBytes(value: number): number {
  const rest = ((value << 1) ^ (value >> 31)) >>> 0
  if (rest < 0x80) return 1
  if (rest < 0x4000) return 2
  if (rest < 0x200000) return 3
  return rest < 0x10000000 ? 4 : 5
}

/** CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), four bytes a step. */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  const [t0, t1, t2, t3] = TABLES
  let crc = 0xffffffff
  let at = from
  for (; at + 4 <= to; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc = t3[crc & 0xff]! ^ t2[(crc >>> 8) & 0xff]! ^ t1[(crc >>> 16) & 0xff]! ^ t0[crc >>> 24]!
  }
  for (; at < to; at++) crc = t0[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const TABLES = tables()

function tables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const [t0, t1, t2, t3] = [0, 0, 0, 0].map(() => new Uint32Array(256)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  for (let i = 0; i < 256; i++) {
    let crc = i
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    t0[i] = crc
  }
  for (let i = 0; i < 256; i++) {
    t1[i] = (t0[i]! >>> 8) ^ t0[t0[i]! & 0xff]!
    t2[i] = (t1[i]! >>> 8) ^ t0[t1[i]! & 0xff]!
    t3[i] = (t2[i]! >>> 8) ^ t0[t2[i]! & 0xff]!
  }
  return [t0, t1, t2, t3]
}
