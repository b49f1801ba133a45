/**
 * What goes wrong inside while everything looks calm: messages that cannot be delivered, records that nobody works
 * off, a stage that falls further behind. Judged from samples; the page shows it and Prometheus counts it, so that it
 * reaches engineers although the mail may be what fails (DESIGN 2.5).
 */

import type { Trouble } from '../../shared/core/live.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

export interface TroubleSample {
  /** Of the machine. */
  readonly elapsedMs: number
  /** The product's time, for people. */
  readonly at: EpochMs
  /** By group; undefined where that could not be asked. */
  readonly progress: Readonly<Record<string, Progress>> | undefined
  /** Messages that were tried more than once and have not gone, by channel. */
  readonly failing: ReadonlyMap<string, number>
  /** Messages given up since the sample before, by channel. */
  readonly failed: ReadonlyMap<string, number>
}

export interface Progress {
  /** Not yet worked off. */
  readonly records: number
  /** Worked off ever; only whether it rises counts. */
  readonly committed: number
}

/** Told within two minutes: seen for so long, and looked at every few seconds. */
const LASTING_MS = 1.5 * MINUTE_MS
/** Behind by so much and more than before is no burst any more. */
const BEHIND_RECORDS = 1_000
/** A message that was given up is told for so long. */
const GIVEN_UP_MS = HOUR_MS

interface GroupState {
  committed: number
  /** Since when something waits and nothing of it is worked off. */
  standing: Since | undefined
  /** Since when more waits than a burst brings, and how much that was. */
  behind: (Since & { readonly records: number }) | undefined
}

interface Since {
  readonly elapsedMs: number
  readonly at: EpochMs
}

export class TroubleWatch {
  readonly #groups = new Map<string, GroupState>()
  readonly #failing = new Map<string, Since>()
  readonly #givenUp: (Since & { readonly channel: string; readonly count: number })[] = []

  /** @returns what is wrong now, the same as long as it lasts */
  look(sample: TroubleSample): Trouble[] {
    const troubles = this.#undelivered(sample)
    for (const [group, progress] of Object.entries(sample.progress ?? {}))
      troubles.push(...this.#waiting(group, progress, sample))
    return troubles
  }

  #undelivered({ elapsedMs, at, failing, failed }: TroubleSample): Trouble[] {
    for (const [channel, count] of failed) this.#givenUp.push({ elapsedMs, at, channel, count })
    while (this.#givenUp[0] && elapsedMs - this.#givenUp[0].elapsedMs >= GIVEN_UP_MS)
      this.#givenUp.shift()
    for (const channel of this.#failing.keys())
      if (!failing.has(channel)) this.#failing.delete(channel)
    for (const channel of failing.keys())
      if (!this.#failing.has(channel)) this.#failing.set(channel, { elapsedMs, at })
    const channels = new Set([...failing.keys(), ...this.#givenUp.map(({ channel }) => channel)])
    return [...channels].sort().map((channel) => {
      const lost = this.#givenUp.filter((one) => one.channel === channel)
      const count = lost.reduce((sum, one) => sum + one.count, failing.get(channel) ?? 0)
      const since = Math.min(this.#failing.get(channel)?.at ?? at, ...lost.map((one) => one.at))
      return { kind: 'undelivered', what: channel, since, count }
    })
  }

  #waiting(group: string, progress: Progress, { elapsedMs, at }: TroubleSample): Trouble[] {
    const { records, committed } = progress
    const now = { elapsedMs, at }
    const state = this.#groups.get(group) ?? { committed, standing: undefined, behind: undefined }
    this.#groups.set(group, state)
    const workedOff = records === 0 || committed > state.committed
    state.standing = workedOff ? undefined : (state.standing ?? now)
    state.behind = records < BEHIND_RECORDS ? undefined : (state.behind ?? { ...now, records })
    state.committed = committed
    const lasts = (since: Since) => elapsedMs - since.elapsedMs >= LASTING_MS
    const about = { what: group, count: records }
    if (state.standing && lasts(state.standing))
      return [{ kind: 'stalled', ...about, since: state.standing.at }]
    if (state.behind && lasts(state.behind) && records > state.behind.records)
      return [{ kind: 'falling-behind', ...about, since: state.behind.at }]
    return []
  }
}
