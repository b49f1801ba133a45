/**
 * The thresholds in force for one brand. The budget sets them, from the brand's own calm history; a new brand has
 * those of other brands, and higher ones while little is known of it.
 */

import { type CalmHistory, type CalmMemory, calmLevel, deviationsFor } from './calm-history.ts'
import { DEFAULT_POLICY, type Policy } from './policy.ts'

/**
 * Highest score of a day, over other brands: with the default budget they give the default threshold (0.46 + 1.98
 * times 0.172 is 0.80).
 */
const OTHER_BRANDS = { mean: 0.46, deviation: 0.172 }
/** However calm or restless a brand is, its threshold stays between these parts of the default (DETECTION 5.1). */
const BOUNDS = { min: 0.6, max: 2.5 }
/** What is above the threshold by more is a storm, and counts in the calm history as so much only. */
const CALM_CAP = 1.3
/** The same of the slow signal; its threshold is `slowWarn` at least. */
const OTHER_BRANDS_SLOW = { mean: 0, deviation: 0.55 }
/** Deviations beyond which a slow signal is a drift: days hang together, so more than a quantile would say. */
const SLOW_DEVIATIONS = 2.5
/** A new brand's threshold is higher by this part at first, and by half of it after that part of `warmUp`. */
const NEWNESS = { surcharge: 0.6, halfLife: 2 / 7 }

/** Scores from here on are storms, for the rule of level 2. */
export function warnLevel(calm: CalmHistory, policy: Policy, ageMs: number): number {
  const deviations = deviationsFor(policy.alertBudget)
  const level = calmLevel(calm, deviations, OTHER_BRANDS, memoryOf(policy))
  const [low, high] = [BOUNDS.min, BOUNDS.max].map((part) => part * DEFAULT_POLICY.tauWarn)
  const bounded = Math.min(high!, Math.max(low!, level))
  const surcharge = policy.warmUp > 0 ? newness(ageMs / policy.warmUp) : 0
  return (policy.tauWarn / DEFAULT_POLICY.tauWarn) * bounded * (1 + surcharge)
}

/** @param age as part of the warm-up. */
function newness(age: number): number {
  return NEWNESS.surcharge * 2 ** (-age / NEWNESS.halfLife)
}

/** What the slow rule asks for. */
export function slowLevel(calm: CalmHistory, policy: Policy): number {
  const level = calmLevel(calm, SLOW_DEVIATIONS, OTHER_BRANDS_SLOW, memoryOf(policy))
  return Math.max(policy.slowWarn, (policy.slowWarn / DEFAULT_POLICY.slowWarn) * level)
}

/** The most that one day teaches. */
export function calmCap(level: number): number {
  return CALM_CAP * level
}

export function memoryOf(policy: Policy): CalmMemory {
  return { priorMs: policy.calmPrior, halfLifeMs: policy.calmHalfLife }
}
