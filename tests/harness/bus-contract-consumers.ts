/** The part of the log's contract that is about one consumer: what it is given, and how it ends. */

import { describe, expect, test } from 'vitest'
import { BusError } from '../../shared/edge/bus.ts'
import type { World } from './bus-contract.ts'
import { numbered, record, until } from './bus-recorder.ts'

export function consumerContract(world: World): void {
  batchContract(world)
  endingContract(world)
  troubleContract(world)
}

function batchContract(world: World): void {
  describe('a consumer', () => {
    test('is given an empty batch at the first end of a partition', async () => {
      const topic = await world.topic(2)
      const consumer = record(world.bus, { group: world.fresh('group'), topics: [topic] })
      await until('both ends are told', () => consumer.batches.length >= 2 && consumer.caughtUp())
      for (const batch of consumer.batches) {
        expect(batch).toMatchObject({ records: [], nextOffset: 0, endOffset: 0 })
      }
      expect(consumer.events).toEqual([`assigned ${topic} 0,1`])
      await world.bus.append(numbered(topic, 0, 20, 20))
      await until('all are seen', () => consumer.seen.length === 20 && consumer.caughtUp())
      await consumer.consumer.stop()
      await consumer.consumer.done
      expect(consumer.events.at(-1)).toBe(`revoked ${topic} 0,1`)
    })

    test('gets at most as many records as it asks for, one batch of a partition at a time', async () => {
      const topic = await world.topic(2)
      await world.bus.append(numbered(topic, 0, 200))
      const busy = new Set<number>()
      const consumer = record(world.bus, {
        group: world.fresh('group'),
        topics: [topic],
        maxRecords: 7,
        onBatch: async ({ partition }) => {
          expect(busy.has(partition)).toBe(false)
          busy.add(partition)
          await new Promise(setImmediate)
          busy.delete(partition)
        },
      })
      await until('all are seen', () => consumer.seen.length === 200)
      await consumer.consumer.stop()
      for (const { records, nextOffset, endOffset } of consumer.batches) {
        expect(records.length).toBeLessThanOrEqual(7)
        expect(nextOffset).toBeLessThanOrEqual(endOffset)
        if (records.length > 0) expect(nextOffset).toBe(records.at(-1)!.offset + 1)
      }
    })
  })
}

function endingContract(world: World): void {
  describe('a consumer', () => {
    test('that begins at the latest sees nothing older, and everything after', async () => {
      const topic = await world.topic(3)
      const group = world.fresh('group')
      await world.bus.append(numbered(topic, 0, 30))
      const first = record(world.bus, { group, topics: [topic], from: 'latest' })
      await until('it stands at the end', () => first.holds.size === 3 && first.caughtUp())
      await world.bus.append(numbered(topic, 30, 40))
      await until('the new ones are seen', () => first.seen.length === 10)
      await first.consumer.stop()
      expect(
        first
          .values()
          .map(Number)
          .every((value) => value >= 30),
      ).toBe(true)
    })

    test('that fails ends with its error, and another one takes over', async () => {
      const topic = await world.topic(2)
      const group = world.fresh('group')
      const broken = record(world.bus, {
        group,
        topics: [topic],
        onBatch: async ({ records }) => {
          if (records.length > 0) throw new Error('detector broke')
        },
      })
      const failed = expect(broken.consumer.done).rejects.toThrow('detector broke')
      await world.bus.append(numbered(topic, 0, 20, 20))
      await failed
      await broken.consumer.stop()
      const healthy = record(world.bus, { group, topics: [topic] })
      await until('all are seen', () => healthy.seen.length === 20)
      await healthy.consumer.stop()
    })

    test('that stops has finished the batch at hand', async () => {
      const topic = await world.topic(1)
      let finished = false
      const consumer = record(world.bus, {
        group: world.fresh('group'),
        topics: [topic],
        onBatch: async ({ records }) => {
          if (records.length === 0) return
          for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
          finished = true
        },
      })
      await world.bus.append(numbered(topic, 0, 5))
      await until('the batch is at hand', () => consumer.seen.length === 5)
      await consumer.consumer.stop()
      expect(finished).toBe(true)
    })
  })
}

function troubleContract(world: World): void {
  describe('a consumer', () => {
    test('whose reader meets a trouble that passes takes its partitions anew from the last commit', async () => {
      const topic = await world.topic(1)
      const group = world.fresh('group')
      let troubles = 0
      const consumer = record(world.bus, {
        group,
        topics: [topic],
        maxRecords: 5,
        onBatch: async ({ records, nextOffset }) => {
          if (records.length === 0) return
          if (nextOffset > 10 && troubles++ < 1) {
            throw new BusError('the broker is away', { temporary: true })
          }
          if (nextOffset <= 5)
            await world.bus.commit({ group, topic, partition: 0, offset: nextOffset })
        },
      })
      await world.bus.append(numbered(topic, 0, 20))
      await until('all are seen', () => consumer.values().at(-1) === '19' && troubles > 1)
      await consumer.consumer.stop()
      await consumer.consumer.done
      const place = `${topic} 0`
      expect(consumer.events).toEqual([
        ...[`assigned ${place}`, `revoked ${place}`],
        ...[`assigned ${place}`, `revoked ${place}`],
      ])
      const again = consumer.values().indexOf('5', consumer.values().indexOf('5') + 1)
      expect(consumer.values().slice(again)).toEqual(
        Array.from({ length: 15 }, (_, i) => String(5 + i)),
      )
    })
  })
}
