/** Writer and reader of one process beside a broker in memory: only what is acknowledged is handed over, to who reads now. */

import { expect, onTestFinished, test } from 'vitest'
import type { LogRecord } from '../../shared/edge/bus.ts'
import type { ProduceRequest } from '../../shared/edge/bus-kafka-client.ts'
import type { KafkaContext } from '../../shared/edge/bus-kafka-context.ts'
import type { FetchBytes } from '../../shared/edge/bus-kafka-fetch.ts'
import { HandOver } from '../../shared/edge/bus-kafka-handover.ts'
import type { KafkaLink } from '../../shared/edge/bus-kafka-link.ts'
import { KafkaReader } from '../../shared/edge/bus-kafka-reader.ts'
import { KafkaWriter } from '../../shared/edge/bus-kafka-writer.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { until } from '../harness/bus-recorder.ts'
import { KafkaLog } from '../harness/kafka-log.ts'

/** @param lost says of each request to write whether its answer never comes */
function world(lost: (turn: number) => boolean = () => false) {
  const log = new KafkaLog()
  const asked: number[] = []
  let turn = 0
  const produce = async (_: unknown, { topic, partition, messages }: ProduceRequest) => {
    const first = log.append(messages.map(({ key, value }) => ({ key, value: String(value) })))
    if (lost(turn++)) return []
    const taken = { partition, errorCode: 0, baseOffset: String(first), logAppendTime: '7' }
    return [{ topicName: topic, partitions: [taken] }]
  }
  const fetch = async (_: unknown, { places }: FetchBytes) => {
    const { topic, partition, offset } = places[0]!
    asked.push(offset)
    const batches = await log.read(offset)
    if (batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    return [{ topic, partition, errorCode: 0, endOffset: log.endOffset, batches }]
  }
  const link = {
    know: async () => undefined,
    keepFresh: async () => undefined,
    refresh: async () => undefined,
    leaderOf: () => '1',
    broker: async () => ({}),
  } as unknown as KafkaLink
  const context = {
    client: { name: 'Kafka at test', address: { brokers: [] }, produce, fetch },
    link,
    handOver: new HandOver(),
    clock: systemClock,
    tell: () => undefined,
    closing: new AbortController().signal,
    patienceMs: 300,
    sessionMs: 6_000,
  } as unknown as KafkaContext
  const writer = new KafkaWriter(context)
  return {
    log,
    asked,
    append: (n: number) => {
      const value = JSON.stringify({ n })
      const place = { topic: 't', partition: 0, key: 'k' }
      return writer.append([{ ...place, value, valueBytes: value.length, decoded: { n } }])
    },
    read(from: number, onBatch: (records: readonly LogRecord[]) => Promise<void> = async () => {}) {
      const seen: LogRecord[] = []
      const reader = new KafkaReader(context, link, [{ topic: 't', partition: 0, offset: from }], {
        onBatch: async ({ records }) => {
          seen.push(...records)
          await onBatch(records)
        },
      })
      const done = reader.run()
      onTestFinished(() => reader.halt())
      return { reader, done, seen }
    },
  }
}

const numbers = (seen: readonly LogRecord[]) =>
  seen.map(({ value }) => (JSON.parse(String(value)) as { n: number }).n)

test('what was acknowledged comes without being fetched, as the writer had it', async () => {
  const { append, read, asked } = world()
  await append(0)
  const { seen } = read(0)
  await until('the old one is read', () => seen.length === 1)
  for (let n = 1; n < 200; n++) await append(n)
  await until('all are read', () => seen.length === 200)
  expect(numbers(seen)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  expect(seen.map(({ offset }) => offset)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  const handed = seen.filter(({ decoded }) => decoded)
  expect(handed.map(({ decoded, appendedAt }) => ({ decoded, appendedAt }))).toEqual(
    numbers(handed).map((n) => ({ decoded: { n }, appendedAt: 7 })),
  )
  expect(handed.length).toBeGreaterThan(0)
  expect(asked.length).toBeLessThan(200)
})

test('what no broker acknowledges is not handed over; what it took all the same is read from it', async () => {
  const { append, read, log } = world((turn) => turn < 1_000)
  const { seen } = read(0)
  await expect(append(0)).rejects.toThrow(/does not name what was sent/)
  await until('the copies are read', () => seen.length === log.endOffset)
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.filter(({ decoded }) => decoded)).toEqual([])
})

test('a partition taken away between the acknowledgement and the fold is folded by the next owner alone', async () => {
  const { append, read } = world()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  // The empty batch of a reader that was quicker than the writer is not what is meant.
  const first = read(0, async (records) => {
    if (records.length > 0) await held
  })
  await append(0)
  await until('the first one is at work', () => first.seen.length === 1)
  await append(1)
  first.reader.halt()
  await append(2)
  release()
  await first.done
  const second = read(1)
  await append(3)
  await until('the rest is read', () => second.seen.length === 3)
  expect(numbers(first.seen)).toEqual([0])
  expect(numbers(second.seen)).toEqual([1, 2, 3])
})
