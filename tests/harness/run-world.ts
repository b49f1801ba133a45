/** A running processor on a real log in a folder of its own: written to, read to the end, stopped, started again. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { DAY_MS } from '../../shared/core/time.ts'
import type { Append, Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { readAll, until } from './bus-recorder.ts'

export const RUN_TOPICS = { inputs: 'inputs', outputs: 'outputs', states: 'states' } as const

/** A folder that goes when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A log with inputs, outputs, states and dead letters. */
export async function openRunBus(partitions: number): Promise<Bus> {
  const bus = openSqliteBus({ path: join(newFolder(), 'log.db'), clock: systemClock })
  onTestFinished(() => bus.close())
  const spec = { partitions, retentionMs: DAY_MS, compacted: false }
  await bus.createTopics([
    { ...spec, name: RUN_TOPICS.inputs },
    { ...spec, name: RUN_TOPICS.outputs },
    { ...spec, name: RUN_TOPICS.states, compacted: true },
    { ...spec, name: TOPICS.deadLetters },
  ])
  return bus
}

/** Records as they are written: keyed by brand, or into every partition where they are nobody's. */
export function inputsOf(inputs: readonly object[], partitions: number): Append[] {
  return inputs.flatMap((input): Append[] => {
    const record = { topic: RUN_TOPICS.inputs, value: JSON.stringify(input) }
    if ('brandId' in input) return [{ ...record, key: String(input.brandId) }]
    return Array.from({ length: partitions }, (_, partition) => ({
      ...record,
      key: null,
      partition,
    }))
  })
}

/** Waits until each record of a topic stands behind one of the marks that a consumer leaves. */
export function untilFolded(what: string, bus: Bus, seen: Map<number, number>, topic: string) {
  return until(what, async () => {
    for (const { partition, lag } of await bus.lag('nobody-reads-this', [topic])) {
      if ((seen.get(partition) ?? 0) < lag) return false
    }
    return true
  })
}

/** What stands in the outputs, as text, in the order of each partition. */
export async function outputsOf(bus: Bus, topic: string = RUN_TOPICS.outputs): Promise<string[]> {
  return (await readAll(bus, [topic])).map(({ value }) => value ?? '')
}
