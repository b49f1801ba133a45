/**
 * The life of one storm: calm, rising, storm, fading, by the table `TRANSITIONS` of `storm.ts`. Only this file
 * changes a phase.
 */

import type { Policy } from './policy.ts'
import { type Level, type Phase, TRANSITIONS } from './storm.ts'
import type { EpochMs } from './time.ts'

export interface Life {
  phase: Phase
  /** Since when the phase holds. */
  phaseAt: EpochMs
  /** Since when it is hot, cool, or not hot without a break; undefined where it is not. */
  hotSince: EpochMs | undefined
  coolSince: EpochMs | undefined
  notHotSince: EpochMs | undefined
  lastOpenedAt: EpochMs | undefined
  lastPeakLevel: Level
}

/** What the rules say of one instant. Cool implies not hot; between the two nothing changes. */
export interface Heat {
  readonly hot: boolean
  readonly cool: boolean
  readonly level: Level
}

export function calmLife(): Life {
  return {
    phase: 'calm',
    phaseAt: 0,
    hotSince: undefined,
    coolSince: undefined,
    notHotSince: undefined,
    lastOpenedAt: undefined,
    lastPeakLevel: 0,
  }
}

/** Moves the life to `at`. @returns the phase before, if it changed. */
export function live(life: Life, heat: Heat, at: EpochMs, policy: Policy): Phase | undefined {
  life.hotSince = heat.hot ? (life.hotSince ?? at) : undefined
  life.coolSince = heat.cool ? (life.coolSince ?? at) : undefined
  life.notHotSince = heat.hot ? undefined : (life.notHotSince ?? at)
  for (const move of TRANSITIONS) {
    if (move.from !== life.phase) continue
    const held = { hot: life.hotSince, cool: life.coolSince, 'not hot': life.notHotSince }[
      move.when
    ]
    if (held === undefined) continue
    // Two evaluations apart confirm a rising storm (DETECTION 5.1), a dip between them does not matter.
    const since = move.from === 'rising' && move.when === 'hot' ? life.phaseAt : held
    const waited = at - Math.max(since, life.phaseAt)
    if (move.after !== undefined && waited < policy[move.after]) continue
    if (move.from === 'calm' && inRefractory(life, heat.level, at, policy)) continue
    const before = life.phase
    life.phase = move.to
    life.phaseAt = at
    if (before === 'calm') {
      life.lastOpenedAt = at
      life.lastPeakLevel = heat.level
    }
    return before
  }
  if (life.phase !== 'calm' && heat.level > life.lastPeakLevel) life.lastPeakLevel = heat.level
  return undefined
}

/** No second storm of the same level so soon; a higher one always opens. */
function inRefractory(life: Life, level: Level, at: EpochMs, policy: Policy): boolean {
  return (
    life.lastOpenedAt !== undefined &&
    at - life.lastOpenedAt < policy.refractory &&
    level <= life.lastPeakLevel
  )
}
