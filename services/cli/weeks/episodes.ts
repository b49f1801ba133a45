/** One thing that happens to a brand in the simulated weeks: a storm, or what must never be told as one. */

import type { EpochMs } from '../../../shared/core/time.ts'
import type { World } from './world.ts'

export interface Episode {
  readonly kind: string
  readonly storm: boolean
  readonly startAt: EpochMs
  /** A storm's summit; of anything else its middle. */
  readonly peakAt: EpochMs
  readonly endAt: EpochMs
  /** The brand's post that grows, where one post is the storm. */
  readonly mentionId?: string
  /** Interactions of that post at the peak. */
  readonly sizeAtPeak?: number
}

/** An episode as its script leaves it; `kind` where it differs from that of the script. */
export type Played = Omit<Episode, 'kind' | 'storm'> & { readonly kind?: string }

export interface Script {
  readonly kind: string
  readonly storm: boolean
  /** How many days it needs until the next may begin. */
  readonly days: number
  /** Brands it can happen to. */
  readonly tiny: 'only' | 'never' | 'also'
  /** Says all that belongs to it. @param number of the episode, for the truth. */
  play(world: World, at: EpochMs, number: number): Played | readonly Played[]
}
