/** How single records enter a brand cell: mentions once each, late ones with less weight, and files of counts. */

import { addArticle } from './articles.ts'
import type { CellMention } from './cell-rows.ts'
import { type BrandCell, type DetectorState, emptyTrack } from './detector-state.ts'
import { emptyHeard, hear, type Told } from './heard.ts'
import { windowMs } from './measure.ts'
import { type CountsObservation, CUES } from './observation.ts'
import type { Policy } from './policy.ts'
import { weightMilli } from './window.ts'

/** A touchpoint that weighs less has left the window: six half-lives, see DETECTION 5.1. */
const FORGOTTEN = 1 / 64

/** @param told the same mention as it came, where its words are known. */
export function foldMention(state: DetectorState, mention: CellMention, told?: Told): void {
  const { cell, policy } = state
  const { pNegMilli, pPosMilli } = mention
  const ageMs = mention.at - mention.publishedAt
  const weight = weightMilli(ageMs, policy.halfLife)
  cell.mentions++
  cell.weightMilli += weight
  cell.squaresMicro += weight * weight
  if (mention.article) state.articlesSeen = true
  if (mention.own) return
  cell.negativeMilli += pNegMilli
  const against = voteMilli(pNegMilli, policy)
  const inFavour = voteMilli(pPosMilli, policy)
  cell.negativeMicro += against * weight
  cell.positiveMicro += inFavour * weight
  cell.negativeSquaresNano += against * against * weight
  cell.positiveSquaresNano += inFavour * inFavour * weight
  if (ageMs > windowMs(policy.halfLife)) return
  const isCall = pNegMilli > pPosMilli && ((told?.said.cues ?? 0) & CUES.call) !== 0
  // Who calls to act and does not praise is a critic, in words however mild.
  const threshold = (isCall ? policy.postUnsure : policy.postNegative) * 1_000
  if (mention.article) addArticle(state.articles, mention, pNegMilli >= threshold, told?.said)
  if (told) {
    cell.heard ??= emptyHeard()
    hear(cell.heard, told, pNegMilli >= threshold)
  }
  const isPraise = pPosMilli >= policy.postNegative * 1_000
  if (isPraise) cell.positiveAuthors.push(mention.author)
  else if (pNegMilli < threshold && pNegMilli >= policy.postUnsure * 1_000)
    cell.unsureAuthors.push(mention.author)
  if (isPraise || pNegMilli < threshold) return
  cell.negativeAuthors.push(mention.author)
  if (mention.touchpoints.length === 0) return
  cell.touchpoints ??= new Map()
  for (const name of mention.touchpoints) add(cell.touchpoints, name, 1)
}

/**
 * What a probability counts: nothing up to `postUnsure`, a half at `postNegative`, the whole as far beyond it. Neutral
 * posts have about 0.3, and sums of that swell with every final; where words leave less doubt this changes little.
 */
function voteMilli(pMilli: number, { postUnsure, postNegative }: Policy): number {
  const certain = Math.max(0.001, 2 * (postNegative - postUnsure))
  return Math.round(1_000 * Math.min(1, Math.max(0, (pMilli / 1_000 - postUnsure) / certain)))
}

function add(weights: Map<string, number>, name: string, mentions: number): void {
  weights.set(name, (weights.get(name) ?? 0) + mentions)
}

/** Adds rows of a file. Rows with negatives make volume alone a thing of the past: what it learned goes. */
export function foldCounts(state: DetectorState, rows: readonly CountsObservation[]): void {
  const known = rows.some((row) => row.mentions !== null && row.negatives !== null)
  if (known && state.counted === 'mentions') {
    const { life, storm } = state.negative
    state.negative = { ...emptyTrack('negative'), life, storm }
  }
  if (known) state.counted = 'negatives'
  else if (state.counted === undefined) state.counted = 'mentions'
  for (const row of rows) {
    const sums = state.cell.counts ?? { mentions: 0, negatives: 0, authors: 0, engagement: 0 }
    state.cell.counts = {
      mentions: plus(sums.mentions, row.mentions),
      negatives: plus(sums.negatives, row.negatives),
      authors: plus(sums.authors, row.authors),
      engagement: plus(sums.engagement, row.engagement),
    }
  }
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}

/** Touchpoints of negative mentions, decayed like the window. */
export function foldTouchpoints(state: DetectorState, cell: BrandCell, elapsedMs: number): void {
  if (state.touchpoints) fadeTouchpoints(state, state.touchpoints, elapsedMs)
  if (!cell.touchpoints) return
  const { touchpoints } = state
  if (!touchpoints) state.touchpoints = cell.touchpoints
  else for (const [name, mentions] of cell.touchpoints) add(touchpoints, name, mentions)
}

function fadeTouchpoints(
  state: DetectorState,
  touchpoints: Map<string, number>,
  elapsedMs: number,
): void {
  const left = 2 ** (-elapsedMs / state.policy.halfLife)
  for (const [name, weight] of touchpoints) {
    if (weight * left < FORGOTTEN) touchpoints.delete(name)
    else touchpoints.set(name, weight * left)
  }
  if (touchpoints.size === 0) state.touchpoints = undefined
}
