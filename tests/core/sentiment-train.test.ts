/** The trainer on corpora small enough to know what it must find, and the regression on ones that can be solved by hand. */

import { describe, expect, test } from 'vitest'
import { build, lexicaOf } from '../../infra/train/build.ts'
import type { Corpus } from '../../infra/train/corpora.ts'
import { POSTS_MIN } from '../../infra/train/examples.ts'
import { measure } from '../../infra/train/measure.ts'
import { readModel } from '../../shared/core/sentiment/model-file.ts'
import { isLetters } from '../../shared/core/sentiment/ngrams.ts'
import { regress } from '../../shared/core/sentiment/regress.ts'
import { seededRandom } from '../harness/seeded-random.ts'

const lexica = lexicaOf('mies\t-2\ta\nprima\t2\ta', '# none\nfrechheit\t-3\toutrage', ':(\t-2')
const RECIPE = {
  lang: 'de',
  mixture: { negative: 0.3, neutral: 0.4, positive: 0.3 },
  candidates: 500,
  kept: 200,
  ngramPenalty: 1,
  ngramPenaltyPower: 0.5,
  featurePenalty: 0.5,
  iterations: 30,
  weights: {},
} as const

/** Negative posts speak of `kaputt`, positive ones of `freude`; everybody of the corpus's own topic. */
function corpus(set: string, topic: string, judgesOnly = false): Corpus {
  const random = seededRandom(set.length)
  const words = [['kaputt', 'mies'], ['gestern'], ['freude', 'prima']]
  const texts = Array.from({ length: 90 }, (_, index) => {
    const label = index % 3
    const own = words[label]![Math.floor(random() * words[label]!.length)]!
    const rare = set === 'one' && index < POSTS_MIN - 1 ? 'seltenheit' : ''
    return { text: `${topic} ist heute ${own} ${rare} im Jahr ${index}`, label }
  })
  return { name: set, lang: 'de', set, judgesOnly, texts }
}

const corpora = [
  corpus('one', 'kaffee'),
  corpus('three', 'fahrrad'),
  corpus('judge', 'garten', true),
]

describe('a trained model', () => {
  const built = build(corpora, lexica, RECIPE, {})
  const { ngrams, ngramWeights } = readModel(built.text)
  const weightOf = (spelling: string): number => {
    const id = ngrams.spellings.indexOf(spelling)
    return id < 0 ? 0 : ngramWeights[2 * id]! - ngramWeights[2 * id + 1]!
  }

  test('is the same text again, byte for byte', () => {
    expect(build(corpora, lexica, RECIPE, {}).text).toBe(built.text)
  })

  test('learned the words that tell, from every set', () => {
    expect(weightOf('kaputt')).toBeGreaterThan(20)
    expect(weightOf('freude')).toBeLessThan(-20)
  })

  test('holds no more than it may, and nothing that too few wrote or only judges know', () => {
    expect(ngrams.spellings.length).toBeLessThanOrEqual(RECIPE.kept)
    expect(ngrams.spellings).not.toContain('seltenheit')
    expect(ngrams.spellings).not.toContain('garten')
    expect(ngrams.spellings.some(isLetters)).toBe(true)
  })

  test('does not hold against a topic what its corpus says of it', () => {
    const angry = { ...corpora[0]!, texts: corpora[0]!.texts.filter((_, at) => at % 3 < 2) }
    const model = readModel(build([angry, corpora[1]!, corpora[2]!], lexica, RECIPE, {}).text)
    const against = (spelling: string): number => {
      const id = model.ngrams.spellings.indexOf(spelling)
      return id < 0 ? 0 : model.ngramWeights[2 * id]!
    }
    expect(against('kaffee')).toBeLessThanOrEqual(0)
    expect(against('kaputt')).toBeGreaterThan(20)
  })

  test('never lets a swear word speak for a brand', () => {
    const turned = corpora.map((one) => ({
      ...one,
      texts: one.texts.map(({ text, label }) => ({ text, label: 2 - label })),
    }))
    const { weights } = build(turned, lexica, RECIPE, {}).learned
    const { wordBad, wordGood } = { wordBad: 1, wordGood: 2 }
    expect(weights.negative[wordBad]).toBeGreaterThanOrEqual(0)
    expect(weights.positive[wordBad]).toBeLessThanOrEqual(0)
    expect(weights.positive[wordGood]).toBeGreaterThanOrEqual(0)
  })

  test('is judged by models that had not seen the set', () => {
    for (const { figures } of built.heldOut) expect(figures.f1).toBeGreaterThan(0.9)
  })
})

describe('the regression', () => {
  const rowsOf = (labels: readonly number[], values: readonly number[]) => ({
    starts: Int32Array.from({ length: labels.length + 1 }, (_, row) => row),
    columns: new Int32Array(labels.length),
    values: Float64Array.from(values),
    labels: Uint8Array.from(labels),
    costs: new Float64Array(labels.length).fill(1),
  })
  const free = { l2: Float64Array.of(1e-9), centres: new Float64Array(2) }

  test('finds the odds of a column that stands in every row', () => {
    // 6 negative, 3 neutral, 1 positive, bias held back by nothing: log odds of log 2 and log 1/3 in all.
    const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2]
    const rows = rowsOf(labels, new Array<number>(10).fill(1))
    const { weights, biases } = regress([rows], free, 200)
    expect(weights[0]! + biases[0]!).toBeCloseTo(Math.log(2), 2)
    expect(weights[1]! + biases[1]!).toBeCloseTo(Math.log(1 / 3), 2)
  })

  test('keeps what it was told where it learns nothing, and zero where it is barred', () => {
    const rows = rowsOf([0, 1, 2], [0, 0, 0])
    const told = { l2: Float64Array.of(1), centres: Float64Array.of(0.5, -0.25) }
    expect([...regress([rows], told, 50).weights].map((one) => one.toFixed(3))).toEqual([
      '0.500',
      '-0.250',
    ])
    const barred = regress(
      [rowsOf([0, 0, 1], [1, 1, 0])],
      { ...free, barred: Uint8Array.of(1) },
      50,
    )
    expect(barred.weights[0]).toBe(0)
  })
})

test('figures, counted by hand', () => {
  const judged = [
    [0, 0, 0.9],
    [0, 1, 0.4],
    [1, 1, 0.1],
    [1, 0, 0.6],
    [2, 2, 0.2],
  ].map(([label, said, negative]) => ({ label: label!, said: said!, negative: negative! }))
  const figures = measure(judged)
  expect(figures.negativeRecall).toBe(0.5)
  expect(figures.f1).toBeCloseTo((0.5 + 0.5 + 1) / 3, 9)
  // Of six pairs of a negative and another text, five rank right.
  expect(figures.auc).toBeCloseTo(5 / 6, 9)
  expect(figures.falsePositive).toBeCloseTo(1 / 3, 9)
})
