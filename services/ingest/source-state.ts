/**
 * What a source can see at the moment, told when it changes and again every hour, so that whoever begins to listen
 * soon knows. A source that is reached and finds nothing for several of its usual gaps is quiet: no data must never
 * look like calm.
 */

import type { SourceState } from '../../shared/core/mention.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import type { Clock } from '../../shared/edge/clock.ts'

/** What a source says of its own round; the worst holds. */
export type Note = Extract<SourceState, 'catching-up' | 'slow' | 'blind'>

/** `why` is one sentence, given when something was tried and failed. */
export type TakeNote = (note: Note, why?: string) => void

const WORSE: readonly SourceState[] = ['live', 'catching-up', 'slow', 'blind']
/** How often it is looked whether a source has fallen quiet, or must be told again. */
const LOOK_EVERY_MS = 20_000
const TELL_AGAIN_MS = HOUR_MS

/** The usual pause between two finds of a source. */
export interface Gaps {
  /** A mention was found; several within a minute are one find. */
  found(at: EpochMs): void
  /** Whether nothing was found for so many usual gaps. Never true before a handful of gaps are known. */
  isQuiet(now: EpochMs, staleFactor: number): boolean
}

const SAME_FIND_MS = MINUTE_MS
const GAPS_NEEDED = 5
/** Weight of the newest gap in the mean. */
const NEWEST = 0.2
/** A pause that is no news, whatever the usual one. */
const SHORTEST_QUIET_MS = HOUR_MS

export function createGaps(): Gaps {
  let lastAt: EpochMs | undefined
  let meanMs = 0
  let known = 0
  return {
    found(at) {
      const gap = lastAt === undefined ? undefined : at - lastAt
      if (gap !== undefined && gap < SAME_FIND_MS) {
        lastAt = Math.max(at, lastAt ?? at)
        return
      }
      lastAt = at
      if (gap === undefined) return
      meanMs = known === 0 ? gap : (1 - NEWEST) * meanMs + NEWEST * gap
      known++
    },
    isQuiet(now, staleFactor) {
      if (lastAt === undefined || known < GAPS_NEEDED) return false
      return now - lastAt > Math.max(staleFactor * meanMs, SHORTEST_QUIET_MS)
    },
  }
}

export interface StateKeeper {
  /** The source has said this of the round that it is in. */
  note(note: Note): Promise<void>
  /** A round is over, or a stream has delivered: what was noted in it holds now, or all is well. */
  rounded(): Promise<void>
  /** It could not be reached. */
  blind(): Promise<void>
  /** It has ended by itself. */
  ended(): Promise<void>
  stop(): void
}

/** @param tell puts a state into the log; says whether it is there. */
export function keepState(
  tell: (state: SourceState) => Promise<boolean>,
  options: { readonly clock: Clock; readonly gaps: Gaps; readonly staleFactor: number },
): StateKeeper {
  const { clock, gaps, staleFactor } = options
  let noted: SourceState = 'live'
  let base: SourceState | undefined
  let told: SourceState | undefined
  let toldAt = Number.NEGATIVE_INFINITY
  let telling: Promise<void> = Promise.resolve()
  const isReached = () => base === 'live' || base === 'slow'
  const look = async () => {
    if (base === undefined) return
    const state = isReached() && gaps.isQuiet(clock.now(), staleFactor) ? 'quiet' : base
    const at = clock.now()
    if (state === told && at - toldAt < TELL_AGAIN_MS) return
    if (!(await tell(state))) return
    told = state
    toldAt = at
  }
  const become = (state: SourceState): Promise<void> => {
    base = state
    telling = telling.then(look)
    return telling
  }
  const cancel = clock.every(LOOK_EVERY_MS, () => {
    telling = telling.then(look)
  })
  return {
    async note(note) {
      if (WORSE.indexOf(note) > WORSE.indexOf(noted)) noted = note
      // Who works off a backlog does so for long, and who listens should know at once.
      if (note === 'catching-up' && base !== 'blind') await become(noted)
    },
    rounded() {
      const state = noted
      noted = 'live'
      return become(state)
    },
    blind: () => become('blind'),
    ended: () => become('quiet'),
    stop: cancel,
  }
}
