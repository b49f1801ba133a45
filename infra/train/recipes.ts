/** How the shipped models are made. A change here is a new model: run `npm run train -- DATA_DIR` and commit both. */

import type { Lang } from '../../shared/core/sentiment/language.ts'
import type { Recipe } from './learn.ts'

/** When the recipe was last changed; the trainer reads no clock. */
export const RECIPE_DATE = '2026-11-22'

const COMMON = {
  candidates: 14_000,
  kept: 10_000,
  ngramPenalty: 2.5,
  ngramPenaltyPower: 0.5,
  featurePenalty: 0.5,
  iterations: 60,
}

export const RECIPES: Readonly<Record<Lang, Recipe>> = {
  de: {
    lang: 'de',
    mixture: { negative: 0.3, neutral: 0.42, positive: 0.28 },
    mixtures: {
      'mobasa-mixed': { negative: 0.28, neutral: 0.57, positive: 0.15 },
      'mobasa-aspects': { negative: 0.28, neutral: 0.57, positive: 0.15 },
      potts: { negative: 0.36, neutral: 0.29, positive: 0.35 },
      sb10k: { negative: 0.28, neutral: 0.45, positive: 0.27 },
    },
    weights: { 'mobasa-mixed': 4500, 'mobasa-aspects': 2000, potts: 10_000, sb10k: 7000 },
    ...COMMON,
  },
  en: {
    lang: 'en',
    mixture: { negative: 0.3, neutral: 0.4, positive: 0.3 },
    weights: {},
    ...COMMON,
  },
}

/** What kind of source a set is calibrated for. */
export const KIND_OF: Readonly<Record<string, string>> = { goemotions: 'comment' }

/** The set whose licence is unconfirmed: the model is also made without it, and the card shows both. */
export const UNCONFIRMED = 'sb10k'
