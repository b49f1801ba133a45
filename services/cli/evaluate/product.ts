/** The product itself as a contestant: the detector that runs in production, fed with counts. */

import { type Detected, detector } from '../../../shared/core/detector.ts'
import type { DetectorState } from '../../../shared/core/detector-state.ts'
import type { CountsObservation, PolicyVersion } from '../../../shared/core/observation.ts'
import { type Policy, policyId } from '../../../shared/core/policy.ts'
import { TICK_MS } from './background.ts'
import type { Runner, Told } from './contestant.ts'

/** Any Thursday; the hour of the day is what the recorded series says. */
const BRAND = 'brand'

export interface ProductOptions {
  readonly policy: Policy
  /** When the first tick begins. */
  readonly startAt: number
  /** False: only mentions are counted, volume decides alone. */
  readonly polarity: boolean
}

export class Product implements Runner {
  readonly #options: ProductOptions
  readonly #state: DetectorState
  readonly #told: Told = { score: 0, alert: false }
  #at: number

  constructor(options: ProductOptions, at = options.startAt, snapshot?: Uint8Array) {
    this.#options = options
    this.#at = at
    this.#state = snapshot ? detector.restore(BRAND, snapshot) : detector.initial(BRAND)
    const { policy } = options
    const version: PolicyVersion = {
      type: 'policy',
      at,
      policyId: policyId(policy),
      policy,
      brands: {},
    }
    detector.step(this.#state, version)
  }

  tick(mentions: number | null, negatives: number | null): Told {
    const { polarity, policy } = this.#options
    const told = this.#told
    told.alert = false
    // A cell that nobody knows has no row.
    const known = mentions !== null && (negatives !== null || !polarity)
    if (known) this.#hear(detector.step(this.#state, this.#row(mentions, negatives)))
    this.#at += TICK_MS
    this.#hear(detector.advance(this.#state, this.#at + policy.grace))
    return told
  }

  #row(mentions: number, negatives: number | null): CountsObservation {
    const { polarity } = this.#options
    return {
      type: 'counts',
      brandId: BRAND,
      at: this.#at,
      mentions,
      negatives: polarity ? negatives : null,
      authors: null,
      engagement: null,
      ...(polarity ? {} : { volumeOnly: true }),
    }
  }

  #hear(outputs: readonly Detected[]): void {
    for (const out of outputs) {
      if (out.type === 'reading') this.#told.score = out.score ?? 0
      else if (out.kind === 'storm' && out.change === 'opened') this.#told.alert = true
    }
  }

  copy(): Runner {
    return new Product(this.#options, this.#at, detector.snapshot(this.#state))
  }
}
