import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import type { DetectorState } from '../../shared/core/detector-state.ts'
import type { Observation, PolicyVersion } from '../../shared/core/observation.ts'
import { policyId, readPolicy } from '../../shared/core/policy.ts'
import { type Append, type Bus, partitionOf } from '../../shared/edge/bus.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { loadPartition } from '../../shared/edge/run-partition.ts'
import { hurried, wrapBus } from '../harness/bus-wrapped.ts'
import { type DiaryInput, type DiaryOutput, diary } from '../harness/diary.ts'
import {
  entriesOf,
  optionsOf,
  rule,
  runToEnd,
  said,
  start,
  statesOf,
  tick,
} from '../harness/run-start.ts'
import { inputsOf, openRunBus, outputsOf, RUN_TOPICS } from '../harness/run-world.ts'
import { meanwhile, timeline } from '../harness/timeline.ts'

const distinct = (lines: readonly string[]) => [...new Set(lines)].sort()

describe('a restart', () => {
  const inputs = [
    rule('first', 0),
    said('acme', 10),
    said('birke', 20),
    tick(40),
    said('acme', 45),
    tick(70),
    rule('second', 71),
    said('coda', 80),
    tick(200),
    said('acme', 150),
    said('birke', 210),
    tick(300),
  ]

  test('at any place changes neither outputs nor states', async () => {
    const whole = await openRunBus(2)
    await whole.append(inputsOf(inputs, 2))
    await runToEnd(whole, diary)
    const outputs = (await outputsOf(whole)).sort()
    const states = await statesOf(whole, diary)
    expect(states['acme']).toContain('150 late by second')
    for (let place = 0; place <= inputs.length; place++) {
      const bus = await openRunBus(2)
      await bus.append(inputsOf(inputs.slice(0, place), 2))
      await runToEnd(bus, diary)
      await bus.append(inputsOf(inputs.slice(place), 2))
      await runToEnd(bus, diary)
      expect((await outputsOf(bus)).sort()).toEqual(outputs)
      expect(await statesOf(bus, diary)).toEqual(states)
    }
  })

  test('changes nothing for the detector in a storm', async () => {
    const log = stormLog()
    const whole = await openRunBus(1)
    await whole.append(inputsOf(log, 1))
    await runToEnd(whole, detector)
    const outputs = await outputsOf(whole)
    expect(outputs.filter((line) => line.includes('"change":"opened"'))).toHaveLength(1)
    const bus = await openRunBus(1)
    const parts = 9
    for (let part = 0; part < parts; part++) {
      const [from, to] = [part, part + 1].map((n) => Math.floor((log.length * n) / parts))
      await bus.append(inputsOf(log.slice(from, to), 1))
      await runToEnd(bus, detector)
    }
    expect(await outputsOf(bus)).toEqual(outputs)
    const { states } = await loadPartition(optionsOf(bus, detector), 0)
    const wanted = (await loadPartition(optionsOf(whole, detector), 0)).states
    for (const [key, { state }] of states)
      expect(content(state)).toEqual(content(wanted.get(key)!.state))
    expect(states.size).toBe(2)
  })

  test('with nothing new writes nothing new', async () => {
    const bus = await openRunBus(1)
    await bus.append(inputsOf(inputs, 1))
    await runToEnd(bus, diary)
    const before = await bus.readCompacted(RUN_TOPICS.states, 0)
    const outputs = await outputsOf(bus)
    await runToEnd(bus, diary)
    expect(await bus.readCompacted(RUN_TOPICS.states, 0)).toEqual(before)
    expect(await outputsOf(bus)).toEqual(outputs)
  })
})

/** Where an entry of the open table of mentions stands depends on which came first, which a snapshot does not keep. */
function content(state: DetectorState) {
  const { words } = state.seen
  const entries = Array.from({ length: words.length / SEEN_WORDS }, (_, i) =>
    words.slice(i * SEEN_WORDS, (i + 1) * SEEN_WORDS).join(' '),
  )
  return { ...state, seen: { ...state.seen, words: entries.sort() } }
}

const SEEN_WORDS = 4

function stormLog(): Observation[] {
  const { policy } = readPolicy({ settle: '1h' })
  const version: PolicyVersion = {
    type: 'policy',
    policyId: policyId(policy),
    at: 0,
    policy,
    brands: {},
  }
  const acme = timeline('acme', { seed: 3 })
    .steady('20h', { perMinute: 2, negative: 0.1 })
    .surge('1h', { perMinute: 20, negative: 0.8 })
    .steady('1h', { perMinute: 2, negative: 0.1 })
  const birke = timeline('birke', { seed: 4 }).steady('22h', { perMinute: 0.5, negative: 0.2 })
  return [version, ...meanwhile(acme, birke)]
}

describe('a crash', () => {
  /** The log dies at its `n`-th write, before or after that is durable, and stays dead. */
  function dying(bus: Bus, n: number, after: boolean, onWrite = () => {}): Bus {
    let writes = 0
    let dead = false
    const write = async (act: () => Promise<void>) => {
      if (dead) throw new Error('dead')
      onWrite()
      if (++writes !== n) return act()
      dead = true
      if (after) await act()
      throw new Error(`died at write ${n}`)
    }
    return wrapBus(bus, {
      append: (records) => write(() => bus.append(records)),
      commit: (commit) => write(() => bus.commit(commit)),
      consume: (options) => bus.consume({ ...options, maxRecords: 7 }),
    })
  }

  test('at any write repeats outputs, loses none, and folds nothing twice', async () => {
    const inputs = Array.from({ length: 60 }, (_, i) => {
      if (i % 11 === 0) return rule(`rule ${i}`, i * 10)
      return i % 4 === 0 ? tick(i * 10) : said(['acme', 'birke', 'coda'][i % 3]!, i * 10)
    })
    const whole = await openRunBus(1)
    await whole.append(inputsOf(inputs, 1))
    // Each batch is a snapshot, so that writes of outputs and of snapshots alternate.
    let writes = 0
    const counting = dying(whole, Number.NaN, false, () => writes++)
    await runToEnd(counting, diary, hurried(counting, systemClock))
    expect(writes).toBeGreaterThan(10)
    const outputs = distinct(await outputsOf(whole))
    const states = await statesOf(whole, diary)
    let repeated = 0
    for (const after of [false, true]) {
      for (let n = 1; n <= writes; n++) {
        const bus = await openRunBus(1)
        await bus.append(inputsOf(inputs, 1))
        const failing = dying(bus, n, after)
        const doomed = start(failing, diary, hurried(failing, systemClock))
        await expect(doomed.done).rejects.toThrow(`died at write ${n}`)
        await doomed.stop()
        await runToEnd(bus, diary)
        const lines = await outputsOf(bus)
        expect(distinct(lines)).toEqual(outputs)
        expect(await statesOf(bus, diary)).toEqual(states)
        repeated += lines.length - outputs.length
      }
    }
    expect(repeated).toBeGreaterThan(0)
  })

  test('of one partition leaves the state of the others as it is folded', async () => {
    const bus = await openRunBus(2)
    await bus.append(inputsOf([said('acme', 1), said('birke', 2), said('coda', 3)], 2))
    const place = partitionOf('acme', 2)
    const failing = wrapBus(bus, {
      append: async (records: readonly Append[]) => {
        if (records.some(({ value }) => String(value).includes('acme'))) throw new Error('refused')
        await bus.append(records)
      },
    })
    const doomed = start(failing, diary)
    await expect(doomed.done).rejects.toThrow('refused')
    await doomed.stop()
    expect(await bus.committed('fold', RUN_TOPICS.inputs, place)).toBeUndefined()
    await runToEnd(bus, diary)
    const entries = await entriesOf(bus)
    expect(Object.values(entries).map((lines) => lines.length)).toEqual([1, 1, 1])
  })
})

describe('a broadcast', () => {
  test('reaches states born later, also after a restart', async () => {
    const bus = await openRunBus(2)
    await bus.append(inputsOf([rule('one', 0), said('acme', 1), rule('two', 2), tick(100)], 2))
    await runToEnd(bus, diary)
    await bus.append(inputsOf([said('birke', 90), said('coda', 120), said('acme', 130)], 2))
    await runToEnd(bus, diary)
    expect(await entriesOf(bus)).toEqual({
      acme: ['1 by one', '130 by two'],
      birke: ['90 late by two'],
      coda: ['120 by two'],
    })
  })

  test('stays in force through many restarts without being said again', async () => {
    const bus = await openRunBus(1)
    await bus.append(inputsOf([rule('one', 0), said('acme', 1)], 1))
    for (let i = 2; i < 6; i++) {
      await runToEnd(bus, diary)
      await bus.append(inputsOf([said('acme', i), said(`brand-${i}`, i)], 1))
    }
    await runToEnd(bus, diary)
    expect(new Set(Object.values(await entriesOf(bus)).flat())).toEqual(
      new Set(['1 by one', '2 by one', '3 by one', '4 by one', '5 by one']),
    )
  })
})

describe('absorbed offsets', () => {
  test('count for each key: one whose snapshot outran the commit skips, the others fold', async () => {
    const ahead = await openRunBus(1)
    const inputs = [rule('one', 0), said('acme', 1), said('birke', 2), rule('two', 3)]
    await ahead.append(inputsOf([...inputs, said('acme', 4), said('birke', 5)], 1))
    await runToEnd(ahead, diary)
    const bus = await openRunBus(1)
    await bus.append(inputsOf([...inputs, said('acme', 4), said('birke', 5), said('acme', 6)], 1))
    const snapshots = await ahead.readCompacted(RUN_TOPICS.states, 0)
    const outran = snapshots.filter(({ key }) => key !== 'birke')
    await bus.append(
      outran.map(({ key, value }) => ({ topic: RUN_TOPICS.states, key, value, partition: 0 })),
    )
    await runToEnd(bus, diary)
    expect(await entriesOf(bus)).toEqual({
      acme: ['1 by one', '4 by two', '6 by two'],
      birke: ['2 by one', '5 by two'],
    })
    const outputs: DiaryOutput[] = (await outputsOf(bus)).map((line) => JSON.parse(line))
    expect(outputs.map(({ id }) => id)).toEqual(['birke/said/1', 'birke/said/2', 'acme/said/3'])
  })
})

describe('partitions', () => {
  test('move to a second runner and back without a loss', async () => {
    const bus = await openRunBus(4)
    const brands = Array.from({ length: 12 }, (_, i) => `brand-${i}`)
    const told: DiaryInput[] = []
    const tell = async (from: number) => {
      const inputs = [...brands.map((brandId, i) => said(brandId, from + i)), tick(from + 60)]
      told.push(...inputs)
      await bus.append(inputsOf(inputs, 4))
    }
    const first = start(bus, diary)
    await tell(0)
    const second = start(bus, diary)
    await tell(100)
    await tell(200)
    await first.stop()
    await tell(300)
    await second.atEnd()
    expect(second.caughtUp().length).toBe(4)
    expect(second.keys()).toBe(12)
    await second.stop()
    const whole = await openRunBus(4)
    await whole.append(inputsOf(told, 4))
    await runToEnd(whole, diary)
    expect(distinct(await outputsOf(bus))).toEqual(distinct(await outputsOf(whole)))
    expect(await statesOf(bus, diary)).toEqual(await statesOf(whole, diary))
  })
})

test('what one tick changes in many states is published piece by piece', async () => {
  const bus = await openRunBus(1)
  const names = Array.from({ length: 450 }, (_, i) => `brand-${i}`)
  const entries = names.map((name) => said(name, 10))
  await bus.append(inputsOf(entries, 1))
  await runToEnd(bus, diary)
  await bus.append(inputsOf([tick(70)], 1))
  const pieces: number[] = []
  const append: Bus['append'] = async (records, options) => {
    pieces.push(records.length)
    await bus.append(records, options)
  }
  await runToEnd(wrapBus(bus, { append }), diary)
  // One answer to what was said, one to the tick.
  expect(new Set(await outputsOf(bus)).size).toBe(900)
  expect(pieces).toEqual([200, 200, 50])
})
