/** The part of the log's contract that is about groups: sharing, coming and going, committing. */

import { describe, expect, test } from 'vitest'
import { BusError } from '../../shared/edge/bus.ts'
import type { World } from './bus-contract.ts'
import { commitAll, numbered, record, textOf, until } from './bus-recorder.ts'

export function groupContract(world: World): void {
  sharingContract(world)
  rebalanceContract(world)
  revokeContract(world)
  commitContract(world)
  lagContract(world)
}

function sharingContract(world: World): void {
  describe('groups', () => {
    test('are independent of each other', async () => {
      const topic = await world.topic(3)
      await world.bus.append(numbered(topic, 0, 60))
      const groups = ['one', 'two'].map((name) =>
        record(world.bus, { group: world.fresh(name), topics: [topic] }),
      )
      await until('both saw all', () => groups.every(({ seen }) => seen.length >= 60))
      for (const { consumer, seen } of groups) {
        await consumer.stop()
        expect(seen).toHaveLength(60)
      }
    })

    test('share the partitions among their members', async () => {
      const topic = await world.topic(4)
      const group = world.fresh('group')
      const members = [0, 1].map(() => {
        const onBatch = commitAll(world.bus, group)
        return record(world.bus, { group, topics: [topic], onBatch })
      })
      await until('each holds half', () =>
        members.every((member) => member.holds.size === 2 && member.caughtUp()),
      )
      await world.bus.append(numbered(topic, 0, 80, 40))
      await until('all are seen', () => members.flatMap(({ seen }) => seen).length >= 80)
      for (const { consumer, seen } of members) {
        await consumer.stop()
        expect(seen.length).toBeGreaterThan(0)
      }
      const all = members.flatMap((member) => member.values())
      expect(new Set(all).size).toBe(80)
    })
  })
}

function rebalanceContract(world: World): void {
  describe('groups', () => {
    test('lose no record when members come and go', async () => {
      const topic = await world.topic(6)
      const group = world.fresh('group')
      const join = () =>
        record(world.bus, {
          group,
          topics: [topic],
          maxRecords: 5,
          onBatch: commitAll(world.bus, group),
        })
      const all: ReturnType<typeof join>[] = []
      const members: ReturnType<typeof join>[] = []
      const enter = () => {
        const member = join()
        all.push(member)
        members.push(member)
      }
      enter()
      for (let round = 0; round < 6; round++) {
        await world.bus.append(numbered(topic, round * 100, round * 100 + 100, 50))
        if (round % 3 === 2) await members.shift()!.consumer.stop()
        else enter()
      }
      const values = () => new Set(all.flatMap((member) => member.values()))
      await until('all are seen', () => values().size === 600)
      await until('all is committed', async () =>
        (await world.bus.lag(group, [topic])).every(({ lag }) => lag === 0),
      )
      for (const { consumer } of members) await consumer.stop()
    })
  })
}

function revokeContract(world: World): void {
  describe('groups', () => {
    test('hand partitions back before they are dealt again, and may commit then', async () => {
      const topic = await world.topic(2)
      const group = world.fresh('group')
      const reached = new Map<number, number>()
      const first = record(world.bus, {
        group,
        topics: [topic],
        onBatch: async ({ partition, nextOffset }) => void reached.set(partition, nextOffset),
        onRevoked: async (_, partitions) => {
          for (const partition of partitions) {
            const offset = reached.get(partition) ?? 0
            await world.bus.commit({ group, topic, partition, offset })
          }
        },
      })
      await world.bus.append(numbered(topic, 0, 40, 20))
      await until('the first saw all', () => first.seen.length === 40)
      const second = record(world.bus, { group, topics: [topic] })
      await until('both hold one', () => first.holds.size === 1 && second.holds.size === 1)
      await until('both are at the end', () => first.caughtUp() && second.caughtUp())
      expect(second.seen).toEqual([])
      expect(first.events.filter((event) => event.startsWith('revoked')).length).toBeGreaterThan(0)
      await first.consumer.stop()
      await until('the second has both', () => second.holds.size === 2 && second.caughtUp())
      await second.consumer.stop()
      expect([...second.holds]).toEqual([])
    })
  })
}

function commitContract(world: World): void {
  describe('commits', () => {
    test('decide where the group begins again; what was not committed is read again', async () => {
      const topic = await world.topic(1)
      const group = world.fresh('group')
      await world.bus.append(numbered(topic, 0, 30))
      const before = record(world.bus, { group, topics: [topic], maxRecords: 10 })
      await until('all are seen', () => before.seen.length === 30)
      expect(await world.bus.committed(group, topic, 0)).toBeUndefined()
      const { nextOffset } = before.batches[0]!
      await world.bus.commit({ group, topic, partition: 0, offset: nextOffset })
      await before.consumer.stop()

      const bus = await world.reopen()
      expect(await bus.committed(group, topic, 0)).toBe(nextOffset)
      const after = record(bus, { group, topics: [topic] })
      await until('the rest is seen', () => after.seen.length >= 30 - nextOffset)
      await after.consumer.stop()
      const rest = Array.from({ length: 30 - nextOffset }, (_, i) => String(nextOffset + i))
      expect(after.values()).toEqual(rest)
    })

    test('carry outputs, snapshots and the offset, all there after a restart', async () => {
      const topic = await world.topic(2)
      const out = await world.topic(2)
      const state = await world.topic(2, { compacted: true })
      const group = world.fresh('group')
      await world.bus.append(numbered(topic, 0, 10))
      await world.bus.commit({
        group,
        topic,
        partition: 1,
        offset: 3,
        outputs: [{ topic: out, key: null, partition: 1, value: 'output' }],
        snapshots: [
          { topic: state, key: 'brand', partition: 1, value: 'old' },
          { topic: state, key: 'brand', partition: 1, value: new Uint8Array([110, 101, 119]) },
        ],
      })
      const bus = await world.reopen()
      expect(await bus.committed(group, topic, 1)).toBe(3)
      expect(await bus.committed(group, topic, 0)).toBeUndefined()
      const snapshots = await bus.readCompacted(state, 1)
      expect(snapshots.map((one) => [one.key, textOf(one)])).toEqual([['brand', 'new']])
      const reader = record(bus, { group: world.fresh('reader'), topics: [out] })
      await until('the output is seen', () => reader.seen.length === 1)
      expect(reader.seen[0]).toMatchObject({ partition: 1, key: null, value: 'output' })
      await reader.consumer.stop()
    })
  })
}

function lagContract(world: World): void {
  describe('commits', () => {
    test('to places that do not exist are refused', async () => {
      const topic = await world.topic(2)
      const group = world.fresh('group')
      const commit = { group, topic, partition: 0, offset: 0 }
      const refused = [
        world.bus.commit({ ...commit, partition: 2 }),
        world.bus.commit({ ...commit, offset: -1 }),
        world.bus.commit({ ...commit, topic: world.fresh('missing') }),
      ]
      for (const one of refused) await expect(one).rejects.toBeInstanceOf(BusError)
    })

    test('are what lag is measured against', async () => {
      const topic = await world.topic(2)
      const group = world.fresh('group')
      const lag = async () => (await world.bus.lag(group, [topic])).map((one) => one.lag)
      expect(await lag()).toEqual([0, 0])
      const five = (partition: number) => ({ topic, key: null, partition, value: 'x' })
      await world.bus.append([...Array(5)].map(() => five(0)))
      await world.bus.append([...Array(3)].map(() => five(1)))
      expect(await lag()).toEqual([5, 3])
      await world.bus.commit({ group, topic, partition: 0, offset: 4 })
      expect(await world.bus.lag(group, [topic])).toEqual([
        { topic, partition: 0, lag: 1, committed: 4 },
        { topic, partition: 1, lag: 3, committed: 0 },
      ])
    })
  })
}
