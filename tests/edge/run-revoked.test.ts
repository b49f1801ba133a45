import { describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../shared/core/time.ts'
import type { Bus, Commit, ConsumeOptions } from '../../shared/edge/bus.ts'
import { type Clock, systemClock } from '../../shared/edge/clock.ts'
import { runProcessor } from '../../shared/edge/run.ts'
import { wrapBus } from '../harness/bus-wrapped.ts'
import { type DiaryInput, diary } from '../harness/diary.ts'
import { optionsOf, said, tick } from '../harness/run-start.ts'
import { openRunBus, RUN_TOPICS } from '../harness/run-world.ts'

/** A runner on partition 0 that is handed its batches by the test. */
async function handed(changed: Partial<Bus>, more: { clock?: Clock } = {}) {
  let options: ConsumeOptions | undefined
  const bus = wrapBus(await openRunBus(1), {
    consume: (given) => {
      options = given
      return { done: new Promise(() => {}), stop: async () => {} }
    },
    ...changed,
  })
  runProcessor({ ...optionsOf(bus, diary), ...more })
  await options!.onAssigned!(RUN_TOPICS.inputs, [0])
  let offset = 0
  return {
    fold(...inputs: readonly DiaryInput[]): Promise<void> {
      const records = inputs.map((input) => {
        const value = Buffer.from(JSON.stringify(input))
        return { offset: offset++, key: 'acme', value, appendedAt: 0 }
      })
      const place = { topic: RUN_TOPICS.inputs, partition: 0 }
      return options!.onBatch({ ...place, records, nextOffset: offset, endOffset: offset + 1 })
    },
    revoke: () => options!.onRevoked!(RUN_TOPICS.inputs, [0]),
  }
}

describe('a partition that is taken away while its outputs are written', () => {
  test('leaves neither states nor offset behind: the next owner folds the batch again', async () => {
    let written: () => void = () => {}
    const commits: Commit[] = []
    let elapsed = 0
    const clock = { ...systemClock, elapsed: () => elapsed }
    const runner = await handed(
      {
        append: () =>
          new Promise((resolve) => {
            written = resolve
          }),
        commit: async (commit) => void commits.push(commit),
      },
      { clock },
    )
    const first = runner.fold(said('acme', 0))
    written()
    await first
    elapsed = HOUR_MS
    const second = runner.fold(said('acme', 1))
    await runner.revoke()
    written()
    await second
    expect(commits).toEqual([])
  })
})

describe('a tick for many states', () => {
  const brands = Array.from({ length: 450 }, (_, i) => said(`brand-${i}`, 10))

  test('gives others their turn between its pieces', async () => {
    const pieces: { records: number; turns: number }[] = []
    let turns = 0
    const append: Bus['append'] = async (records) => {
      pieces.push({ records: records.length, turns })
      setImmediate(() => turns++)
    }
    const runner = await handed({ append })
    await runner.fold(...brands)
    await new Promise(setImmediate)
    await runner.fold(tick(70))
    expect(pieces.slice(1)).toEqual([
      { records: 200, turns: 1 },
      { records: 200, turns: 2 },
      { records: 50, turns: 3 },
    ])
  })

  test('says no more once its partition is taken away', async () => {
    const pieces: number[] = []
    const runner = await handed({
      append: async (records) => {
        pieces.push(records.length)
        if (pieces.length === 2) await runner.revoke()
      },
    })
    await runner.fold(...brands)
    await runner.fold(tick(70))
    expect(pieces).toEqual([450, 200])
  })
})
