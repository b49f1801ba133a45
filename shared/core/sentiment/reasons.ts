/** What decided, in the post's own words: rules and n-grams are added up by the words they stand in. */

import { CLASSES, namesOf } from './classes.ts'
import { FEATURE } from './features.ts'
import type { LanguageModel } from './model-file.ts'
import type { Found } from './ngrams.ts'
import { lettersShare, wordShare } from './odds.ts'
import type { Reading } from './rules.ts'

export interface Reason {
  readonly text: string
  readonly weight: number
}

export interface NamedCue {
  /** As in the post. */
  readonly text: string
  readonly classes?: readonly string[]
  readonly touchpoints?: readonly string[]
}

/** What adds less to the log odds explains nothing. */
const LEAST = 0.1

/** Strongest first. Each group of rules has its part of the log odds dealt out to its hits by their strength. */
export function reasonsOf(reading: Reading, found: Found, model: LanguageModel): Reason[] {
  const { tokens } = reading
  const byText = new Map<string, number>()
  const count = (from: number, to: number, weight: number): void => {
    const text = tokens.text.slice(tokens.starts[from], tokens.ends[to - 1])
    byText.set(text, (byText.get(text) ?? 0) + weight)
  }
  countHits(reading, model, count)
  countNgrams(found, model, tokens.kinds.length, count)
  return Array.from(byText, ([text, weight]) => ({
    text,
    weight: Math.round(weight * 1000) / 1000,
  }))
    .filter(({ weight }) => Math.abs(weight) >= LEAST)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

type Count = (from: number, to: number, weight: number) => void

function countHits({ features, hits }: Reading, { weights }: LanguageModel, count: Count): void {
  const sums = new Array<number>(FEATURE.length).fill(0)
  for (const { group, value } of hits) sums[group]! += Math.abs(value)
  for (const { from, to, value, group } of hits) {
    const part = (weights.positive[group]! - weights.negative[group]!) * features[group]!
    count(from, to, (part * Math.abs(value)) / sums[group]!)
  }
}

/** The letters and the word itself are added up before the word is spelled. */
function countNgrams(found: Found, model: LanguageModel, tokens: number, count: Count): void {
  const { ngramWeights, ngrams, scale } = model
  const words = scale * wordShare(found.words)
  const letters = scale * lettersShare(found.count - found.words)
  const byToken = new Float64Array(tokens)
  for (let i = 0; i < found.count; i++) {
    const id = found.ids[i]!
    const at = found.tokens[i]!
    const weight = ngramWeights[2 * id + 1]! - ngramWeights[2 * id]!
    if (ngrams.letters[id] === 1) byToken[at]! += weight * letters
    else if (ngrams.spellings[id]!.includes(' ')) count(at - 1, at + 1, weight * words)
    else byToken[at]! += weight * words
  }
  for (let at = 0; at < tokens; at++) if (byToken[at] !== 0) count(at, at + 1, byToken[at]!)
}

/** What told the classes and touchpoints, each spelling once. */
export function cuesOf({ tokens, cues }: Reading, touchpointNames: readonly string[]): NamedCue[] {
  const byText = new Map<string, { classes: number; touchpoints: number }>()
  for (const { from, to, classes, touchpoints } of [...cues].sort((a, b) => a.from - b.from)) {
    const text = tokens.text.slice(tokens.starts[from], tokens.ends[to - 1])
    const known = byText.get(text)
    const all = { classes, touchpoints }
    if (known) {
      all.classes |= known.classes
      all.touchpoints |= known.touchpoints
    }
    byText.set(text, all)
  }
  return Array.from(byText, ([text, { classes, touchpoints }]) => ({
    text,
    ...(classes !== 0 ? { classes: namesOf(classes, CLASSES) } : {}),
    ...(touchpoints !== 0 ? { touchpoints: namesOf(touchpoints, touchpointNames) } : {}),
  }))
}
