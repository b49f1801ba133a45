/**
 * The weights of the target's rules: three log odds a post, of which those of the shipped model are given and those
 * of the rules are learned, pulled to what is believed of them. What is learned from the invented posts must not harm real ones, so posts
 * about brands (Sanders, MobASA) teach as much as all invented ones together. That the shipped model has learned from
 * them too makes the rules smaller there than they could be, never larger.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCorpora } from '../../infra/train/corpora.ts'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { findNgrams, foundIn } from '../../shared/core/sentiment/ngrams.ts'
import { minimise } from '../../shared/core/sentiment/regress.ts'
import { read } from '../../shared/core/sentiment/rules.ts'
import type { SentimentModel } from '../../shared/core/sentiment/score.ts'
import {
  readTarget,
  TARGET_FEATURES,
  type TargetFeature,
} from '../../shared/core/sentiment/target.ts'
import { relevantOdds } from '../../shared/core/sentiment/target-odds.ts'
import { type TargetTerms, targetTerms } from '../../shared/core/sentiment/target-terms.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'

export interface TargetPost {
  readonly lang: Lang
  /** 0 negative, 1 neutral, 2 positive. */
  readonly label: number
  readonly text: string
  readonly about: TargetTerms
}

/** Real posts with the brand they are about. */
export interface BrandCorpus {
  readonly name: string
  readonly posts: readonly TargetPost[]
}

const LABELS = ['negative', 'neutral', 'positive']
/** What is believed before any post was seen, of rules whose sense is plain and of which there are few examples. */
const BELIEVED: Readonly<Partial<Record<TargetFeature, readonly [number, number]>>> = {
  better: [-1.2, 1.2],
  worse: [1, -0.5],
  overtaken: [1.5, -1],
  relief: [-0.7, 0.9],
  external: [-0.8, -0.3],
  self: [-0.8, -0.3],
  denial: [-1, 0],
  nofault: [-1.2, 1.2],
  resolved: [-0.3, 0.7],
  without: [0.8, -0.5],
  bash: [0.6, -0.4],
  'others speak': [-0.7, 0],
  'asks plainly': [-0.5, -0.3],
  consider: [-0.5, 0],
  'thanks in trouble': [0.7, -0.7],
}
const CENTRES = TARGET_FEATURES.flatMap((name) => BELIEVED[name] ?? [0, 0])
const PENALTY = 1
const BIAS_PENALTY = 0.1
const ITERATIONS = 200

export function inventedPosts(fixtures: string, half: 'build' | 'held-out'): TargetPost[] {
  return readFileSync(join(fixtures, `${half}.ndjson`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { lang, label, text, brand } = JSON.parse(line) as Record<string, string>
      return {
        lang: lang as Lang,
        label: LABELS.indexOf(label!),
        text: text!,
        about: targetTerms([brand!, `@${brand}`]),
      }
    })
}

const SANDERS = ['apple', 'iphone', 'ios', 'ipad', 'siri', 'google', 'android']
  .concat(['microsoft', 'windows', 'twitter'])
  .flatMap((name) => [name, `@${name}`])
const MOBASA = `Bahn|Deutsche Bahn|DB|@DB_Bahn|@DB_Info|S-Bahn|SBahn|@SBahnBerlin|BVG|@BVG_Ubahn|@BVG_Bus|
@BVG_Kampagne|@Regio_NRW|@RMVdialog|RMV|@vgf_ffm|@hochbahn|Hochbahn|HVV|KVB|MVG|ÖBB|@unsereOEBB|VBB|VRR|ICE|Rheinbahn`

/** A tweet of Sanders is about one of four companies, one of MobASA about whoever runs the trains. */
export function brandCorpora(folder: string): BrandCorpus[] {
  const of = (set: string, name: string, lang: Lang, terms: readonly string[]): BrandCorpus => {
    const about = targetTerms(terms)
    const posts = readCorpora(folder, lang)
      .filter((corpus) => corpus.set === set)
      .flatMap(({ texts }) => texts)
      .map(({ text, label }) => ({ lang, label, text, about }))
    return { name, posts }
  }
  return [
    of('sanders', 'Sanders, product or company named', 'en', SANDERS),
    of('mobasa', 'MobASA, operator named', 'de', MOBASA.split(/\|\n?/)),
  ]
}

interface Example {
  readonly label: number
  readonly negative: number
  readonly positive: number
  readonly features: readonly number[]
  readonly cost: number
}

/** Posts that do not name their brand teach nothing here. */
export function examplesOf(
  model: SentimentModel,
  posts: readonly TargetPost[],
  weight: number,
): Example[] {
  const found = { de: foundIn(model.learned.de.ngrams), en: foundIn(model.learned.en.ngrams) }
  const examples = posts.flatMap(({ lang, text, label, about }) => {
    const tokens = tokenise(text)
    const reading = read(tokens, model[lang], model.faces)
    findNgrams(model.learned[lang].ngrams, tokens, found[lang])
    const target = readTarget(about, tokens, lang, reading.hits)
    if (target === undefined) return []
    const odds = relevantOdds(reading, found[lang], model.learned[lang], 'post', target)
    return [{ label, ...odds, features: target.features }]
  })
  return examples.map((example) => ({ ...example, cost: weight / examples.length }))
}

/** Two a feature: negative, positive. */
export function fitTarget(examples: readonly Example[]): Float64Array {
  const count = TARGET_FEATURES.length
  const bias = TARGET_FEATURES.indexOf('bias')
  const loss = (point: Float64Array, gradient: Float64Array): number => {
    let sum = 0
    for (let i = 0; i < 2 * count; i++) {
      const l2 = i >> 1 === bias ? BIAS_PENALTY : PENALTY
      const away = point[i]! - CENTRES[i]!
      sum += 0.5 * l2 * away ** 2
      gradient[i] = l2 * away
    }
    for (const example of examples) sum += lossOf(example, point, gradient)
    return sum
  }
  return minimise(loss, new Float64Array(2 * count), ITERATIONS)
}

function lossOf(example: Example, point: Float64Array, gradient: Float64Array): number {
  const { features, label, cost } = example
  let { negative, positive } = example
  for (let i = 0; i < features.length; i++) {
    negative += point[2 * i]! * features[i]!
    positive += point[2 * i + 1]! * features[i]!
  }
  const all = 1 + Math.exp(negative) + Math.exp(positive)
  const byNegative = cost * (Math.exp(negative) / all - (label === 0 ? 1 : 0))
  const byPositive = cost * (Math.exp(positive) / all - (label === 2 ? 1 : 0))
  for (let i = 0; i < features.length; i++) {
    gradient[2 * i]! += byNegative * features[i]!
    gradient[2 * i + 1]! += byPositive * features[i]!
  }
  const said = label === 0 ? negative : label === 2 ? positive : 0
  return cost * (Math.log(all) - said)
}

/** Learns from all and writes `target-weights.ts`, rounded so that the file is the same on every machine. */
export function writeTargetWeights(model: SentimentModel, folder: string, root: string): void {
  const built = inventedPosts(join(root, 'tests', 'fixtures', 'target'), 'build')
  const real = brandCorpora(folder)
  const weights = fitTarget([
    ...examplesOf(model, built, built.length),
    ...real.flatMap(({ posts }) => examplesOf(model, posts, built.length / real.length)),
  ])
  const lines = TARGET_FEATURES.map((name, index) => {
    const pair = [weights[2 * index]!, weights[2 * index + 1]!].map((one) => one.toFixed(2))
    return `  ${/\W/.test(name) ? `'${name}'` : name}: [${pair.map(Number).join(', ')}],`
  })
  const path = join(root, 'shared', 'core', 'sentiment', 'target-weights.ts')
  const [head] = readFileSync(path, 'utf8').split(/= \{/)
  writeFileSync(path, `${head}= {\n${lines.join('\n')}\n}\n`)
}
