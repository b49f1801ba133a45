/** The writer against brokers that answer wrongly, which a real one does only while it dies. */

import { expect, test } from 'vitest'
import type { ProduceRequest } from '../../shared/edge/bus-kafka-client.ts'
import type { KafkaContext } from '../../shared/edge/bus-kafka-context.ts'
import { HandOver } from '../../shared/edge/bus-kafka-handover.ts'
import type { KafkaLink } from '../../shared/edge/bus-kafka-link.ts'
import type { ProducedTopic } from '../../shared/edge/bus-kafka-protocol.ts'
import { KafkaWriter } from '../../shared/edge/bus-kafka-writer.ts'
import { systemClock } from '../../shared/edge/clock.ts'

type Answer = (request: ProduceRequest, turn: number) => ProducedTopic[]

/** What a broker says that took everything. */
const taken: Answer = ({ topic, partition }) => [
  {
    topicName: topic,
    partitions: [{ partition, errorCode: 0, baseOffset: '0', logAppendTime: '-1' }],
  },
]

function writerOn(answer: Answer, patienceMs = 5_000) {
  const stored: string[] = []
  const link = {
    know: async () => undefined,
    keepFresh: async () => undefined,
    refresh: async () => undefined,
    leaderOf: () => '1',
    broker: async () => ({}),
  }
  const produce = async (_: unknown, request: ProduceRequest) => {
    const topics = answer(request, turn++)
    if (topics.length > 0) stored.push(...request.messages.map(({ value }) => String(value)))
    return topics
  }
  let turn = 0
  const context: KafkaContext = {
    client: {
      name: 'Kafka at test',
      address: { brokers: [] },
      produce,
    } as unknown as KafkaContext['client'],
    link: link as unknown as KafkaLink,
    home: 'here',
    handOver: new HandOver(),
    clock: systemClock,
    tell: () => undefined,
    parting: () => undefined,
    closing: new AbortController().signal,
    patienceMs,
    sessionMs: 6_000,
  }
  return { writer: new KafkaWriter(context), stored }
}

const place = (value: string, partition = 0) => ({
  topic: 'mentions',
  partition,
  key: 'acme',
  value,
  valueBytes: value.length,
})

test('an answer that leaves a partition out is no acknowledgement: it is sent again', async () => {
  const { writer, stored } = writerOn((request, turn) => (turn < 2 ? [] : taken(request, turn)))
  await writer.append([place('a'), place('b')])
  expect(stored).toEqual(['a', 'b'])
})

test('an answer about another partition is none either', async () => {
  const { writer } = writerOn(
    (request, turn) =>
      taken(request, turn).map((one) => ({
        ...one,
        partitions: one.partitions.map((answer) => ({ ...answer, partition: 7 })),
      })),
    200,
  )
  await expect(writer.append([place('a')])).rejects.toThrow(/does not name what was sent/)
})

test('calls keep their order, whatever has to be sent again', async () => {
  const { writer, stored } = writerOn((request, turn) =>
    turn % 2 === 0 ? [] : taken(request, turn),
  )
  const values = Array.from({ length: 50 }, (_, i) => String(i))
  const calls: Promise<void>[] = []
  for (const value of values) {
    calls.push(writer.append([place(value)]))
    if (Number(value) % 7 === 0) await new Promise(setImmediate)
  }
  await Promise.all(calls)
  expect(stored).toEqual(values)
})
