import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../shared/core/time.ts'
import type { Batch, Commit, ConsumeOptions } from '../../shared/edge/bus.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { runProcessor } from '../../shared/edge/run.ts'
import { readAll } from '../harness/bus-recorder.ts'
import { wrapBus } from '../harness/bus-wrapped.ts'
import { readDeadLetters } from '../harness/dead-letters.ts'
import { diary } from '../harness/diary.ts'
import { entriesOf, optionsOf, runToEnd, said, start } from '../harness/run-start.ts'
import { inputsOf, openRunBus, RUN_TOPICS } from '../harness/run-world.ts'

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
    const letters = await readDeadLetters(bus)
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

describe('a partition that is taken away while its outputs are written', () => {
  test('leaves neither states nor offset behind: the next owner folds the batch again', async () => {
    const bus = await openRunBus(1)
    let options: ConsumeOptions | undefined
    let written: () => void = () => {}
    const commits: Commit[] = []
    const lent = wrapBus(bus, {
      consume: (given) => {
        options = given
        return { done: new Promise(() => {}), stop: async () => {} }
      },
      append: () =>
        new Promise((resolve) => {
          written = resolve
        }),
      commit: async (commit) => void commits.push(commit),
    })
    let elapsed = 0
    const clock = { ...systemClock, elapsed: () => elapsed }
    runProcessor({ ...optionsOf(lent, diary), clock })
    const batch = (offset: number): Batch => {
      const value = Buffer.from(JSON.stringify(said('acme', offset)))
      const records = [{ offset, key: 'acme', value, appendedAt: 0 }]
      const place = { topic: RUN_TOPICS.inputs, partition: 0 }
      return { ...place, records, nextOffset: offset + 1, endOffset: 2 }
    }
    await options!.onAssigned!(RUN_TOPICS.inputs, [0])
    const first = options!.onBatch(batch(0))
    written()
    await first
    elapsed = HOUR_MS
    const second = options!.onBatch(batch(1))
    await options!.onRevoked!(RUN_TOPICS.inputs, [0])
    written()
    await second
    expect(commits).toEqual([])
  })
})
