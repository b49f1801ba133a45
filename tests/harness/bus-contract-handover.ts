/** The part of the log's contract that is about what a writer has decoded: it changes nothing but the work. */

import { describe, expect, test } from 'vitest'
import type { Append, Batch, Bus } from '../../shared/edge/bus.ts'
import type { World } from './bus-contract.ts'
import { type Recording, record, recordTail, until } from './bus-recorder.ts'

export function handOverContract(world: World): void {
  describe('what a writer has decoded', () => {
    test('comes in the order of the log, also where another process writes between', async () => {
      const topic = await world.topic(1)
      const other = await world.another()
      const group = record(world.bus, { group: world.fresh('group'), topics: [topic] })
      const tail = recordTail(world.bus, { topics: [topic], from: 'start' })
      await until('both wait', () => group.caughtUp() && tail.caughtUp())
      const appends: Promise<void>[] = []
      for (let turn = 0; turn < 40; turn++) {
        const writer = turn % 3 === 2 ? other : world.bus
        appends.push(writer.append(several(topic, turn)))
        // Now one after the other, now all at once.
        if (turn < 20) await appends.at(-1)
      }
      await Promise.all(appends)
      await until('all is read', () => group.seen.length >= 200 && tail.seen.length >= 200)
      for (const reader of [group, tail]) {
        const offsets = reader.seen.map(({ offset }) => offset)
        expect(offsets).toEqual(Array.from({ length: 200 }, (_, offset) => offset))
        saysTheSame(reader)
      }
      const inLog = await readAnew(other, topic)
      expect(group.seen).toEqual(inLog)
      expect(tail.seen).toEqual(inLog)
    })

    test('is read again from the last commit by whoever comes next', async () => {
      const topic = await world.topic(1)
      const group = world.fresh('group')
      const first = record(world.bus, {
        group,
        topics: [topic],
        onBatch: async ({ partition, records }) => {
          const third = records.find(({ offset }) => offset === 2)
          if (third) await world.bus.commit({ group, topic, partition, offset: 3 })
        },
      })
      await until('it waits', () => first.caughtUp())
      await world.bus.append(several(topic, 0))
      await until('it has read', () => first.seen.length >= 5)
      await first.consumer.stop()
      await world.bus.append(several(topic, 1))
      const second = record(world.bus, { group, topics: [topic] })
      await until('the rest is read', () => second.seen.length >= 7)
      expect(first.seen.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4])
      expect(second.seen.map(({ offset }) => offset)).toEqual([3, 4, 5, 6, 7, 8, 9])
      saysTheSame(second)
    })
  })
}

function several(topic: string, turn: number): Append[] {
  return Array.from({ length: 5 }, (_, i) => {
    const decoded = { n: turn * 5 + i }
    return { topic, partition: 0, key: 'k', value: JSON.stringify(decoded), decoded }
  })
}

function saysTheSame({ batches, seen }: Recording): void {
  const handed = batches.flatMap((batch: Batch) => batch.records).map(({ decoded }) => decoded)
  const values = seen.map(({ value }) => JSON.parse(value ?? ''))
  expect(handed.map((decoded, i) => decoded ?? values[i])).toEqual(values)
}

async function readAnew(bus: Bus, topic: string) {
  const anew = recordTail(bus, { topics: [topic], from: 'start' })
  await until('it is read anew', () => anew.seen.length >= 200)
  await anew.consumer.stop()
  return anew.seen
}
