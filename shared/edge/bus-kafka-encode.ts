/**
 * The request that appends records to one partition, as bytes: Produce version 3 with one record batch of magic 2
 * (https://kafka.apache.org/documentation/#recordbatch). kafkajs builds the same out of an object a field, which costs
 * more than half of what scoring a mention costs.
 */

import type { ProducedMessage } from './bus-kafka-protocol.ts'

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
  for (const { key, valueBytes } of messages)
    bytes += RECORD_HEAD + (key === null ? 0 : key.length * 3) + valueBytes
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
    const message = messages[i]!
    const { key, value } = message
    const keyBytes = key === null ? -1 : Buffer.byteLength(key)
    const valueBytes = value === null ? -1 : message.valueBytes
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
    if (typeof value === 'string') at += buffer.write(value, at)
    else if (value !== null) at += value.copy(buffer, at)
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

/** CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), eight bytes a step. */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1
  let at = from
  for (; at + 8 <= to; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      TABLE[0x700 | (crc & 0xff)]! ^
      TABLE[0x600 | ((crc >>> 8) & 0xff)]! ^
      TABLE[0x500 | ((crc >>> 16) & 0xff)]! ^
      TABLE[0x400 | (crc >>> 24)]! ^
      TABLE[0x300 | bytes[at + 4]!]! ^
      TABLE[0x200 | bytes[at + 5]!]! ^
      TABLE[0x100 | bytes[at + 6]!]! ^
      TABLE[bytes[at + 7]!]!
  }
  for (; at < to; at++) crc = TABLE[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}

/** Eight tables of 256, one behind the other: what a byte does to the sum that many bytes later. */
const TABLE = table()

function table(): Int32Array {
  const all = new Int32Array(8 * 256)
  for (let i = 0; i < 256; i++) {
    let crc = i
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    all[i] = crc
  }
  for (let i = 256; i < all.length; i++) all[i] = (all[i - 256]! >>> 8) ^ all[all[i - 256]! & 0xff]!
  return all
}
