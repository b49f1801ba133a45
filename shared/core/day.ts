/**
 * The storm of a tiny brand: eight critics in a day where one is usual. Hours say nothing there, so the voices of the
 * last day are counted one by one and compared with those of the days before, as a Poisson count whose rate is itself
 * only known from these days (gamma prior, negative binomial prediction; Gelman et al., Bayesian Data Analysis, 2.6).
 */

import type { BrandCell, DetectorState } from './detector-state.ts'
import type { Evidence } from './level.ts'
import { DAY_MS, type EpochMs } from './time.ts'
import { step } from './window.ts'

export interface Day {
  /**
   * `WIDTH` numbers an entry of the last day, oldest first: the end of its cell, then an author and how critical (`SURE`
   * or `UNSURE`), or how many mentions were no new critic's and `OTHERS`.
   */
  said: number[]
  /** Voices and days that the usual rate rests on, decayed. */
  voices: number
  days: number
}

const WIDTH = 3
/** A brand with more entries a day than are kept is not tiny. */
const MOST = 48
/** Nothing known is like one voice in one day. */
const PRIOR = { voices: 1, days: 1 }
const [OTHERS, UNSURE, SURE] = [-1, 0, 1]
/** Of the critics the half must surely be critical, and of all mentions the half must be critics. */
const HALF = 0.5

export function emptyDay(): Day {
  return { said: [], ...PRIOR }
}

/** Folds one closed brand cell. A storm is not learned. */
export function foldDay(state: DetectorState, cell: BrandCell, at: EpochMs, elapsedMs: number) {
  const { day, policy, negative } = state
  let gone = 0
  while (gone < day.said.length && day.said[gone]! <= at - DAY_MS) gone += WIDTH
  if (gone > 0) day.said = day.said.slice(gone)
  const { negativeAuthors, unsureAuthors, mentions } = cell
  const fresh = hearAll(day, negativeAuthors, at, SURE) + hearAll(day, unsureAuthors, at, UNSURE)
  if (mentions > fresh) put(day, at, mentions - fresh, OTHERS)
  // A list that grew has room that a thousand quiet brands never fill.
  if (mentions > 0) day.said = day.said.slice()
  if (negative.storm) return
  const left = 1 - step(elapsedMs, policy.shareHalfLife)
  day.voices = day.voices * left + fresh
  day.days = day.days * left + elapsedMs / DAY_MS
}

/** @returns voices that were not heard in this day before. */
function hearAll(day: Day, authors: readonly number[], at: EpochMs, critical: number): number {
  let fresh = 0
  for (const author of authors) {
    const known = author === 0 ? -1 : placeOf(day.said, author)
    if (known >= 0) day.said[known + 2] = Math.max(day.said[known + 2]!, critical)
    else {
      fresh++
      put(day, at, author, critical)
    }
  }
  return fresh
}

function placeOf(said: readonly number[], author: number): number {
  for (let from = 0; from < said.length; from += WIDTH)
    if (said[from + 1] === author && said[from + 2] !== OTHERS) return from
  return -1
}

function put(day: Day, at: EpochMs, value: number, kind: number): void {
  day.said.push(at, value, kind)
  if (day.said.length > MOST * WIDTH) day.said.splice(0, WIDTH)
}

/** The rule of level 2 for a brand whose usual day has fewer critics than a storm of hours needs. */
export function dayEvidence({ day, policy, firstAt }: DetectorState, at: EpochMs): Evidence['day'] {
  const usual = day.voices / day.days
  if (at - (firstAt ?? at) < DAY_MS || usual >= policy.minNegatives) return undefined
  let [voices, sure, others] = [0, 0, 0]
  for (let from = 0; from < day.said.length; from += WIDTH) {
    const kind = day.said[from + 2]!
    if (kind === OTHERS) others += day.said[from + 1]!
    else voices++
    if (kind === SURE) sure++
  }
  let needed = policy.dayVoices
  while (needed < MOST && chanceOf(day, needed) > policy.dayChance) needed++
  const many = voices >= needed && sure >= HALF * voices && voices >= HALF * (voices + others)
  const deviations = (voices - usual) / Math.sqrt(usual * (1 + 1 / day.days))
  return { voices, usual, deviations, chance: chanceOf(day, voices), needed, holds: many }
}

/** Most cells end here, before anything is counted. */
export function dayHolds(state: DetectorState, at: EpochMs): boolean {
  if (state.day.said.length < state.policy.dayVoices * WIDTH) return false
  return dayEvidence(state, at)?.holds ?? false
}

/** How probable it is that a day brings at least so many voices. */
function chanceOf({ voices, days }: Day, atLeast: number): number {
  const left = 1 / (days + 1)
  let part = (1 - left) ** voices
  let fewer = 0
  for (let count = 0; count < atLeast; count++) {
    fewer += part
    part *= ((voices + count) / (count + 1)) * left
  }
  return Math.max(Number.EPSILON, 1 - fewer)
}
