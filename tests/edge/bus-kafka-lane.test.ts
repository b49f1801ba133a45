/** A partition's records come from the broker and from this process' own writer at once: the order is the log's. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '../../shared/edge/bus.ts'
import { Run } from '../../shared/edge/bus-kafka-handover.ts'
import { Lane } from '../../shared/edge/bus-kafka-lane.ts'
import { KafkaLog } from '../harness/kafka-log.ts'

const MAX_RECORDS = 3

/** A log with a reader, and acknowledgements that are on their way. */
function world() {
  const log = new KafkaLog()
  let now = 0
  const lane = new Lane({ topic: 't', partition: 0, offset: 0 }, MAX_RECORDS, () => now)
  const unacknowledged: Run[] = []
  const read: LogRecord[] = []
  const write = (count: number) => {
    const records = Array.from({ length: count }, (_, i) => {
      const n = log.endOffset + i
      return { key: n % 2 === 0 ? null : `k${n}`, value: `{"n":${n}}`, decoded: { n } }
    })
    return { records, first: log.append(records) }
  }
  return {
    log,
    lane,
    read,
    own(count: number) {
      const { records, first } = write(count)
      unacknowledged.push(new Run(first, 1_000, records))
    },
    foreign: (count: number) => void write(count),
    acknowledge() {
      const run = unacknowledged.shift()
      if (run) lane.offer(run)
    },
    async fetch(mostBatches: number) {
      if (!lane.isHungry) return
      const batches = await log.read(lane.fetchFrom, mostBatches)
      lane.take({ topic: 't', partition: 0, errorCode: 0, endOffset: log.endOffset, batches })
    },
    eat() {
      const batch = lane.next()
      read.push(...(batch?.records ?? []))
      return batch
    },
    pass(ms: number) {
      now += ms
    },
  }
}

type World = ReturnType<typeof world>

const move: fc.Arbitrary<(one: World) => unknown> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((count) => (one: World) => one.own(count)),
  fc.integer({ min: 1, max: 3 }).map((count) => (one: World) => one.foreign(count)),
  fc.constant((one: World) => one.acknowledge()),
  fc.integer({ min: 1, max: 3 }).map((batches) => (one: World) => one.fetch(batches)),
  fc.constant((one: World) => one.eat()),
  fc.integer({ min: 1, max: 300 }).map((ms) => (one: World) => one.pass(ms)),
)

test('each record comes once and in its place, however acknowledgements and answers cross', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 80 }), async (moves) => {
      const one = world()
      for (const each of moves) await each(one)
      // In the end everything comes, though no acknowledgement does any more.
      for (let turn = 0; one.read.length < one.log.endOffset; turn++) {
        expect(turn).toBeLessThan(1_000)
        one.pass(1_000)
        await one.fetch(2)
        one.eat()
      }
      expect(one.read.map(({ offset }) => offset)).toEqual([...one.read.keys()])
      expect(one.read.map(({ value }) => String(value))).toEqual(
        one.read.map(({ offset }) => `{"n":${offset}}`),
      )
      expect(one.read.map(({ key }) => key)).toEqual(
        one.read.map(({ offset }) => (offset % 2 === 0 ? null : `k${offset}`)),
      )
      for (const { offset, decoded } of one.read)
        if (decoded) expect(decoded).toEqual({ n: offset })
    }),
    { numRuns: 300 },
  )
})

test('what this process writes alone is not fetched, and is what the writer had', async () => {
  const one = world()
  for (let turn = 0; turn < 10; turn++) {
    one.own(2)
    one.acknowledge()
    expect(one.lane.isHungry).toBe(false)
    one.eat()
  }
  expect(one.read.map(({ decoded }) => decoded)).toEqual(
    Array.from({ length: 20 }, (_, n) => ({ n })),
  )
  one.pass(1_000)
  expect(one.lane.isHungry).toBe(true)
})

test('another writer between shows at the next acknowledgement: both are read, in their order', async () => {
  const one = world()
  one.own(2)
  one.acknowledge()
  one.foreign(1)
  expect(one.lane.isHungry).toBe(false)
  one.own(2)
  one.acknowledge()
  expect(one.lane.isHungry).toBe(true)
  await one.fetch(9)
  while (one.read.length < 5) one.eat()
  expect(one.read.map(({ decoded }) => decoded)).toEqual([
    { n: 0 },
    { n: 1 },
    undefined,
    { n: 3 },
    { n: 4 },
  ])
})

test('a reader that is behind is given no more than it can hold, and loses nothing', async () => {
  const one = world()
  for (let turn = 0; turn < 60; turn++) {
    one.own(3)
    one.acknowledge()
  }
  expect(one.lane.isFull).toBe(true)
  expect(one.lane.fetchFrom).toBeLessThan(6 * MAX_RECORDS)
  for (let turn = 0; turn < 300 && one.read.length < 180; turn++) {
    one.eat()
    await one.fetch(1)
  }
  expect(one.read.map(({ offset }) => offset)).toEqual(Array.from({ length: 180 }, (_, n) => n))
})
