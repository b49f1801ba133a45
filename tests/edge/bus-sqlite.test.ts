import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DAY_MS } from '../../shared/core/time.ts'
import { type Append, type Batch, type Bus, BusError } from '../../shared/edge/bus.ts'
import { openSqliteBus, type SqliteBusOptions } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { openDatabase } from '../../shared/edge/sqlite.ts'
import { busContract } from '../harness/bus-contract.ts'
import { commitAll, numbered, readAll, record, recordTail, until } from '../harness/bus-recorder.ts'
import { tempFolder } from '../harness/temp-folder.ts'

busContract('the embedded log', { retention: true }, async () => {
  const path = newPath()
  let bus = openSqliteBus({ path, clock: systemClock })
  return {
    bus,
    clock: systemClock,
    another: async () => openSqliteBus({ path, clock: systemClock }),
    async reopen() {
      await bus.close()
      bus = openSqliteBus({ path, clock: systemClock })
      return bus
    },
  }
})

function newPath(): string {
  return join(tempFolder('bus'), 'log.db')
}

/** A log with the topics `in` and `out` (two partitions) and `state` (compacted). */
async function openWith(options: Partial<SqliteBusOptions> = {}): Promise<Bus> {
  const bus = openSqliteBus({ path: newPath(), clock: systemClock, ...options })
  onTestFinished(() => bus.close())
  const topic = { partitions: 2, retentionMs: DAY_MS, compacted: false }
  await bus.createTopics([
    { ...topic, name: 'in' },
    { ...topic, name: 'out' },
    { ...topic, name: 'state', compacted: true },
  ])
  return bus
}

const at = { group: 'group', topic: 'in', partition: 0 }

describe('what a writer has decoded', () => {
  const handed = ({ batches }: { readonly batches: readonly Batch[] }) =>
    batches.flatMap(({ records }) => records.map(({ decoded }) => decoded))

  test('is handed to the first reader of the same process; the others read the same bytes', async () => {
    const bus = await openWith()
    const decoded = { n: 1 }
    await bus.append([{ topic: 'in', key: 'k', value: '{"n":1}', decoded }])
    const first = record(bus, { group: 'first', topics: ['in'] })
    await until('it is read', () => first.seen.length === 1)
    const second = record(bus, { group: 'second', topics: ['in'] })
    await until('it is read again', () => second.seen.length === 1)
    expect(handed(first)[0]).toBe(decoded)
    expect(handed(second)).toEqual([undefined])
    expect(second.seen).toEqual(first.seen)
  })

  test('comes in the order of the log, also where another process writes between', async () => {
    const path = newPath()
    const bus = await openWith({ path })
    const other = openSqliteBus({ path, clock: systemClock })
    onTestFinished(() => other.close())
    for (let n = 0; n < 30; n++) {
      const writer = n % 3 === 2 ? other : bus
      await writer.append([
        { topic: 'in', partition: 0, key: 'k', value: String(n), decoded: { n } },
      ])
    }
    const reader = record(bus, { group: 'group', topics: ['in'] })
    await until('all is read', () => reader.seen.length === 30)
    expect(reader.values()).toEqual(Array.from({ length: 30 }, (_, n) => String(n)))
    const known = handed(reader).map((one, n) => one ?? { n })
    expect(known).toEqual(reader.values().map((value) => ({ n: Number(value) })))
    expect(handed(reader).filter(Boolean).length).toBeGreaterThan(10)
  })

  test('goes with what retention removes', async () => {
    const bus = await openWith()
    await bus.append([{ topic: 'in', partition: 0, key: 'k', value: 'old', decoded: { n: 1 } }])
    await bus.enforceRetention(systemClock.now() + 2 * DAY_MS)
    await bus.append([{ topic: 'in', partition: 0, key: 'k', value: 'new' }])
    const reader = record(bus, { group: 'group', topics: ['in'] })
    await until('the rest is read', () => reader.caughtUp())
    expect(reader.values()).toEqual(['new'])
  })

  test('is not there when the disk refused it', async () => {
    const bus = await openWith({ maxBytes: 1_000_000 })
    const value = 'v'.repeat(2_000_000)
    const refused = bus.append([{ topic: 'in', partition: 0, key: 'k', value, decoded: { n: 1 } }])
    await expect(refused).rejects.toThrow('No space left')
    await bus.append([{ topic: 'in', partition: 0, key: 'k', value: 'small', decoded: { n: 2 } }])
    const reader = record(bus, { group: 'group', topics: ['in'] })
    await until('the rest is read', () => reader.caughtUp())
    expect(reader.values()).toEqual(['small'])
    expect(handed(reader)).toEqual([{ n: 2 }])
  })
})

describe('a commit', () => {
  test('with an output that has no place leaves nothing', async () => {
    const bus = await openWith()
    await bus.commit({ ...at, offset: 1 })
    const good: Append = { topic: 'out', key: 'k', value: 'v' }
    const bad = { ...good, topic: 'nowhere' }
    const snapshots = [{ topic: 'state', key: 'k', value: 'v' }]
    const refused = bus.commit({ ...at, offset: 2, outputs: [good, bad], snapshots })
    await expect(refused).rejects.toThrow('"nowhere"')
    expect(await bus.committed('group', 'in', 0)).toBe(1)
    expect(await readAll(bus, ['out', 'state'])).toEqual([])
  })

  test('for which there is no space leaves nothing', async () => {
    const bus = await openWith({ maxBytes: 1_000_000 })
    await bus.commit({ ...at, offset: 1 })
    const snapshots = [{ topic: 'state', key: 'k', value: 'small' }]
    const outputs = [{ topic: 'out', key: 'k', value: 'x'.repeat(2_000_000) }]
    const refused = bus.commit({ ...at, offset: 2, outputs, snapshots })
    await expect(refused).rejects.toThrow(/No space left .*works again/)
    await expect(refused).rejects.toBeInstanceOf(BusError)
    expect(await bus.committed('group', 'in', 0)).toBe(1)
    expect(await readAll(bus, ['out', 'state'])).toEqual([])
  })
})

describe('without space', () => {
  test('what is small still fits beside what does not', async () => {
    const bus = await openWith({ maxBytes: 1_000_000 })
    const calls = [10, 2_000_000, 20].map((length) =>
      bus.append([{ topic: 'out', key: 'k', value: 'x'.repeat(length) }]),
    )
    const fates = (await Promise.allSettled(calls)).map(({ status }) => status)
    expect(fates).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const seen = await readAll(bus, ['out'])
    expect(seen.map(({ value }) => value?.length)).toEqual([10, 20])
  })

  test('a start that has nothing to write does not fail', async () => {
    const path = newPath()
    const bus = await openWith({ path })
    await bus.close()
    await openWith({ path, maxBytes: 1 })
  })

  test('appends are refused until retention has made room', async () => {
    const bus = await openWith({ maxBytes: 1_000_000 })
    const append = () => bus.append([{ topic: 'out', key: 'k', value: 'x'.repeat(50_000) }])
    let taken = 0
    const fill = async () => {
      for (;;) {
        await append()
        taken++
      }
    }
    await expect(fill()).rejects.toBeInstanceOf(BusError)
    expect(taken).toBeGreaterThan(5)
    expect(await readAll(bus, ['out'])).toHaveLength(taken)
    expect(await bus.enforceRetention(systemClock.now() + 2 * DAY_MS)).toBe(taken)
    for (let i = 0; i < taken; i++) await append()
  })
})

describe('group commit', () => {
  test('puts the calls of one turn into one transaction and one row', async () => {
    const path = newPath()
    const bus = await openWith({ path })
    const calls = numbered('out', 0, 100, 1).map((append) => bus.append([append]))
    await Promise.all(calls)
    const seen = await readAll(bus, ['out'])
    expect(seen.map(({ value }) => Number(value))).toEqual([...Array(100).keys()])
    const database = openDatabase(path, { synchronous: 'normal' })
    expect(database.all('SELECT count FROM batches')).toEqual([{ count: 100 }])
    database.close()
  })

  test('leaves timers and sockets their turn', async () => {
    const bus = await openWith()
    await bus.append(numbered('in', 0, 20_000))
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const onBatch = commitAll(bus, 'group')
    const reader = record(bus, { group: 'group', topics: ['in'], maxRecords: 100, onBatch })
    await until('all are seen', () => reader.seen.length === 20_000)
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5)
  })
})

describe('two connections', () => {
  test('see what the other one appends', async () => {
    const path = newPath()
    const one = await openWith({ path })
    const two = await openWith({ path })
    const tail = recordTail(two, { topics: ['out'], from: 'end' })
    await until('it waits', () => tail.caughtUp() && tail.holds.size === 2)
    for (let i = 0; i < 3; i++) {
      await one.append(numbered('out', i, i + 1))
      await until('it is seen', () => tail.seen.length === i + 1)
    }
  })
})

describe('a group', () => {
  test('never has two readers at one partition, whoever comes and goes', async () => {
    const bus = await openWith()
    const readers = new Map<number, object>()
    const join = () => {
      const self = {}
      return record(bus, {
        group: 'group',
        topics: ['in'],
        maxRecords: 3,
        async onAssigned(_, partitions) {
          for (const partition of partitions) {
            expect(readers.get(partition)).toBeUndefined()
            readers.set(partition, self)
          }
        },
        async onRevoked(_, partitions) {
          for (const partition of partitions) readers.delete(partition)
        },
        async onBatch(batch) {
          expect(readers.get(batch.partition)).toBe(self)
          await commitAll(bus, 'group')(batch)
          expect(readers.get(batch.partition)).toBe(self)
        },
      })
    }
    const members = [join()]
    const all = [...members]
    for (let round = 0; round < 30; round++) {
      await bus.append(numbered('in', round * 10, round * 10 + 10))
      if (round % 2 === 0) {
        members.push(join())
        all.push(members.at(-1)!)
      } else void members.splice(round % members.length, 1)[0]?.consumer.stop()
    }
    const values = () => new Set(all.flatMap((member) => member.values()))
    await until('all are seen', () => values().size === 300)
    for (const { consumer } of all) await consumer.stop()
    for (const { consumer } of all) await consumer.done
    // Each was committed before its partition went on, so none was read twice.
    expect(all.flatMap(({ seen }) => seen)).toHaveLength(300)
  })

  test('that began at the latest keeps its place over a restart without a commit', async () => {
    const path = newPath()
    const bus = await openWith({ path })
    await bus.append(numbered('in', 0, 10))
    const options = { group: 'group', topics: ['in'], from: 'latest' } as const
    const before = record(bus, options)
    await until('it stands at the end', () => before.holds.size === 2 && before.caughtUp())
    await bus.close()
    const again = await openWith({ path })
    await again.append(numbered('in', 10, 15))
    const after = record(again, options)
    await until('the new ones are seen', () => after.seen.length === 5)
  })
})

describe('closing', () => {
  test('finishes what was asked and stops who reads', async () => {
    const path = newPath()
    const bus = await openWith({ path })
    const reader = record(bus, { group: 'group', topics: ['in'] })
    const tail = recordTail(bus, { topics: ['in'], from: 'start' })
    const append = bus.append(numbered('out', 0, 10))
    await bus.close()
    await append
    await reader.consumer.done
    await tail.consumer.done
    await expect(bus.append(numbered('out', 0, 1))).rejects.toBeInstanceOf(BusError)
    await expect(record(bus, { group: 'g', topics: ['in'] }).consumer.done).rejects.toThrow(
      'closed',
    )
    expect(await readAll(await openWith({ path }), ['out'])).toHaveLength(10)
  })
})
