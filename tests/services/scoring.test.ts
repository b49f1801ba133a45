import { describe, expect, test } from 'vitest'
import { formatRecord, type Mention } from '../../shared/core/mention.ts'
import { MAX_TERMS } from '../../shared/core/observation.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { type Append, type Bus, partitionOf } from '../../shared/edge/bus.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import { wrapBus } from '../harness/bus-wrapped.ts'
import { readDeadLetters } from '../harness/dead-letters.ts'
import { journal, mentionsOf, stormyDay } from '../harness/journal.ts'
import {
  observationsOf,
  openScoring,
  policyOf,
  readingsOf,
  type ScoringWorld,
  stormsOf,
} from '../harness/scoring-world.ts'

const changesOf = async (bus: Bus) => (await stormsOf(bus)).map(({ change }) => change)

/** What scoring says of a stormy day told in one go, and of the quiet half day after it. */
async function wholeDay(): Promise<ScoringWorld> {
  const world = await openScoring()
  await world.start()
  const day = stormyDay('acme')
  await world.publish(day.records)
  await world.folded()
  world.clock.moveTo(day.now)
  await world.pass(12 * HOUR_MS)
  return world
}

describe('scoring', () => {
  test('turns mentions and counters into observations, readings and storms', async () => {
    const { bus } = await wholeDay()
    const observations = await observationsOf(bus)
    const mentions = observations.filter(({ type }) => type === 'mention')
    expect(mentions).toHaveLength(stormyDay('acme').records.length)
    expect(mentions[0]).toMatchObject({
      brandId: 'acme',
      source: 'mastodon',
      from: { topic: 'mentions', offset: 0 },
    })
    // Words that a cause is told by, never the text.
    const [told] = stormyDay('acme').records
    expect(told).toMatchObject({ type: 'mention' })
    expect(JSON.stringify(mentions)).not.toContain((told as Mention).text)
    expect(
      mentions.every((one) => one.type === 'mention' && one.said!.terms.length <= MAX_TERMS),
    ).toBe(true)
    expect(JSON.stringify(mentions)).not.toContain('user-')
    const readings = await readingsOf(bus)
    expect(readings.length).toBeGreaterThan(21 * 12)
    expect(readings.map(({ at }) => at)).toEqual(readings.map(({ at }) => at).sort())
    const storms = await stormsOf(bus)
    expect(storms[0]).toMatchObject({ change: 'opened', brandId: 'acme', kind: 'storm' })
  })

  test('says the same whether a stage is handed records or reads their bytes', async () => {
    const said: unknown[] = []
    for (const passed of [deeplyFrozen, () => undefined]) {
      const world = await openScoring()
      const through = (records: readonly Append[]) =>
        records.map((record) => ({ ...record, decoded: record.decoded && passed(record.decoded) }))
      await world.start(
        wrapBus(world.bus, {
          append: (records) => world.bus.append(through(records)),
          commit: (commit) =>
            world.bus.commit({ ...commit, outputs: through(commit.outputs ?? []) }),
        }),
      )
      await world.publish(stormyDay('acme').likes(100).records)
      await world.folded()
      said.push([await observationsOf(world.bus), await stormsOf(world.bus)])
      said.push(await readingsOf(world.bus))
    }
    expect(said[2]).toEqual(said[0])
    expect(said[3]).toEqual(said[1])
    expect(said[1]).not.toEqual([])
  })

  test('counts likes and comments of a mention', async () => {
    const world = await openScoring()
    await world.start()
    const day = journal('acme').talk(30, 1, 0.1).likes(10).talk(10, 1, 0.1).likes(250)
    await world.publish(day.records)
    await world.folded()
    world.clock.moveTo(day.now)
    await world.pass(10 * MINUTE_MS)
    const [first] = (await observationsOf(world.bus)).filter(({ type }) => type === 'engagement')
    expect(first).toMatchObject({ likes: 10, from: { topic: 'engagement', offset: 0 } })
    expect(await readDeadLetters(world.bus)).toEqual([])
  })

  test('ends a storm that falls silent by time alone', async () => {
    const changes = await changesOf((await wholeDay()).bus)
    expect(changes.at(0)).toBe('opened')
    expect(changes.slice(-2)).toEqual(['fading', 'ended'])
  })

  test('keeps the brands of two partitions apart and gives time to both', async () => {
    const world = await openScoring(2)
    await world.start()
    const brands = ['acme', 'birke', 'coda', 'dorn']
    expect(new Set(brands.map((brand) => partitionOf(brand, 2))).size).toBe(2)
    for (const [i, brand] of brands.entries())
      await world.publish(
        i % 2 === 0 ? stormyDay(brand, i).records : journal(brand, i).talk(21 * 60, 1, 0.1).records,
      )
    await world.folded()
    world.clock.moveTo(stormyDay('acme').now)
    await world.pass(12 * HOUR_MS)
    const storms = await stormsOf(world.bus)
    const opened = storms.filter(({ change }) => change === 'opened')
    expect(opened.map(({ brandId }) => brandId).sort()).toEqual(['acme', 'coda'])
    const ended = storms.filter(({ change }) => change === 'ended')
    expect(ended.map(({ stormId }) => stormId).sort()).toEqual(
      opened.map(({ stormId }) => stormId).sort(),
    )
  })
})

describe('time', () => {
  test('stands still until everything known is scored', async () => {
    const world = await openScoring()
    let hold = true
    const slow = wrapBus(world.bus, {
      commit: async (commit) => {
        if (commit.group === GROUPS.score) await until('scoring may go on', () => !hold)
        await world.bus.commit(commit)
      },
    })
    await world.publish(journal('acme').talk(30, 1, 0.1).records)
    await world.start(slow)
    for (let i = 0; i < 20; i++) {
      world.clock.moveTo(world.clock.now() + HOUR_MS)
      await world.bus.lag(GROUPS.score, [TOPICS.mentions])
    }
    expect((await observationsOf(world.bus)).map(({ type }) => type)).toEqual(['policy'])
    hold = false
    await world.pass(HOUR_MS)
    const types = (await observationsOf(world.bus)).map(({ type }) => type)
    expect(types.indexOf('tick')).toBeGreaterThan(types.lastIndexOf('mention'))
  })

  test('never overtakes a record that was there before it', async () => {
    const world = await openScoring()
    await world.start()
    const day = journal('acme', 2).talk(120, 3, 0.2)
    for (const entry of day.records) {
      world.clock.moveTo(entry.observedAt)
      await world.publish([entry])
    }
    await world.pass(10 * MINUTE_MS)
    let time = 0
    for (const observation of await observationsOf(world.bus)) {
      if (observation.type === 'tick') time = observation.at
      else if (observation.type === 'mention') expect(observation.at).toBeGreaterThanOrEqual(time)
    }
    const late = (await readingsOf(world.bus)).reduce((sum, reading) => sum + reading.late, 0)
    expect(late).toBe(0)
  })
})

describe('new thresholds', () => {
  test('hold from their place in the log on, also after a restart', async () => {
    const world = await openScoring()
    const first = await world.start()
    const day = journal('acme').talk(60, 1, 0.1)
    await world.publish(day.records)
    await world.folded()
    const stricter = policyOf({ tauWarn: 2.9 })
    await first.usePolicy(stricter)
    await world.folded()
    await first.stop()
    await world.start(world.bus, stricter)
    await world.publish(
      day
        .talk(20 * 60, 2, 0.1)
        .talk(60, 15, 0.8)
        .records.slice(),
    )
    await world.folded()
    const ids = (await readingsOf(world.bus)).map(({ policyId }) => policyId)
    expect(new Set(ids)).toEqual(new Set([policyOf().policyId, stricter.policyId]))
    expect(ids.lastIndexOf(policyOf().policyId)).toBeLessThan(ids.indexOf(stricter.policyId))
    expect(await changesOf(world.bus)).toEqual([])
  })
})

describe('a restart', () => {
  test('after a kill in the storm gives the same storms under the same ids', async () => {
    const whole = await wholeDay()
    const world = await openScoring()
    const day = stormyDay('acme')
    const storm = day.records.length - 300
    for (const [from, to] of [
      [0, storm],
      [storm, storm + 150],
    ] as const) {
      // What it writes into states and offsets is lost, as by a kill before the next commit.
      const killed = wrapBus(world.bus, {
        commit: async (commit) => {
          if (commit.group === GROUPS.score) await world.bus.commit(commit)
        },
      })
      const service = await world.start(killed)
      await world.publish(day.records.slice(from, to))
      await until('all is scored', async () =>
        (await world.bus.lag(GROUPS.score, [TOPICS.mentions])).every(({ lag }) => lag === 0),
      )
      await service.stop()
    }
    await world.start()
    await world.publish(day.records.slice(storm + 150))
    await world.folded()
    world.clock.moveTo(day.now)
    await world.pass(12 * HOUR_MS)
    expect(await stormsOf(world.bus)).toEqual(await stormsOf(whole.bus))
  })
})

describe('what nobody can read', () => {
  test('goes to the dead letters as it came, and the rest goes on', async () => {
    const world = await openScoring()
    const service = await world.start()
    const nobodys = { ...mentionsOf(journal('acme').talk(5, 1, 0))[0]!, brandId: undefined }
    const poison = ['{', '[]', '{"type":"storm"}', '{"type":"mention","id":7}']
    await world.bus.append(
      [...poison, formatRecord(nobodys)].map((value) => ({
        topic: TOPICS.mentions,
        key: 'acme',
        value,
      })),
    )
    const foreign = ['{', '{"type":"mention","brandId":"acme","at":"soon"}', '{"type":"tick"}']
    await world.bus.append(
      foreign.map((value) => ({ topic: TOPICS.observations, key: 'acme', value })),
    )
    await world.publish(journal('acme').talk(30, 1, 0).records)
    await world.folded()
    await service.stop()
    const letters = await readDeadLetters(world.bus)
    const told = letters.map(({ origin, code, raw }) => [origin, code, Buffer.from(raw).toString()])
    expect(told.filter(([origin]) => origin === TOPICS.mentions).map(([, code]) => code)).toEqual([
      'not-an-object',
      'not-an-object',
      'unknown-type',
      'bad-id',
      'bad-field',
    ])
    expect(told.filter(([origin]) => origin === TOPICS.observations)).toEqual([
      [TOPICS.observations, 'not-json', foreign[0]],
      [TOPICS.observations, 'unknown-type', foreign[1]],
      [TOPICS.observations, 'unknown-type', foreign[2]],
    ])
    expect((await readingsOf(world.bus)).length).toBeGreaterThan(4)
    const metrics = await world.events.metrics()
    expect(metrics).toContain('sturmwarte_dead_letters_total{origin="mentions",code="bad-id"} 1')
  })
})

/** Whoever changes what was handed on fails. */
function deeplyFrozen<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deeplyFrozen(inner)
  return Object.freeze(value)
}
