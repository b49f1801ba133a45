import { afterEach, describe, expect, test } from 'vitest'
import { partitionOf } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { type RunOptions, runProcessor } from '../../shared/edge/run.ts'
import { loadPartition } from '../../shared/edge/run-partition.ts'
import {
  CrashError,
  type CrashingLog,
  emptyLog,
  openCrashingBus,
  put,
} from '../harness/bus-crashing.ts'
import { type Diary, type DiaryInput, type DiaryOutput, diary } from '../harness/diary.ts'
import { seededRandom } from '../harness/seeded-random.ts'

const SEEDS = Number(process.env['STURMWARTE_SEEDS'] ?? 300)
const RECORDS = 1_500
const BRANDS = ['acme', 'birke', 'coda', 'dorn', 'eiche', 'fjord']
const PARTITIONS = 2
const COMPACTED = new Set(['states'])
const SNAPSHOT_MS = 10_000
/** A slice takes 15 ms: one to three states. */
const SLICED_MS = 20

/** Talk, ticks, new rules and records of others; one brand in three is heard of late, some records are late. */
function writeLog(random: () => number): CrashingLog {
  const log = emptyLog(PARTITIONS)
  const append = (input: object, key: string | null, partition: number) =>
    put(log, { topic: 'inputs', key, value: JSON.stringify(input), partition }, false)
  let at = 1_000
  for (let i = 0; i < RECORDS; i++) {
    at += Math.floor(random() * 10)
    const brandId = BRANDS[Math.floor(random() * BRANDS.length * Math.min(1, 0.3 + i / RECORDS))]!
    const dice = random()
    if (dice < 0.02) {
      const rule = `rule ${i}`
      for (let p = 0; p < PARTITIONS; p++) append({ type: 'rule', at, rule }, null, p)
    } else if (dice < 0.2) {
      for (let p = 0; p < PARTITIONS; p++) append({ type: 'tick', at }, null, p)
    } else {
      const late = random() < 0.1 ? Math.floor(random() * 200) : 0
      const said = { type: 'said', brandId, at: at - late, text: `${i}` }
      append(said, brandId, partitionOf(brandId, PARTITIONS))
    }
  }
  return log
}

type DiaryOptions = RunOptions<DiaryInput, DiaryOutput, Diary>

function options(log: CrashingLog, random: () => number, step: () => void): DiaryOptions {
  let elapsed = 0
  const clock = {
    // Time passes while states are written, so that the writing is cut into slices anywhere.
    elapsed: () => {
      elapsed += random() * SLICED_MS
      return elapsed
    },
    now: () => 0,
    every: () => () => {},
  } satisfies Clock
  return {
    bus: openCrashingBus(log, {
      compacted: COMPACTED,
      step,
      batch() {
        elapsed += random() * SNAPSHOT_MS
        return 1 + Math.floor(random() * 60)
      },
    }),
    clock,
    processor: diary,
    group: 'fold',
    topic: 'inputs',
    stateTopic: 'states',
    tickOf: (input) => (input.type === 'tick' ? input.at : undefined),
    accepts: () => true,
    publish: (output) => ({
      topic: 'outputs',
      key: output.id.split('/')[0]!,
      value: JSON.stringify(output),
    }),
  }
}

/** What came out, each once, and what is remembered at the end. */
async function ending(log: CrashingLog) {
  const outputs = (log.records.get('outputs') ?? []).flat().map(({ value }) => value!.toString())
  const states: [string, Diary][] = []
  const calm = options(
    log,
    () => 0.5,
    () => {},
  )
  for (let p = 0; p < PARTITIONS; p++) {
    const { states: held } = await loadPartition(calm, p)
    for (const [brandId, { state }] of held) states.push([brandId, state])
  }
  const distinct = [...new Set(outputs)].sort()
  const found = `${distinct.join('\n')}\n${JSON.stringify(states.sort())}`
  return { found, repeated: outputs.length - distinct.length }
}

async function undisturbed(seed: number) {
  const log = writeLog(seededRandom(seed))
  await runProcessor(options(log, seededRandom(seed), () => {})).done
  return ending(log)
}

/** Runs life after life until one reads to the end. */
async function disturbed(seed: number, probability: number) {
  const log = writeLog(seededRandom(seed))
  const random = seededRandom(seed + 7_000_000)
  let crashes = 0
  for (;;) {
    const step = () => {
      if (random() < probability) throw new CrashError('crash')
    }
    try {
      await runProcessor(options(log, random, step)).done
      // Writing at the end may have failed; another life does it.
      await runProcessor(options(log, random, () => {})).done
      return { ...(await ending(log)), crashes }
    } catch (error) {
      if (!(error instanceof CrashError)) throw error
      crashes++
    }
  }
}

describe('crashes at any step', () => {
  let seed = 0
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(`failed with seed ${seed}`)
  })

  test(`${SEEDS} logs: outputs and states are those of one undisturbed pass`, async () => {
    let crashes = 0
    let repeated = 0
    for (seed = 1; seed <= SEEDS; seed++) {
      const oracle = await undisturbed(seed)
      const broken = await disturbed(seed, seed % 10 === 0 ? 0.01 : 0.002)
      expect(broken.found).toBe(oracle.found)
      expect(oracle.repeated).toBe(0)
      crashes += broken.crashes
      repeated += broken.repeated
    }
    expect(crashes).toBeGreaterThan(SEEDS)
    expect(repeated).toBeGreaterThan(0)
  })

  test('one crash, at every 31st step', async () => {
    const oracle = await undisturbed(0)
    // A prime stride falls on all kinds of steps.
    for (let at = 1; ; at += 31) {
      const log = writeLog(seededRandom(0))
      const random = seededRandom(at)
      let steps = 0
      const step = () => {
        if (++steps === at) throw new CrashError('crash')
      }
      await runProcessor(options(log, random, step)).done.catch((error) => {
        if (!(error instanceof CrashError)) throw error
      })
      if (steps < at) break
      await runProcessor(options(log, random, () => {})).done
      expect((await ending(log)).found).toBe(oracle.found)
    }
  })
})
