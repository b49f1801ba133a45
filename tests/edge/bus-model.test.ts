/**
 * The embedded log against a model of arrays and maps: whatever is appended, committed, forgotten and restarted in
 * whatever order, both hold the same.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../../shared/core/time.ts'
import { type Append, type Bus, partitionOf } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { type ManualClock, manualClock } from '../../shared/edge/clock.ts'
import { readAll, record, textOf, until } from '../harness/bus-recorder.ts'

const PARTITIONS = 2
const TOPIC = { partitions: PARTITIONS, retentionMs: HOUR_MS, compacted: false }
const SPECS = [
  { ...TOPIC, name: 'in' },
  { ...TOPIC, name: 'out', retentionMs: Number.POSITIVE_INFINITY },
  { ...TOPIC, name: 'state', compacted: true },
]
const EACH_PARTITION = [...Array(PARTITIONS).keys()]

interface Kept {
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly appendedAt: number
}

class Model {
  /** By `topic/partition`. */
  readonly records = new Map<string, Kept[]>()
  readonly ends = new Map<string, number>()
  /** By `group/topic/partition`. */
  readonly offsets = new Map<string, number>()

  append({ topic, key, value, partition }: Append, appendedAt: number): void {
    const place = `${topic}/${partition ?? partitionOf(key ?? '', PARTITIONS)}`
    const offset = this.ends.get(place) ?? 0
    this.ends.set(place, offset + 1)
    const before = this.records.get(place) ?? []
    const kept = topic === 'state' ? before.filter((one) => one.key !== key) : before
    this.records.set(place, [...kept, { offset, key, value: value as string | null, appendedAt }])
  }

  forget(topic: string, before: number): void {
    for (const [place, kept] of this.records) {
      if (!place.startsWith(`${topic}/`)) continue
      this.records.set(
        place,
        kept.filter((one) => one.appendedAt >= before),
      )
    }
  }

  lag(group: string, topic: string, partition: number): number {
    const place = `${topic}/${partition}`
    const end = this.ends.get(place) ?? 0
    const start = this.records.get(place)?.[0]?.offset ?? end
    return Math.max(0, end - Math.max(start, this.offsets.get(`${group}/${place}`) ?? 0))
  }
}

interface World {
  bus: Bus
  readonly model: Model
  readonly clock: ManualClock
  readonly open: () => Promise<Bus>
}

type Step = (world: World) => Promise<void>

const group = fc.constantFrom('one', 'two')
const partition = fc.nat({ max: PARTITIONS - 1 })
const key = fc.constantFrom('', 'acme', 'Müller', 'a\0b', '日本')
const value = fc.oneof(fc.string({ maxLength: 40 }), fc.constant('x'.repeat(3000)))
const stream: fc.Arbitrary<Append> = fc.oneof(
  fc.record({ topic: fc.constantFrom('in', 'out'), key, value }),
  fc.record({ topic: fc.constantFrom('in', 'out'), key: fc.constant(null), value, partition }),
)
const snapshot: fc.Arbitrary<Append> = fc.record({
  topic: fc.constant('state'),
  key,
  value: fc.option(value),
})

/** Several calls of one turn, which share a transaction. */
const appends = fc
  .array(fc.array(fc.oneof(stream, snapshot), { maxLength: 6 }), { minLength: 1, maxLength: 4 })
  .map(
    (calls): Step =>
      async ({ bus, model, clock }) => {
        await Promise.all(calls.map((call) => bus.append(call)))
        for (const one of calls.flat()) model.append(one, clock.now())
      },
  )

const commits = fc
  .record({
    group,
    topic: fc.constantFrom('in', 'out'),
    partition,
    offset: fc.nat({ max: 30 }),
    outputs: fc.array(stream, { maxLength: 4 }),
    snapshots: fc.array(snapshot, { maxLength: 3 }),
  })
  .map(
    (commit): Step =>
      async ({ bus, model, clock }) => {
        await bus.commit(commit)
        for (const one of [...commit.outputs, ...commit.snapshots]) model.append(one, clock.now())
        model.offsets.set(`${commit.group}/${commit.topic}/${commit.partition}`, commit.offset)
      },
  )

const restart = fc.constant<Step>(async (world) => {
  await world.bus.close()
  world.bus = await world.open()
})

const time = fc.integer({ min: 1, max: HOUR_MS }).map(
  (ms): Step =>
    async ({ bus, model, clock }) => {
      clock.moveTo(clock.now() + ms)
      await bus.enforceRetention(clock.now())
      model.forget('in', clock.now() - HOUR_MS)
    },
)

/** A group reads from its offset to the end; one beyond the end counts as none. */
const reading = fc
  .record({
    group,
    topic: fc.constantFrom('in', 'out'),
    maxRecords: fc.integer({ min: 1, max: 9 }),
  })
  .map(
    ({ group, topic, maxRecords }): Step =>
      async ({ bus, model }) => {
        const reader = record(bus, { group, topics: [topic], maxRecords })
        await until('the end is read', () => reader.holds.size === PARTITIONS && reader.caughtUp())
        await reader.consumer.stop()
        for (const partition of EACH_PARTITION) {
          const place = `${topic}/${partition}`
          const committed = model.offsets.get(`${group}/${place}`) ?? 0
          const from = committed > (model.ends.get(place) ?? 0) ? 0 : committed
          const wanted = (model.records.get(place) ?? []).filter(({ offset }) => offset >= from)
          const seen = reader.seen.filter((one) => one.partition === partition)
          expect(seen).toEqual(wanted.map((one) => ({ topic, partition, ...one })))
        }
      },
  )

async function compare({ bus, model }: World): Promise<void> {
  const all = await readAll(bus, ['in', 'out'])
  for (const topic of ['in', 'out']) {
    for (const partition of EACH_PARTITION) {
      const seen = all.filter((one) => one.topic === topic && one.partition === partition)
      const wanted = model.records.get(`${topic}/${partition}`) ?? []
      expect(seen).toEqual(wanted.map((one) => ({ topic, partition, ...one })))
      for (const group of ['one', 'two']) {
        const wantedOffset = model.offsets.get(`${group}/${topic}/${partition}`)
        expect(await bus.committed(group, topic, partition)).toBe(wantedOffset)
        const [lag] = (await bus.lag(group, [topic])).filter((one) => one.partition === partition)
        expect(lag?.lag).toBe(model.lag(group, topic, partition))
      }
    }
  }
  for (const partition of EACH_PARTITION) {
    const present = await bus.readCompacted('state', partition)
    const wanted = (model.records.get(`state/${partition}`) ?? []).filter(
      ({ value }) => value !== null,
    )
    expect(present.map((one) => ({ ...one, value: textOf(one) }))).toEqual(wanted)
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-model-'))
  const clock = manualClock(Date.UTC(2026, 2, 2))
  const open = async () => {
    const bus = openSqliteBus({ path: join(folder, 'log.db'), clock })
    await bus.createTopics(SPECS)
    return bus
  }
  const world: World = { bus: await open(), model: new Model(), clock, open }
  try {
    for (const step of steps) {
      await step(world)
      await compare(world)
    }
    await world.bus.close()
    world.bus = await open()
    await compare(world)
  } finally {
    await world.bus.close()
    rmSync(folder, { recursive: true })
  }
}

test('holds what a simple model holds', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: appends },
    { weight: 3, arbitrary: commits },
    { weight: 2, arbitrary: reading },
    { weight: 1, arbitrary: restart },
    { weight: 1, arbitrary: time },
  )
  const numRuns = Number(process.env['BUS_MODEL_RUNS'] ?? 40)
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), play), { numRuns })
})
