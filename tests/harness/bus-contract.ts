/**
 * What every log promises, in examples. Runs against SQLite and against Kafka, so it asks for nothing that Kafka
 * lacks, and waits for conditions only. Names of topics and groups are new in each test.
 */

import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { DAY_MS } from '../../shared/core/time.ts'
import { type Bus, BusError, type TopicSpec } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { consumerContract } from './bus-contract-consumers.ts'
import { groupContract } from './bus-contract-groups.ts'
import { handOverContract } from './bus-contract-handover.ts'
import { recordContract } from './bus-contract-records.ts'
import { numbered, readAll } from './bus-recorder.ts'

export interface BusFeatures {
  /** Whether `enforceRetention` removes old records at once; Kafka does it in its own time. */
  readonly retention: boolean
}

export interface OpenBus {
  readonly bus: Bus
  /** Closes the bus and opens another one on the same log. */
  reopen(): Promise<Bus>
  /** Another process' bus on the same log; closed with the test. */
  another(): Promise<Bus>
  /** The clock by which the log stamps records; it must move by itself. */
  readonly clock: Clock
}

/** The log of the running test; `bus` is the one opened last. */
export interface World {
  bus: Bus
  clock: Clock
  reopen(): Promise<Bus>
  another(): Promise<Bus>
  /** A topic of its own; returns its name. */
  topic(partitions?: number, more?: Partial<TopicSpec>): Promise<string>
  /** A name that no other test uses. */
  fresh(what: string): string
}

let names = 0

export function busContract(
  name: string,
  features: BusFeatures,
  open: () => Promise<OpenBus>,
): void {
  describe(`${name} keeps the contract of the log`, () => {
    const world = {} as World
    beforeEach(async () => {
      const opened = await open()
      const fresh = (what: string) => `${what}-${process.pid}-${Date.now().toString(36)}-${names++}`
      Object.assign(world, {
        bus: opened.bus,
        clock: opened.clock,
        fresh,
        another: async () => {
          const other = await opened.another()
          onTestFinished(() => other.close())
          return other
        },
        reopen: async () => {
          world.bus = await opened.reopen()
          return world.bus
        },
        topic: async (partitions = 3, more: Partial<TopicSpec> = {}) => {
          const spec = { partitions, retentionMs: DAY_MS, compacted: false, ...more }
          const topic = fresh('topic')
          await world.bus.createTopics([{ ...spec, name: topic }])
          return topic
        },
      } satisfies World)
    })
    afterEach(() => world.bus.close())

    topicContract(world)
    recordContract(world)
    handOverContract(world)
    groupContract(world)
    consumerContract(world)
    if (features.retention) retentionContract(world)
  })
}

function topicContract(world: World): void {
  describe('topics', () => {
    test('creating one again is harmless', async () => {
      const topic = await world.topic(3)
      await world.bus.append([{ topic, key: 'a', value: '1' }])
      const spec = { name: topic, partitions: 3, retentionMs: DAY_MS, compacted: false }
      await world.bus.createTopics([spec])
      expect(await world.bus.partitionsOf(topic)).toBe(3)
      expect(await readAll(world.bus, [topic])).toHaveLength(1)
    })

    test('another number of partitions is refused, and says which there are', async () => {
      const topic = await world.topic(3)
      const spec = { name: topic, partitions: 4, retentionMs: DAY_MS, compacted: false }
      const refused = world.bus.createTopics([spec])
      await expect(refused).rejects.toBeInstanceOf(BusError)
      await expect(refused).rejects.toThrow(new RegExp(`${topic}.* 3 `))
      expect(await world.bus.partitionsOf(topic)).toBe(3)
    })

    test('one that does not exist is refused by name', async () => {
      const topic = world.fresh('missing')
      const { bus } = world
      await expect(bus.partitionsOf(topic)).rejects.toThrow(topic)
      await expect(bus.append([{ topic, key: 'a', value: '1' }])).rejects.toThrow(topic)
      await expect(bus.append([{ topic, key: 'a', value: '1' }])).rejects.toBeInstanceOf(BusError)
      const tail = bus.tail({ topics: [topic], from: 'start', onBatch: async () => {} })
      await expect(tail.done).rejects.toThrow(topic)
      const group = world.fresh('group')
      const options = { group, topics: [topic], from: 'earliest', onBatch: async () => {} } as const
      await expect(bus.consume(options).done).rejects.toThrow(topic)
    })
  })
}

function retentionContract(world: World): void {
  describe('retention', () => {
    test('removes what is older than its topic keeps, and readers go on behind it', async () => {
      const short = await world.topic(2, { retentionMs: 60_000 })
      const long = await world.topic(2, { retentionMs: Number.POSITIVE_INFINITY })
      const group = world.fresh('group')
      for (const topic of [short, long]) await world.bus.append(numbered(topic, 0, 20))
      expect(await world.bus.enforceRetention(world.clock.now())).toBe(0)
      expect(await world.bus.enforceRetention(world.clock.now() + 60_001)).toBe(20)
      expect(await readAll(world.bus, [short])).toEqual([])
      expect(await readAll(world.bus, [long])).toHaveLength(20)
      expect((await world.bus.lag(group, [short])).map(({ lag }) => lag)).toEqual([0, 0])
      await world.bus.append(numbered(short, 20, 25))
      const seen = await readAll(world.bus, [short])
      expect(seen.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual([
        20, 21, 22, 23, 24,
      ])
      for (const { offset } of seen) expect(offset).toBeGreaterThan(0)
    })
  })
}
