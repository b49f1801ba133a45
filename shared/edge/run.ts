/**
 * Runs a processor over one topic: restores, folds, publishes, remembers. State is a function of the log: every few
 * seconds the states touched are written with the offset they cover, then that offset is committed. A crash between
 * repeats outputs, whose ids are made from what identifies them, and never folds a record twice.
 */

import type { Processor } from '../core/processor.ts'
import type { EpochMs } from '../core/time.ts'
import type { Append, Batch, Bus, Consumer } from './bus.ts'
import type { Clock } from './clock.ts'
import { deadLetter, decodeJson } from './codec.ts'
import { foldForAll, foldOne, loadPartition, type Partition } from './run-partition.ts'
import { remember, rememberWhenDue } from './run-remember.ts'

export interface RunOptions<In extends { readonly type: string }, Out, State> {
  readonly bus: Bus
  readonly clock: Clock
  readonly processor: Processor<In, Out, State>
  readonly group: string
  readonly topic: string
  readonly stateTopic: string
  /** The instant of a record that does nothing but move time; undefined for all others. */
  tickOf(input: In): EpochMs | undefined
  /** Whether a record is one that the processor folds, whole and of the right types. */
  accepts(input: In): boolean
  /** Whether a record that is not accepted stands in the topic for others. Without it, every one with a type does. */
  ignores?(input: { readonly type: string }): boolean
  /** Where an output goes. */
  publish(output: Out): Append
  /** Told after each batch, for metrics; `outputs` are what was published. */
  onFolded?(batch: Batch, outputs: readonly Out[]): void
  /** Told of each record that nobody can read; it went to the dead letters. */
  onPoison?(code: PoisonCode): void
}

/** Why a record went to the dead letters instead of into the fold. */
export type PoisonCode = 'not-json' | 'unknown-type'

export interface Runner extends Consumer {
  /** Partitions that this process holds and has read to their end. */
  caughtUp(): readonly number[]
  /** How many keys are held. */
  keys(): number
}

/**
 * Starts folding. `done` rejects when the log fails for good, when a snapshot is of a layout that this version does
 * not know (nothing is written then), or when the processor breaks a promise.
 */
export function runProcessor<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
): Runner {
  const partitions = new Map<number, Partition<In, State>>()
  const caughtUp = new Set<number>()
  const consumer = options.bus.consume({
    group: options.group,
    topics: [options.topic],
    from: 'earliest',
    onAssigned: async (_topic, numbers) => {
      for (const number of numbers) partitions.set(number, await loadPartition(options, number))
    },
    onRevoked: async (_topic, numbers) => {
      for (const number of numbers) {
        const partition = partitions.get(number)
        partitions.delete(number)
        caughtUp.delete(number)
        // Whoever comes next folds again from the last commit where this one fails.
        if (partition && !partition.folding) await remember(options, partition).catch(() => {})
      }
    },
    onBatch: async (batch) => {
      const partition = partitions.get(batch.partition)
      if (!partition) return
      partition.folding = true
      const isOurs = () => partitions.get(batch.partition) === partition
      const outputs = await foldBatch(options, partition, batch, isOurs)
      // Taken away meanwhile: the next owner folds this batch, too.
      if (!isOurs()) return
      options.onFolded?.(batch, outputs)
      // Records that were skipped count, too: a quiet tail must be saved as well (RELIABILITY 2.3).
      partition.since.records += batch.records.length
      partition.position = batch.nextOffset
      await rememberWhenDue(options, partition)
      partition.folding = false
      if (batch.nextOffset >= batch.endOffset) caughtUp.add(batch.partition)
      else caughtUp.delete(batch.partition)
    },
  })
  return {
    done: consumer.done,
    stop: () => consumer.stop(),
    caughtUp: () => [...caughtUp],
    keys: () => [...partitions.values()].reduce((sum, partition) => sum + partition.states.size, 0),
  }
}

/**
 * Folds in memory and publishes; what was published before a crash is published again.
 * @param isOurs false once the partition was taken away: what comes then would stand behind what the next owner says
 * @returns all outputs
 */
async function foldBatch<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
  partition: Partition<In, State>,
  batch: Batch,
  isOurs: () => boolean,
): Promise<Out[]> {
  const outputs: Out[] = []
  let letters: Append[] = []
  let published = 0
  const publish = async () => {
    if (!isOurs()) return
    const appends = outputs.slice(published).map((output) => options.publish(output))
    published = outputs.length
    for (const letter of letters) appends.push(letter)
    letters = []
    if (appends.length > 0) await options.bus.append(appends, { derived: true })
  }
  for (const record of batch.records) {
    const { offset, decoded } = record
    const input = (decoded as In | undefined) ?? decodeJson<In>(record.value ?? NOTHING)
    // What this process wrote itself is of its own shape.
    if (input && isTyped(input) && (decoded || options.accepts(input))) {
      const key = options.processor.keyOf(input)
      if (key === undefined) await foldForAll(options, partition, input, offset, outputs, publish)
      else foldOne(options, partition, key, input, offset, outputs)
      continue
    }
    const code = poisonCode(input, options.ignores)
    if (!code) continue
    options.onPoison?.(code)
    const reason = POISON[code]
    const raw = record.value ?? NOTHING
    letters.push(deadLetter({ code, reason, origin: batch.topic, position: offset, raw }))
  }
  await publish()
  return outputs
}

const NOTHING = new Uint8Array(0)

const POISON: Readonly<Record<PoisonCode, string>> = {
  'not-json': 'the record is no JSON object; a part of another version or a stranger wrote it',
  'unknown-type': 'no part of this version folds a record of this type and shape',
}

function isTyped(input: object): input is { readonly type: string } {
  return 'type' in input && typeof input.type === 'string'
}

function poisonCode(
  input: object | undefined,
  ignores: ((input: { readonly type: string }) => boolean) | undefined,
): PoisonCode | undefined {
  if (!input) return 'not-json'
  if (!isTyped(input)) return 'unknown-type'
  return !ignores || ignores(input) ? undefined : 'unknown-type'
}
