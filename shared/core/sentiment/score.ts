/**
 * Sentiment of one post: calibrated probabilities with reasons, classes and touchpoints. Pure and deterministic;
 * any string is a post, also one of broken surrogates. Everything a table can hold is built once.
 */

import { CLASSES, namesOf } from './classes.ts'
import { FEATURE } from './features.ts'
import type { Lang } from './language.ts'
import { isMixed } from './language.ts'
import type { Lexicon } from './lexicon.ts'
import { readFaces, readLexicon } from './lexicon.ts'
import type { Reading } from './rules.ts'
import { read } from './rules.ts'
import type { Tokens } from './tokens.ts'
import { tokenise } from './tokens.ts'
import type { Touchpoint } from './touchpoints.ts'
import { ownTouchpoints, touchpointTable } from './touchpoints.ts'
import type { Weights } from './weights.ts'
import { WEIGHTS } from './weights.ts'

export interface Scored {
  readonly lang: Lang
  /** The most probable of the three; neutral where it is even. */
  readonly label: 'negative' | 'neutral' | 'positive'
  /** Three probabilities in thousandths that sum to one. */
  readonly negative: number
  readonly neutral: number
  readonly positive: number
  /**
   * What decided, spelled as in the post, strongest first. `weight` is the share of the log odds of positive
   * against negative: below 0 pulls to negative, above 0 to positive.
   */
  readonly reasons: readonly Reason[]
  readonly classes: readonly string[]
  readonly touchpoints: readonly string[]
  /** Characters at the end of the post that were not read, because it is too long or has too many tokens. */
  readonly unread: number
}

export interface Reason {
  readonly text: string
  readonly weight: number
}

/** The hot path's answer: probabilities in thousandths, names as bits (`CLASSES`, `Scorer.touchpointNames`). */
export interface FastScore {
  readonly pNegMilli: number
  readonly pPosMilli: number
  readonly classes: number
  readonly touchpoints: number
}

export interface SentimentFiles {
  readonly de: string
  readonly deCues: string
  readonly en: string
  readonly enCues: string
  readonly faces: string
}

export interface SentimentModel {
  readonly de: Lexicon
  readonly en: Lexicon
  readonly faces: ReadonlyMap<string, number>
}

export interface ScorerOptions {
  /** A brand's own, beside the eight standard ones; the same name adds cues. */
  readonly touchpoints?: readonly Touchpoint[]
  /** At most so many reasons; 8 unless told. */
  readonly reasons?: number
}

export interface Scorer {
  readonly touchpointNames: readonly string[]
  /** Tokens may be given instead of the text, where the language was told from them already. */
  score(text: string | Tokens, lang: Lang): Scored
  /** As `score`, without spelling out anything. The numbers are the same. */
  scoreFast(text: string | Tokens, lang: Lang): FastScore
}

/** @throws SyntaxError for lexicon text it cannot read. Takes about a tenth of a second: once a process. */
export function buildModel(files: SentimentFiles): SentimentModel {
  return {
    de: readLexicon(files.de, files.deCues),
    en: readLexicon(files.en, files.enCues),
    faces: readFaces(files.faces),
  }
}

/** Cheap: many brands can have their own scorer of one model. */
export function createScorer(model: SentimentModel, options: ScorerOptions = {}): Scorer {
  const table = touchpointTable(options.touchpoints ?? [])
  const reasonLimit = options.reasons ?? 8
  const judge = (text: string | Tokens, lang: Lang): Judged => {
    const tokens = typeof text === 'string' ? tokenise(text) : text
    const judged = judgeIn(model, tokens, lang)
    const result = isMixed(tokens) ? worse(judged, judgeIn(model, tokens, other(lang))) : judged
    result.reading.touchpoints |= ownTouchpoints(tokens, table)
    return result
  }
  return {
    touchpointNames: table.names,
    score(text, lang) {
      const { reading, weights, pNegMilli, pPosMilli } = judge(text, lang)
      const neutral = 1000 - pNegMilli - pPosMilli
      return {
        lang,
        label: labelOf(pNegMilli, neutral, pPosMilli),
        negative: pNegMilli / 1000,
        neutral: neutral / 1000,
        positive: pPosMilli / 1000,
        reasons: reasonsOf(reading, weights).slice(0, reasonLimit),
        classes: namesOf(reading.classes, CLASSES),
        touchpoints: namesOf(reading.touchpoints, table.names),
        unread: reading.tokens.unread,
      }
    },
    scoreFast(text, lang) {
      const { reading, pNegMilli, pPosMilli } = judge(text, lang)
      return {
        pNegMilli,
        pPosMilli,
        classes: reading.classes,
        touchpoints: reading.touchpoints,
      }
    },
  }
}

interface Judged {
  readonly reading: Reading
  readonly weights: Weights
  readonly pNegMilli: number
  readonly pPosMilli: number
}

function judgeIn(model: SentimentModel, tokens: Tokens, lang: Lang): Judged {
  const reading = read(tokens, model[lang], model.faces)
  const weights = WEIGHTS[lang]
  const negative = Math.exp(dot(weights.negative, reading.features))
  const positive = Math.exp(dot(weights.positive, reading.features))
  const sum = 1 + negative + positive
  return {
    reading,
    weights,
    pNegMilli: Math.round((1000 * negative) / sum),
    pPosMilli: Math.floor((1000 * positive) / sum),
  }
}

function dot(weights: readonly number[], features: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * features[i]!
  return sum
}

function other(lang: Lang): Lang {
  return lang === 'de' ? 'en' : 'de'
}

/** A post in both languages is as negative as its more negative reading (SENTIMENT.md 4.4); what either saw counts. */
function worse(one: Judged, two: Judged): Judged {
  const [bad, good] = two.pNegMilli > one.pNegMilli ? [two, one] : [one, two]
  bad.reading.classes |= good.reading.classes
  bad.reading.touchpoints |= good.reading.touchpoints
  return bad
}

function labelOf(negative: number, neutral: number, positive: number): Scored['label'] {
  if (negative > neutral && negative > positive) return 'negative'
  return positive > neutral && positive > negative ? 'positive' : 'neutral'
}

/** Each group's part of the log odds is dealt out to its hits by their strength. */
function reasonsOf(reading: Reading, weights: Weights): Reason[] {
  const { tokens, features, hits } = reading
  const sums = new Array<number>(FEATURE.length).fill(0)
  for (const { group, value } of hits) sums[group]! += Math.abs(value)
  const byText = new Map<string, number>()
  for (const { from, to, value, group } of hits) {
    const part = (weights.positive[group]! - weights.negative[group]!) * features[group]!
    const weight = (part * Math.abs(value)) / sums[group]!
    const text = tokens.text.slice(tokens.starts[from], tokens.ends[to - 1])
    byText.set(text, (byText.get(text) ?? 0) + weight)
  }
  return Array.from(byText, ([text, weight]) => ({
    text,
    weight: Math.round(weight * 1000) / 1000,
  }))
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}
