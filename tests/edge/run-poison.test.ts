import { describe, expect, test } from 'vitest'
import { readAll } from '../harness/bus-recorder.ts'
import { readDeadLetters } from '../harness/dead-letters.ts'
import { diary } from '../harness/diary.ts'
import { entriesOf, runToEnd, said, start } from '../harness/run-start.ts'
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
