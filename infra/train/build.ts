/** One language from corpora to the text of its model, with the figures of models that had not seen what they judge. */

import type { Lexicon } from '../../shared/core/sentiment/lexicon.ts'
import { readFaces, readLexicon } from '../../shared/core/sentiment/lexicon.ts'
import type { Band, Calibration, ErrorRates } from '../../shared/core/sentiment/model-file.ts'
import { printModel } from '../../shared/core/sentiment/model-file.ts'
import { calibrationOf } from './calibrate.ts'
import type { Corpus } from './corpora.ts'
import { type Examples, examplesOf } from './examples.ts'
import { type Judged, judge, judgementsOf, type Lexica, probabilitiesOf } from './held-out.ts'
import { type Learned, learn, modelOf, type Recipe } from './learn.ts'
import { type Figures, measure } from './measure.ts'

export interface Built {
  readonly recipe: Recipe
  readonly learned: Learned
  readonly text: string
  readonly calibrations: ReadonlyMap<string, Calibration>
  readonly errors: ErrorRates
  /** By corpus, judged by a model that learned from other sets. */
  readonly heldOut: readonly JudgedCorpus[]
  /** By corpus that teaches nothing while its set does, judged by the model itself. */
  readonly unseen: readonly JudgedCorpus[]
}

export interface JudgedCorpus {
  readonly corpus: string
  readonly figures: Figures
}

export function lexicaOf(words: string, cues: string, faces: string): Lexica {
  const lexicon: Lexicon = readLexicon(words, cues)
  return { lexicon, faces: readFaces(faces) }
}

export function build(
  corpora: readonly Corpus[],
  lexica: Lexica,
  recipe: Recipe,
  kindOf: Readonly<Record<string, string>>,
): Built {
  const examples = corpora
    .filter(({ judgesOnly }) => !judgesOnly)
    .map((corpus) => examplesOf(corpus, lexica.lexicon, lexica.faces))
  const learned = learn(examples, recipe)
  const judged = judgeHeldOut(corpora, examples, learned, lexica, recipe)
  const calibrations = new Map<string, Calibration>()
  const kinds = ['post', ...Object.values(kindOf)]
  for (const kind of new Set(kinds)) {
    const those = judged.filter(
      ({ set, teachers }) => (kindOf[set] ?? 'post') === kind && teachers >= TEACHERS_MIN,
    )
    if (those.length > 0)
      calibrations.set(kind, calibrationOf(those, recipe.mixture, kind !== 'post'))
  }
  const heldOut = judged.map((one) => {
    const calibration = calibrations.get(kindOf[one.set] ?? 'post')!
    return { corpus: one.corpus, figures: measure(judgementsOf(one, calibration)) }
  })
  const posts = judged.filter(({ set }) => kindOf[set] === undefined)
  const postFigures = heldOut.filter(({ corpus }) => posts.some((one) => one.corpus === corpus))
  const errors = {
    falsePositive: meanOf(postFigures.map(({ figures }) => figures.falsePositive)),
    falseNegative: meanOf(postFigures.map(({ figures }) => figures.falseNegative)),
  }
  const head = {
    lang: recipe.lang,
    weights: learned.weights,
    calibrations,
    errors,
    unknownWords: bandOf(posts.map(({ words, unknownWords }) => unknownWords / words)),
    unsureTexts: bandOf(posts.map((one) => unsureShare(one, calibrations.get('post')!))),
    scale: learned.scale,
  }
  const text = printModel(head, learned.spellings, learned.ngramWeights)
  const model = modelOf(learned, recipe.lang)
  const unseen = corpora
    .filter(({ set, judgesOnly }) => judgesOnly && examples.some((one) => one.set === set))
    .map((corpus) => {
      const judgements = judgementsOf(judge(corpus, model, lexica), calibrations.get('post')!)
      return { corpus: corpus.name, figures: measure(judgements) }
    })
  return { recipe, learned, text, calibrations, errors, heldOut, unseen }
}

/** A model of a single set is another than the shipped one: it judges, but it does not tell what confidence is worth. */
const TEACHERS_MIN = 2

export interface JudgedBy extends Judged {
  /** The sets its model learned from. */
  readonly teachers: number
}

/** Each set by a model without it. */
export function judgeHeldOut(
  corpora: readonly Corpus[],
  examples: readonly Examples[],
  whole: Learned,
  lexica: Lexica,
  recipe: Recipe,
): JudgedBy[] {
  const teaching = new Set(examples.map(({ set }) => set))
  const models = new Map<string, Learned>()
  return corpora.map((corpus) => {
    let learned = models.get(corpus.set)
    if (learned === undefined) {
      const others = examples.filter(({ set }) => set !== corpus.set)
      learned = teaching.has(corpus.set) ? learn(others, recipe) : whole
      models.set(corpus.set, learned)
    }
    const teachers = [...teaching].filter((set) => set !== corpus.set).length
    return { ...judge(corpus, modelOf(learned, recipe.lang), lexica), teachers }
  })
}

/** Two labels this near are as good as even, as in `score.ts`. */
const UNSURE = 0.1

function unsureShare({ odds }: Judged, calibration: Calibration): number {
  const unsure = odds.filter((one) => {
    const { negative, neutral, positive } = probabilitiesOf(one, calibration)
    const [, second = 0, first = 0] = [negative, neutral, positive].sort((a, b) => a - b)
    return first - second < UNSURE
  })
  return unsure.length / odds.length
}

/** Corpora differ, and what is watched will differ from them as they do from each other. */
const MARGIN = 0.25

function bandOf(shares: readonly number[]): Band {
  return {
    low: round(Math.min(...shares) * (1 - MARGIN)),
    high: round(Math.min(1, Math.max(...shares) * (1 + MARGIN))),
  }
}

function meanOf(values: readonly number[]): number {
  return round(values.reduce((sum, value) => sum + value, 0) / values.length)
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
