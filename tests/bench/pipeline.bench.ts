/**
 * The embedded product, whole: a journal file, matching against 10,000 brand rules, the log, scoring, the fold, and
 * every mention stored and searchable, each part as it runs in `sturmwarte start`. Beside it the floor: the same file
 * read, parsed and appended to the log, nothing else. Then the same at a constant rate: how long a mention takes.
 */

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { file } from '../../services/ingest/sources/file.ts'
import { parseLine } from '../../shared/core/parse.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { readLines } from '../../shared/edge/lines.ts'
import { TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { benchLatency } from './pipeline-latency.ts'
import { lineMaker } from './pipeline-lines.ts'
import { inFolder, openPipeline } from './pipeline-world.ts'
import type { BenchRow } from './row.ts'
import { costsBetween, type ThreadCosts, threadCpu } from './thread-cpu.ts'

const MENTIONS = 200_000
/** Of the data's own time. */
const SPAN_MS = 80_000

/** About two minutes. */
export async function benchPipeline(): Promise<BenchRow[]> {
  const { floorMs, whole } = await inFolder(async (folder) => {
    const journal = join(folder, 'journal.ndjson')
    writeJournal(journal)
    return {
      floorMs: await inFolder((own) => appendOnly(own, journal)),
      whole: await inFolder((own) => runWhole(own, journal)),
    }
  })
  const { stored, storedMs, allMs, cpuMs, costs } = whole
  const perSecond = (ms: number) => (MENTIONS / ms) * 1_000
  const unit = 'mentions/s'
  return [
    { name: 'floor: read, parse and append', value: perSecond(floorMs), unit },
    {
      name: 'embedded, 10,000 rules, all matched, folded and stored',
      value: perSecond(storedMs),
      unit,
      note: '>= 15,000, aim 20,000; wall, from the first line to the last row',
    },
    { name: 'embedded, with the stop and its last snapshots', value: perSecond(allMs), unit },
    {
      name: 'embedded, per CPU-second (of two cores)',
      value: perSecond(cpuMs),
      unit: 'mentions/CPU-s',
    },
    ...(costs ? costRows(costs) : []),
    { name: 'embedded against floor', value: floorMs / storedMs, unit: 'ratio' },
    {
      name: 'stored and searchable at the end',
      value: stored,
      unit: 'mentions',
      note: `of ${MENTIONS}`,
    },
    ...(await benchLatency()),
  ]
}

function costRows({ mainMs, workerMs, restMs }: ThreadCosts): BenchRow[] {
  const row = (name: string, ms: number, note?: string): BenchRow => ({
    name: `CPU a mention: ${name}`,
    value: (ms * 1_000) / MENTIONS,
    unit: 'microseconds',
    ...(note ? { note } : {}),
  })
  return [
    row('main thread', mainMs, 'ingest, log, scoring, fold'),
    row("the archive's thread", workerMs),
    row('other threads', restMs, 'garbage collector, compiler'),
  ]
}

function writeJournal(path: string): void {
  const next = lineMaker()
  const startAt = systemClock.now() - SPAN_MS
  const journal = openSync(path, 'w')
  const block = 1_000
  for (let from = 0; from < MENTIONS; from += block) {
    const lines = Array.from({ length: block }, (_, i) =>
      next(startAt + Math.floor(((from + i) / MENTIONS) * SPAN_MS)),
    )
    writeSync(journal, `${lines.join('\n')}\n`)
  }
  closeSync(journal)
}

/** @returns milliseconds. */
async function appendOnly(folder: string, journal: string): Promise<number> {
  const bus = openSqliteBus({ path: join(folder, 'log.db'), clock: systemClock })
  await bus.createTopics(topicSpecs(1))
  const startedAt = performance.now()
  for await (const lines of readLines(journal)) {
    const appends = lines.map(({ bytes }) => {
      const value = bytes.toString('utf8')
      const parsed = parseLine(value)
      const key = parsed.ok ? (parsed.record.source ?? null) : null
      return { topic: TOPICS.mentions, key, value }
    })
    await bus.append(appends)
  }
  const ms = performance.now() - startedAt
  await bus.close()
  return ms
}

interface Whole {
  readonly stored: number
  readonly storedMs: number
  /** With the stop. */
  readonly allMs: number
  /** Until all was stored. */
  readonly cpuMs: number
  readonly costs: ThreadCosts | undefined
}

async function runWhole(folder: string, journal: string): Promise<Whole> {
  const world = await openPipeline(folder)
  const [cpu, threads, startedAt] = [process.cpuUsage(), threadCpu(), performance.now()]
  await world.feed(file, { paths: [journal] })
  await world.workedOff(MENTIONS)
  const storedMs = performance.now() - startedAt
  const costs = costsBetween(threads, threadCpu())
  const { user, system } = process.cpuUsage(cpu)
  const stored = await world.stop()
  const allMs = performance.now() - startedAt
  return { stored, storedMs, allMs, cpuMs: (user + system) / 1_000, costs }
}
