/** What the embedded log costs: appending, and consuming with a commit a batch, against bare copying and parsing. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS } from '../../shared/core/time.ts'
import type { Append } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import type { BenchRow } from './row.ts'

const RECORDS = 200_000
const BATCH = 500
const PARTITIONS = 12

export async function benchBus(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-bench-'))
  try {
    return [...floors(), ...(await benchLog(join(folder, 'log.db')))]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function benchLog(path: string): Promise<BenchRow[]> {
  const bus = openSqliteBus({ path, clock: systemClock })
  const topic = { partitions: PARTITIONS, retentionMs: DAY_MS, compacted: false }
  await bus.createTopics(['in', 'out', 'single'].map((name) => ({ ...topic, name })))
  const batches = Array.from({ length: RECORDS / BATCH }, (_, i) => records('in', i))
  const append = await perCpuSecond(RECORDS, async () => {
    for (const batch of batches) await bus.append(batch)
  })
  const singles = records('single', 0)
  const single = await perCpuSecond(RECORDS / 10, async () => {
    for (let i = 0; i < RECORDS / 10 / BATCH; i++) {
      await Promise.all(singles.map((one) => bus.append([one])))
    }
  })
  const consume = await perCpuSecond(RECORDS, async () => {
    let left = RECORDS
    const { promise, resolve } = withResolver()
    const reader = bus.consume({
      group: 'bench',
      topics: ['in'],
      from: 'earliest',
      maxRecords: BATCH,
      async onBatch({ topic, partition, records, nextOffset }) {
        const outputs = records.slice(0, 1).map(({ value }) => ({ topic: 'out', key: 'k', value }))
        await bus.commit({ group: 'bench', topic, partition, offset: nextOffset, outputs })
        left -= records.length
        if (left === 0) resolve()
      },
    })
    await promise
    await reader.stop()
  })
  await bus.close()
  const unit = 'records/cpu-s'
  return [
    { name: 'log: append, 500 a call', value: append, unit, note: '300-byte values, fsync a call' },
    { name: 'log: append, 1 a call, 500 a turn', value: single, unit, note: 'group commit' },
    { name: 'log: consume and commit, 500 a batch', value: consume, unit, note: 'one output each' },
  ]
}

/** What no log could beat: the same bytes copied once, and parsed once. */
function floors(): BenchRow[] {
  const value = textFor(1)
  const source = Buffer.from(value)
  const target = Buffer.alloc(source.length * BATCH)
  const copy = cpuRate(RECORDS * 10, (i) => source.copy(target, (i % BATCH) * source.length))
  const parse = cpuRate(RECORDS, () => JSON.parse(value))
  return [
    { name: 'log: floor, memcpy', value: copy, unit: 'records/cpu-s' },
    { name: 'log: floor, JSON.parse', value: parse, unit: 'records/cpu-s' },
  ]
}

function records(topic: string, batch: number): Append[] {
  return Array.from({ length: BATCH }, (_, i) => ({
    topic,
    key: `brand-${(batch * BATCH + i) % 97}`,
    value: textFor(batch * BATCH + i),
  }))
}

function textFor(i: number): string {
  const text = 'Liefert ihr noch? '.repeat(20).slice(0, 250 - String(i).length)
  return JSON.stringify({ type: 'mention', id: `mastodon:${i}`, text })
}

function cpuRate(times: number, work: (i: number) => unknown): number {
  const before = process.cpuUsage()
  for (let i = 0; i < times; i++) work(i)
  return rate(times, before)
}

async function perCpuSecond(times: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  return rate(times, before)
}

function rate(times: number, before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return Math.round((times * 1e6) / (user + system))
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
