/** From what was read about the target to its log odds, and to the reasons for them. */

import { FEATURE } from './features.ts'
import type { LanguageModel } from './model-file.ts'
import type { Found } from './ngrams.ts'
import { calibrate, lettersShare, type Odds, oddsOf, wordShare } from './odds.ts'
import type { Reading } from './rules.ts'
import { TARGET_FEATURES, type TargetFeature, type TargetReading } from './target.ts'
import { CUE_NAMES } from './target-lookup.ts'
import { TARGET_WEIGHTS } from './target-weights.ts'

/** Why the target's odds differ from the post's. */
export interface TargetReason {
  /** A cue or a shape of the post: `relief`, `others speak`, `asks plainly`. */
  readonly what: TargetFeature
  /** Words that tell it, as in the post; none where the shape of the whole post does. */
  readonly text?: string
  /** Share of the log odds of positive against negative. */
  readonly weight: number
}

const NEGATIVE = Float64Array.from(TARGET_FEATURES, (name) => TARGET_WEIGHTS[name]?.[0] ?? 0)
const POSITIVE = Float64Array.from(TARGET_FEATURES, (name) => TARGET_WEIGHTS[name]?.[1] ?? 0)

/** @param whole the odds of the post as a whole, calibrated */
export function targetOdds(
  whole: Odds,
  reading: Reading,
  found: Found,
  model: LanguageModel,
  kind: string,
  target: TargetReading,
): Odds {
  const { features } = target
  const odds = target.clauses.whole
    ? { ...whole }
    : relevantOdds(reading, found, model, kind, target)
  for (let i = 0; i < features.length; i++) {
    if (features[i] === 0) continue
    odds.negative += NEGATIVE[i]! * features[i]!
    odds.positive += POSITIVE[i]! * features[i]!
  }
  return odds
}

/** The model's own, with every word worth what its clause is. Exported for whoever fits the weights on top. */
export function relevantOdds(
  reading: Reading,
  found: Found,
  model: LanguageModel,
  kind: string,
  { clauses: { relevance } }: TargetReading,
): Odds {
  const { ngramWeights, ngrams, scale } = model
  const odds = oddsOf(model, relevantFeatures(reading, relevance), NOTHING)
  const words = scale * wordShare(found.words)
  const letters = scale * lettersShare(found.count - found.words)
  for (let i = 0; i < found.count; i++) {
    const id = found.ids[i]!
    const share = relevance[found.tokens[i]!]! * (ngrams.letters[id] === 1 ? letters : words)
    odds.negative += share * ngramWeights[2 * id]!
    odds.positive += share * ngramWeights[2 * id + 1]!
  }
  return calibrate(odds, model, kind)
}

const NOTHING: Found = { ids: new Int32Array(0), tokens: new Int32Array(0), count: 0, words: 0 }

function relevantFeatures({ features, hits }: Reading, relevance: readonly number[]): number[] {
  const own = features.slice()
  for (const group of FEATURE.groups) own[group] = 0
  for (const { group, value, from } of hits) own[group]! += Math.abs(value) * relevance[from]!
  for (const group of FEATURE.groups) own[group] = Math.log1p(own[group]!)
  return own
}

/** What adds less to the log odds explains nothing. */
const LEAST = 0.1

/** Strongest first; a cue's weight is dealt out to the places where it stands. */
export function targetReasons(target: TargetReading, reading: Reading): TargetReason[] {
  const { tokens } = reading
  const { features, spots } = target
  const reasons: TargetReason[] = []
  for (let i = 0; i < features.length; i++) {
    const what = TARGET_FEATURES[i]!
    const weight = (POSITIVE[i]! - NEGATIVE[i]!) * features[i]!
    if (what === 'bias' || what === 'words' || Math.abs(weight) < LEAST) continue
    if (i >= CUE_NAMES.length) {
      reasons.push({ what, weight: round(weight) })
      continue
    }
    const places = spots.filter(({ cue }) => cue === i)
    for (const { from, to } of places) {
      const text = tokens.text.slice(tokens.starts[from], tokens.ends[to - 1])
      reasons.push({ what, text, weight: round(weight / places.length) })
    }
  }
  return reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

function round(weight: number): number {
  return Math.round(weight * 1000) / 1000
}
