/** Which brand lives through what, and when: five weeks each, the first two without anything. */

import type { JournalRecord } from '../../../shared/core/mention.ts'
import { DAY_MS, type EpochMs, HOUR_MS } from '../../../shared/core/time.ts'
import { type Draws, draws, seedOf } from '../evaluate/draws.ts'
import { PROFILES, type Profile, TINY_PER_DAY } from './brands.ts'
import { DECOYS } from './decoy-scripts.ts'
import type { Episode, Script } from './episodes.ts'
import { talkEveryday } from './everyday.ts'
import { STORMS } from './storm-scripts.ts'
import { startWorld, type Truth, type World } from './world.ts'

/** A Monday. */
const FROM = Date.UTC(2026, 2, 2)
const DAYS = 35
/** A brand is left alone and alarms do not count for so long. */
export const QUIET_DAYS = 14

export interface BrandWeeks {
  readonly profile: Profile
  /** Which of the draws. */
  readonly draw: number
  readonly from: EpochMs
  readonly to: EpochMs
  /** In the order in which they became known. */
  readonly records: readonly JournalRecord[]
  readonly truths: ReadonlyMap<string, Truth>
  readonly episodes: readonly Episode[]
}

/**
 * One brand of one draw. Kinds go round, so that a few draws hold each of them several times.
 * @param index of the brand in `PROFILES`.
 */
export function drawBrandWeeks(seed: string, draw: number, index: number): BrandWeeks {
  const profile = PROFILES[index]!
  const random = draws(seedOf(seed, profile.id, draw))
  const world = startWorld(profile, random, FROM, FROM + DAYS * DAY_MS)
  talkEveryday(world)
  const scripts = scriptsFor(profile, index + draw * PROFILES.length, random)
  const episodes = playScripts(world, scripts)
  const records = world.records
    .filter(({ observedAt }) => observedAt < world.to)
    .sort((a, b) => a.observedAt - b.observedAt)
  const { from, to, truths } = world
  return { profile, draw, from, to, records, truths, episodes }
}

/** See `scriptsFor`. */
const LONG_DAYS = 7

/** Two storms and two decoys in any order; the turn decides which, chance the order. */
function scriptsFor(profile: Profile, turn: number, draw: Draws): Script[] {
  const tiny = profile.perDay <= TINY_PER_DAY
  const fits = ({ tiny: who }: Script) => who === 'also' || (who === 'only') === tiny
  const of = (scripts: readonly Script[], count: number) => {
    const own = scripts.filter(fits)
    const taken = Math.min(count, own.length)
    return Array.from({ length: taken }, (_, i) => own[(turn * taken + i) % own.length]!)
  }
  const scripts = [...of(STORMS, 2), ...of(DECOYS, 2)]
  for (let i = scripts.length - 1; i > 0; i--) {
    const j = draw.below(i + 1)
    ;[scripts[i], scripts[j]] = [scripts[j]!, scripts[i]!]
  }
  // What takes longest comes first, or the weeks could not hold it.
  return scripts.sort((a, b) => Number(b.days > LONG_DAYS) - Number(a.days > LONG_DAYS))
}

/** One after the other, as many as the weeks hold, at an hour between six and midnight. */
function playScripts(world: World, scripts: readonly Script[]): Episode[] {
  const { draw, from, to } = world
  const episodes: Episode[] = []
  let day = QUIET_DAYS
  for (const [number, script] of scripts.entries()) {
    const at = Math.floor(from + (day + draw.uniform()) * DAY_MS + (6 + draw.below(18)) * HOUR_MS)
    day += script.days + 1
    if (from + (day + 1) * DAY_MS > to) break
    for (const played of [script.play(world, at, number)].flat())
      episodes.push({ kind: script.kind, storm: script.storm, ...played })
  }
  return episodes
}
