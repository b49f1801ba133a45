/**
 * The model of a language as text that people can read: a head of `name TAB values`, then the n-grams, those of equal
 * weights in one line: `negative TAB positive TAB n-gram TAB n-gram …`. Weights are whole numbers of -127 to 127 that
 * stand for multiples of `scale`; they add to the log odds of negative and of positive against neutral.
 */

import { FEATURE } from './features.ts'
import type { Lang } from './language.ts'
import type { NgramTable } from './ngrams.ts'
import { ngramTable } from './ngrams.ts'

const LAYOUT = '1'
const TITLE = 'sturmwarte-sentiment'

/** Places: see `features.ts`; of negative and of positive against neutral. */
export interface Weights {
  readonly negative: readonly number[]
  readonly positive: readonly number[]
}

/** Turns log odds `z` of a kind of source into calibrated ones: `slope * z + shift`. */
export interface Calibration {
  readonly slope: number
  readonly negative: number
  readonly positive: number
}

/** How often the label negative is wrong on texts of other corpora than it learned from. */
export interface ErrorRates {
  /** Of the texts that are not negative, the part that is called so. */
  readonly falsePositive: number
  /** Of the negative texts, the part that is not called so. */
  readonly falseNegative: number
}

/** What is usual in texts like those the model learned from: a share from `low` to `high`. */
export interface Band {
  readonly low: number
  readonly high: number
}

export interface LanguageModel {
  readonly lang: Lang
  readonly weights: Weights
  /** By kind of source; `post` is always there and serves the kinds that are not. */
  readonly calibrations: ReadonlyMap<string, Calibration>
  readonly errors: ErrorRates
  /** Words that neither lexicon nor model knows, of all words. */
  readonly unknownWords: Band
  /** Texts about which the model is unsure, of all texts. */
  readonly unsureTexts: Band
  readonly scale: number
  readonly ngrams: NgramTable
  /** Two a n-gram: negative, positive. */
  readonly ngramWeights: Int8Array
}

export type ModelHead = Omit<LanguageModel, 'ngrams' | 'ngramWeights'>

/** @throws SyntaxError that names what is missing or not a number. */
export function readModel(text: string): LanguageModel {
  const end = text.indexOf('\n\n')
  const head = new Map<string, string[]>()
  for (const line of text.slice(0, Math.max(0, end)).split('\n')) {
    const [name = '', ...values] = line.split('\t')
    head.set(name, values)
  }
  if (head.get(TITLE)?.[0] !== LAYOUT)
    throw new SyntaxError(`sentiment model: the first line is not "${TITLE} ${LAYOUT}"`)
  const lang = head.get('language')?.[0]
  if (lang !== 'de' && lang !== 'en') throw new SyntaxError('sentiment model: no language')
  const [falsePositive, falseNegative] = numbers(head, 'errors', 2) as [number, number]
  const calibrations = new Map<string, Calibration>()
  for (const name of head.keys()) {
    if (!name.startsWith('calibration ')) continue
    const [slope, negative, positive] = numbers(head, name, 3) as [number, number, number]
    calibrations.set(name.slice('calibration '.length), { slope, negative, positive })
  }
  if (!calibrations.has('post')) throw new SyntaxError('sentiment model: no calibration of posts')
  return {
    lang,
    weights: {
      negative: numbers(head, 'features negative', FEATURE.count),
      positive: numbers(head, 'features positive', FEATURE.count),
    },
    calibrations,
    errors: { falsePositive, falseNegative },
    unknownWords: band(head, 'unknown words'),
    unsureTexts: band(head, 'unsure texts'),
    scale: numbers(head, 'scale', 1)[0]!,
    ...readNgrams(text.slice(end + 2)),
  }
}

function readNgrams(text: string): Pick<LanguageModel, 'ngrams' | 'ngramWeights'> {
  const spellings: string[] = []
  const weights: number[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    const parts = line.split('\t')
    const negative = Number(parts[0])
    const positive = Number(parts[1])
    if (!isWeight(negative) || !isWeight(positive))
      throw new SyntaxError(`sentiment model: no weights: ${line.slice(0, 40)}`)
    for (let i = 2; i < parts.length; i++) {
      spellings.push(parts[i]!)
      weights.push(negative, positive)
    }
  }
  return { ngrams: ngramTable(spellings), ngramWeights: Int8Array.from(weights) }
}

function isWeight(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= 127
}

function numbers(head: ReadonlyMap<string, string[]>, name: string, count: number): number[] {
  const values = (head.get(name) ?? []).map(Number)
  if (values.length !== count || values.some((value) => !Number.isFinite(value)))
    throw new SyntaxError(`sentiment model: "${name}" does not have ${count} numbers`)
  return values
}

function band(head: ReadonlyMap<string, string[]>, name: string): Band {
  const [low, high] = numbers(head, name, 2) as [number, number]
  return { low, high }
}

/** @param weights two a spelling: negative, positive; whole numbers of -127 to 127. The same input, the same text. */
export function printModel(
  head: ModelHead,
  spellings: readonly string[],
  weights: ArrayLike<number>,
): string {
  const lines = [
    `${TITLE}\t${LAYOUT}`,
    `language\t${head.lang}`,
    `features negative\t${head.weights.negative.join('\t')}`,
    `features positive\t${head.weights.positive.join('\t')}`,
    ...Array.from(
      head.calibrations,
      ([kind, { slope, negative, positive }]) =>
        `calibration ${kind}\t${slope}\t${negative}\t${positive}`,
    ),
    `errors\t${head.errors.falsePositive}\t${head.errors.falseNegative}`,
    `unknown words\t${head.unknownWords.low}\t${head.unknownWords.high}`,
    `unsure texts\t${head.unsureTexts.low}\t${head.unsureTexts.high}`,
    `scale\t${head.scale}`,
    '',
  ]
  const groups = new Map<string, string[]>()
  for (let id = 0; id < spellings.length; id++) {
    const key = `${weights[2 * id]}\t${weights[2 * id + 1]}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [spellings[id]!])
    else group.push(spellings[id]!)
  }
  const sorted = [...groups].sort(([a], [b]) => strength(b) - strength(a) || (a < b ? -1 : 1))
  for (const [key, group] of sorted) lines.push(`${key}\t${group.sort().join('\t')}`)
  return `${lines.join('\n')}\n`
}

/** The most negative first, the most positive last. */
function strength(key: string): number {
  const [negative = '', positive = ''] = key.split('\t')
  return Number(negative) - Number(positive)
}
