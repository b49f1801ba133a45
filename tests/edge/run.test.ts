import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import type { Observation, PolicyVersion } from '../../shared/core/observation.ts'
import { policyId, readPolicy } from '../../shared/core/policy.ts'
import type { Processor } from '../../shared/core/processor.ts'
import { type Append, type Bus, partitionOf } from '../../shared/edge/bus.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { readDeadLetter } from '../../shared/edge/codec.ts'
import { type Runner, type RunOptions, runProcessor } from '../../shared/edge/run.ts'
import { loadPartition } from '../../shared/edge/run-partition.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { readAll } from '../harness/bus-recorder.ts'
import { wrapBus } from '../harness/bus-wrapped.ts'
import { type Diary, type DiaryInput, type DiaryOutput, diary } from '../harness/diary.ts'
import { inputsOf, openRunBus, outputsOf, RUN_TOPICS, untilFolded } from '../harness/run-world.ts'
import { meanwhile, timeline } from '../harness/timeline.ts'

interface Running extends Runner {
  /** Waits until everything that stands in the log is folded. */
  atEnd(): Promise<void>
}

type Input = { readonly type: string; readonly at: number }

function start<In extends Input, Out extends object, State>(
  bus: Bus,
  processor: Processor<In, Out, State>,
  more: Partial<RunOptions<In, Out, State>> = {},
): Running {
  const seen = new Map<number, number>()
  const runner = runProcessor<In, Out, State>({
    ...optionsOf(bus, processor),
    ...more,
    onFolded(batch, outputs) {
      more.onFolded?.(batch, outputs)
      seen.set(batch.partition, batch.nextOffset)
    },
  })
  const failed = runner.done.then(() => new Promise<never>(() => {}))
  failed.catch(() => {})
  const atEnd = () => untilFolded('all is folded', bus, seen, RUN_TOPICS.inputs)
  return { ...runner, atEnd: () => Promise.race([atEnd(), failed]) }
}

function optionsOf<In extends Input, Out extends object, State>(
  bus: Bus,
  processor: Processor<In, Out, State>,
): RunOptions<In, Out, State> {
  return {
    bus,
    clock: systemClock,
    processor,
    group: 'fold',
    topic: RUN_TOPICS.inputs,
    stateTopic: RUN_TOPICS.states,
    tickOf: (input) => (input.type === 'tick' ? input.at : undefined),
    accepts: (input) => input.type !== 'nonsense',
    publish: (output) => ({
      topic: RUN_TOPICS.outputs,
      key: 'brandId' in output ? String(output.brandId) : 'outputs',
      value: JSON.stringify(output),
    }),
  }
}

async function runToEnd<In extends Input, Out extends object, State>(
  bus: Bus,
  processor: Processor<In, Out, State>,
  more: Partial<RunOptions<In, Out, State>> = {},
): Promise<void> {
  const running = start(bus, processor, more)
  await running.atEnd()
  await running.stop()
  await running.done
}

/** What is remembered, by key, as its snapshot reads. */
async function statesOf<In extends Input, Out extends object, State>(
  bus: Bus,
  processor: Processor<In, Out, State>,
): Promise<Record<string, string>> {
  const found: [string, string][] = []
  for (let p = 0; p < (await bus.partitionsOf(RUN_TOPICS.states)); p++) {
    const { states } = await loadPartition(optionsOf(bus, processor), p)
    for (const [key, { state }] of states)
      found.push([key, Buffer.from(processor.snapshot(state)).toString('latin1')])
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const said = (brandId: string, at: number, text = `${at}`): DiaryInput => ({
  type: 'said',
  brandId,
  at,
  text,
})
const rule = (name: string, at: number): DiaryInput => ({ type: 'rule', at, rule: name })
const tick = (at: number): DiaryInput => ({ type: 'tick', at })

async function entriesOf(bus: Bus): Promise<Record<string, string[]>> {
  const states = await statesOf(bus, diary)
  return Object.fromEntries(
    Object.entries(states).map(([key, text]) => [key, (JSON.parse(text) as Diary).entries]),
  )
}

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
    for (const [key, { state }] of states) expect(state).toEqual(wanted.get(key)?.state)
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
    const hurried = { ...systemClock, elapsed: nextHour() }
    let writes = 0
    const counting = dying(whole, Number.NaN, false, () => writes++)
    await runToEnd(counting, diary, { clock: hurried })
    expect(writes).toBeGreaterThan(10)
    const outputs = distinct(await outputsOf(whole))
    const states = await statesOf(whole, diary)
    let repeated = 0
    for (const after of [false, true]) {
      for (let n = 1; n <= writes; n++) {
        const bus = await openRunBus(1)
        await bus.append(inputsOf(inputs, 1))
        const doomed = start(dying(bus, n, after), diary, { clock: hurried })
        await expect(doomed.done).rejects.toThrow(`died at write ${n}`)
        await doomed.stop()
        await runToEnd(bus, diary, { clock: hurried })
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

function nextHour(): () => number {
  let now = 0
  return () => {
    now += 3_600_000
    return now
  }
}

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

describe('poison', () => {
  test('is skipped, counted and kept raw among the dead letters; the partition moves on', async () => {
    const bus = await openRunBus(1)
    const record = { topic: RUN_TOPICS.inputs, key: 'acme' }
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const poison = ['no json', '"text"', '{"type":7}', '{"type":"nonsense"}', deep, '\u0000\ud800']
    const huge = `{"type":"nonsense","text":"${'x'.repeat(10_000_000)}"}`
    await bus.append([
      ...inputsOf([said('acme', 1)], 1),
      ...[...poison, huge].map((value) => ({ ...record, value })),
      { ...record, value: Uint8Array.from([0xff, 0xfe, 0x00]) },
      ...inputsOf([said('acme', 2)], 1),
    ])
    const codes: string[] = []
    await runToEnd(bus, diary, {
      ignores: () => false,
      onPoison: (code) => codes.push(code),
    })
    expect(await entriesOf(bus)).toEqual({ acme: ['1 by ', '2 by '] })
    const letters = (await readDeadLetters(bus)).map((letter) => letter!)
    expect(letters.map(({ code }) => code)).toEqual(codes)
    expect(letters.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(letters.every(({ origin }) => origin === RUN_TOPICS.inputs)).toBe(true)
    expect(Buffer.from(letters[3]!.raw).toString()).toBe('{"type":"nonsense"}')
    expect(letters[6]!.raw.length).toBe(900_000)
    expect([...letters[7]!.raw]).toEqual([0xff, 0xfe, 0x00])
  })

  test('is not what stands in the topic for others', async () => {
    const bus = await openRunBus(1)
    await bus.append([{ topic: RUN_TOPICS.inputs, key: 'acme', value: '{"type":"nonsense"}' }])
    await runToEnd(bus, diary)
    await bus.append([{ topic: RUN_TOPICS.inputs, key: 'acme', value: '{"type":"nonsense"}' }])
    await runToEnd(bus, diary, { ignores: ({ type }) => type === 'nonsense' })
    expect(await readDeadLetters(bus)).toEqual([])
  })
})

async function readDeadLetters(bus: Bus) {
  const letters: ReturnType<typeof readDeadLetter>[] = []
  let open = true
  const tail = bus.tail({
    topics: [TOPICS.deadLetters],
    from: 'start',
    onBatch: async ({ records, nextOffset, endOffset }) => {
      for (const { value } of records) letters.push(readDeadLetter(value!))
      if (open && nextOffset >= endOffset) {
        open = false
        setImmediate(() => void tail.stop())
      }
    },
  })
  await tail.done
  return letters
}

describe('a snapshot that this version does not know', () => {
  const refusals = [
    ['the head', '{"layout":99,"absorbed":0}\n{}', 'layout 99'],
    ['the state', '{"layout":1,"absorbed":0}\n{"layout":7,"entries":[]}', 'layout 7'],
    ['everything', 'garbage', 'acme'],
  ] as const

  test.each(refusals)('in %s stops the process and stays', async (_, value, sentence) => {
    const bus = await openRunBus(1)
    await bus.append([
      { topic: RUN_TOPICS.states, key: 'acme', value },
      ...inputsOf([said('acme', 1), said('birke', 2)], 1),
    ])
    const before = await bus.readCompacted(RUN_TOPICS.states, 0)
    const refused = start(bus, diary)
    await expect(refused.done).rejects.toThrow(RangeError)
    await expect(refused.done).rejects.toThrow(sentence)
    await refused.stop()
    expect(await bus.readCompacted(RUN_TOPICS.states, 0)).toEqual(before)
    expect(await bus.committed('fold', RUN_TOPICS.inputs, 0)).toBeUndefined()
    expect(await readAll(bus, [RUN_TOPICS.outputs])).toEqual([])
  })
})
