/** What takes part in the evaluation: anything that reads counts tick by tick and can be copied at any moment. */

import type { EpochMs } from '../../../shared/core/time.ts'

export interface Told {
  /** Larger is more alarming; only the order counts where thresholds are calibrated. */
  score: number
  /** True where it would have told people, by its own rules and thresholds. */
  alert: boolean
}

export interface Runner {
  /** One cell of 5 min; null is unknown. The answer is valid until the next call. */
  tick(mentions: number | null, negatives: number | null): Readonly<Told>
  /** The same memory once more: a storm is injected into the copy. */
  copy(): Runner
}

export interface Contestant {
  readonly name: string
  /** @param series whose ticks will come: floors need not know. */
  start(series?: { readonly name: string; readonly startAt: EpochMs }): Runner
}
