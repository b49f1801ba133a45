/** The part of the log's contract that is about records: where they stand, what they carry, how they are read. */

import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../shared/core/time.ts'
import { type Bus, BusError, type LogRecord, partitionOf } from '../../shared/edge/bus.ts'
import type { World } from './bus-contract.ts'
import { numbered, readAll, recordTail, textOf, until } from './bus-recorder.ts'

export function recordContract(world: World): void {
  placeContract(world)
  contentContract(world)
  compactedContract(world)
  tailContract(world)
  tailEndContract(world)
}

function placeContract(world: World): void {
  describe('records', () => {
    test('of one key stand in its partition, in the order of the calls', async () => {
      const topic = await world.topic(5)
      const calls = Array.from({ length: 40 }, (_, i) => numbered(topic, i * 10, i * 10 + 10, 11))
      await Promise.all(calls.map((records) => world.bus.append(records)))
      const seen = await readAll(world.bus, [topic])
      expect(seen).toHaveLength(400)
      for (const { key, partition } of seen) expect(partition).toBe(partitionOf(key ?? '', 5))
      for (let k = 0; k < 11; k++) {
        const order = seen.filter(({ key }) => key === `key-${k}`).map(({ value }) => Number(value))
        expect(order).toEqual([...order].sort((a, b) => a - b))
      }
      for (let p = 0; p < 5; p++) {
        const offsets = seen.filter(({ partition }) => partition === p).map((one) => one.offset)
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b))
      }
    })

    test('go to the partition that is named, whatever the key', async () => {
      const topic = await world.topic(4)
      const append = [0, 1, 2, 3].flatMap((partition) => [
        { topic, key: null, value: `tick ${partition}`, partition },
        { topic, key: 'same', value: `same ${partition}`, partition },
      ])
      await world.bus.append(append)
      const seen = await readAll(world.bus, [topic])
      const places = seen.map(({ partition, key, value }) => `${partition} ${key} ${value}`).sort()
      const wanted = append.map(({ partition, key, value }) => `${partition} ${key} ${value}`)
      expect(places).toEqual(wanted.sort())
    })

    test('without a place are refused, and nothing of the call is written', async () => {
      const topic = await world.topic(2)
      const good = { topic, key: 'a', value: '1' }
      const homeless = world.bus.append([good, { topic, key: null, value: '1' }])
      await expect(homeless).rejects.toBeInstanceOf(BusError)
      const outside = world.bus.append([good, { topic, key: 'a', value: '1', partition: 2 }])
      await expect(outside).rejects.toBeInstanceOf(BusError)
      await world.bus.append([])
      expect(await readAll(world.bus, [topic])).toEqual([])
    })
  })
}

function contentContract(world: World): void {
  describe('the content of records', () => {
    test('is kept: every byte of a value, every script of a key', async () => {
      const topic = await world.topic(2)
      const bytes = Uint8Array.from({ length: 512 }, (_, i) => i % 256)
      const keys = ['', 'Müller & Söhne', '日本語', 'עברית', '👩‍🚒', 'null\0byte', "'; DROP", ' a ']
      const values = [bytes, new Uint8Array(0), 'ünïcode\0text', '', '{"a":"👍"}']
      const append = keys.flatMap((key) => values.map((value) => ({ topic, key, value })))
      await world.bus.append(append)
      const bus = await world.reopen()
      const got: string[] = []
      const onBatch = async (batch: { records: readonly LogRecord[] }) => {
        for (const { key, value } of batch.records) got.push(`${key} ${hex(value ?? '')}`)
      }
      const tail = bus.tail({ topics: [topic], from: 'start', onBatch })
      await until('all are read', () => got.length === append.length)
      await tail.stop()
      const wanted = append.map(({ key, value }) => `${key} ${hex(value)}`)
      expect(got.sort()).toEqual(wanted.sort())
    })

    test('may be a megabyte long', async () => {
      const topic = await world.topic(1)
      const values = ['a', 'b', 'c'].map((letter) => letter.repeat(1_000_000))
      await world.bus.append(values.map((value) => ({ topic, key: 'k', value })))
      const seen = await readAll(world.bus, [topic])
      expect(
        seen.map(({ value }) => value === values[seen.length - 3] || value?.length),
      ).toHaveLength(3)
      expect(seen.map(({ value }) => value?.[0])).toEqual(['a', 'b', 'c'])
      expect(seen.map(({ value }) => value?.length)).toEqual([1_000_000, 1_000_000, 1_000_000])
    })

    test('outlives the process once the append has resolved, with its time', async () => {
      const topic = await world.topic(3)
      const before = world.clock.now()
      await world.bus.append(numbered(topic, 0, 100))
      const after = world.clock.now()
      const first = await readAll(world.bus, [topic])
      await world.reopen()
      expect(byOffset(await readAll(world.bus, [topic]))).toEqual(byOffset(first))
      expect(first).toHaveLength(100)
      for (const { appendedAt } of first) {
        expect(appendedAt).toBeGreaterThanOrEqual(Math.floor(before))
        expect(appendedAt).toBeLessThanOrEqual(after)
      }
      await world.bus.append(numbered(topic, 100, 101))
      expect(await readAll(world.bus, [topic])).toHaveLength(101)
    })
  })
}

function compactedContract(world: World): void {
  describe('compacted topics', () => {
    test('hold the newest record of each key, and forget a key at its tombstone', async () => {
      const topic = await world.topic(1, { compacted: true })
      const put = (key: string, value: string | null) => world.bus.append([{ topic, key, value }])
      await put('a', 'a1')
      await put('b', 'b1')
      await put('c\0', 'c1')
      await put('a', 'a2')
      await put('b', null)
      await put('d', null)
      const present = async (bus: Bus) =>
        (await bus.readCompacted(topic, 0)).map((record) => [record.key, textOf(record)])
      const wanted = [
        ['c\0', 'c1'],
        ['a', 'a2'],
      ]
      expect(await present(world.bus)).toEqual(wanted)
      expect(await present(await world.reopen())).toEqual(wanted)
      await put('b', 'b2')
      expect(await present(world.bus)).toEqual([...wanted, ['b', 'b2']])
    })

    test('refuse a record without a key, and are empty at first', async () => {
      const topic = await world.topic(2, { compacted: true })
      const refused = world.bus.append([{ topic, key: null, value: '1', partition: 0 }])
      await expect(refused).rejects.toBeInstanceOf(BusError)
      expect(await world.bus.readCompacted(topic, 1)).toEqual([])
    })

    test('can be followed like others', async () => {
      const topic = await world.topic(1, { compacted: true })
      await world.bus.append([{ topic, key: 'a', value: '1' }])
      const tail = recordTail(world.bus, { topics: [topic], from: 'start' })
      await until('the first is seen', () => tail.values().includes('1'))
      await world.bus.append([
        { topic, key: 'a', value: '2' },
        { topic, key: 'b', value: '3' },
      ])
      await until('the end is seen', () => tail.values().at(-1) === '3')
      expect(tail.values()).toContain('2')
      await tail.consumer.stop()
    })
  })
}

function tailContract(world: World): void {
  describe('a tail', () => {
    test('from the start sees all and goes on', async () => {
      const topics = [await world.topic(2), await world.topic(3)]
      for (const topic of topics) await world.bus.append(numbered(topic, 0, 50))
      const tail = recordTail(world.bus, { topics, from: 'start' })
      await until('the old ones are seen', () => tail.seen.length === 100)
      for (const topic of topics) await world.bus.append(numbered(topic, 50, 60))
      await until('the new ones are seen', () => tail.seen.length === 120)
      await tail.consumer.stop()
      await tail.consumer.done
      const places = tail.seen.map(
        ({ topic, partition, offset }) => `${topic} ${partition} ${offset}`,
      )
      expect(new Set(places).size).toBe(120)
    })

    test('from the end sees only what comes later', async () => {
      const topic = await world.topic(3)
      await world.bus.append(numbered(topic, 0, 50))
      const tail = recordTail(world.bus, { topics: [topic], from: 'end' })
      await until('it stands at the end', () => tail.holds.size === 3 && tail.caughtUp())
      await world.bus.append(numbered(topic, 50, 60))
      await until('the new ones are seen', () => tail.seen.length >= 10)
      await tail.consumer.stop()
      const values = tail
        .values()
        .map(Number)
        .sort((a, b) => a - b)
      expect(values).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59])
    })
  })
}

function tailEndContract(world: World): void {
  describe('a tail', () => {
    test('from an instant begins with the first record at or after it', async () => {
      const topic = await world.topic(3)
      await world.bus.append(numbered(topic, 0, 50))
      const early = world.clock.now()
      await until('the clock has moved', () => world.clock.now() >= early + 3)
      const at = Math.floor(world.clock.now())
      await world.bus.append(numbered(topic, 50, 60))
      const tail = recordTail(world.bus, { topics: [topic], from: { at } })
      await until('all since are seen', () => tail.seen.length >= 10 && tail.caughtUp())
      await tail.consumer.stop()
      expect(tail.seen).toHaveLength(10)
      const future = recordTail(world.bus, { topics: [topic], from: { at: at + DAY_MS } })
      await until('it stands at the end', () => future.holds.size === 3 && future.caughtUp())
      expect(future.seen).toEqual([])
      await future.consumer.stop()
    })

    test('whose reader fails ends with its error', async () => {
      const topic = await world.topic(3)
      await world.bus.append(numbered(topic, 0, 50))
      const onBatch = () => Promise.reject(new Error('reader broke'))
      const tail = world.bus.tail({ topics: [topic], from: 'start', onBatch })
      await expect(tail.done).rejects.toThrow('reader broke')
      await tail.stop()
    })
  })
}

function hex(value: string | Uint8Array): string {
  return Buffer.from(value as string).toString('hex')
}

function byOffset<T extends { partition: number; offset: number }>(seen: T[]): T[] {
  return seen.sort((a, b) => a.partition - b.partition || a.offset - b.offset)
}
