/**
 * The shape of the two stateful parts of the product, the detector and the escalation. A processor is pure: it
 * is told the time, it never throws for data, and the same inputs give the same outputs in a unit test, a
 * backtest, one process, or scaled out over Kafka.
 */

import type { EpochMs } from './time.ts'

export interface Processor<In, Out, State> {
  /** Names the layout and the rules of the snapshots, e.g. `detector`. */
  readonly name: string
  /** The key (brandId) whose state a record belongs to; undefined for a broadcast, which is stepped into every state. */
  keyOf(input: In): string | undefined
  /** The state of a key nobody has heard of yet. */
  initial(key: string): State
  /** Folds one record. Called in the order of the log. Changes `state` in place. */
  step(state: State, input: In): Out[]
  /** Time has reached `to` at least (a tick). Calling it more often, or never, changes no output but its hurry. */
  advance(state: State, to: EpochMs): Out[]
  /** At most 512 kB a brand, beginning with a layout number. */
  snapshot(state: State): Uint8Array
  /** @throws RangeError for a layout this version does not know. */
  restore(key: string, bytes: Uint8Array): State
}
