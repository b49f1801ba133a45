/** Starts processors on a log of `run-world.ts`, reads what they remember, and speaks the diary's language. */

import type { Processor } from '../../shared/core/processor.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { type Runner, type RunOptions, runProcessor } from '../../shared/edge/run.ts'
import { loadPartition } from '../../shared/edge/run-partition.ts'
import { type Diary, type DiaryInput, diary } from './diary.ts'
import { RUN_TOPICS, untilFolded } from './run-world.ts'

export interface Running extends Runner {
  /** Waits until everything that stands in the log is folded. */
  atEnd(): Promise<void>
}

type Input = { readonly type: string; readonly at: number }

export function start<In extends Input, Out extends object, State>(
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

export function optionsOf<In extends Input, Out extends object, State>(
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

export async function runToEnd<In extends Input, Out extends object, State>(
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
export async function statesOf<In extends Input, Out extends object, State>(
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

export const said = (brandId: string, at: number, text = `${at}`): DiaryInput => ({
  type: 'said',
  brandId,
  at,
  text,
})
export const rule = (name: string, at: number): DiaryInput => ({ type: 'rule', at, rule: name })
export const tick = (at: number): DiaryInput => ({ type: 'tick', at })

export async function entriesOf(bus: Bus): Promise<Record<string, string[]>> {
  const states = await statesOf(bus, diary)
  return Object.fromEntries(
    Object.entries(states).map(([key, text]) => [key, (JSON.parse(text) as Diary).entries]),
  )
}
