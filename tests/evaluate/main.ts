/**
 * `npm run evaluate:sentiment -- DATA_DIR`: every corpus judged by a model that learned from other sets, beside the
 * packages on the same texts; what the set of unclear licence would bring; languages; speed. Learns several models
 * anew, which takes minutes. `--target` and `--labels` print only those tables, `--fit-target` learns the target's weights anew.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeHeldOut, lexicaOf } from '../../infra/train/build.ts'
import { type Corpus, readCorpora } from '../../infra/train/corpora.ts'
import { type Examples, examplesOf } from '../../infra/train/examples.ts'
import { judge, judgementsOf, type Lexica } from '../../infra/train/held-out.ts'
import { learn, modelOf, type Recipe } from '../../infra/train/learn.ts'
import { measure } from '../../infra/train/measure.ts'
import { JUDGES_ONLY, KIND_OF, RECIPES } from '../../infra/train/recipes.ts'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { readModel } from '../../shared/core/sentiment/model-file.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { infraFolder, loadModel, loadScorer } from '../../shared/edge/sentiment-files.ts'
import { labelCurve } from './labels.ts'
import { judgedBy, type Rival, rivals } from './rivals.ts'
import { heading, row } from './tables.ts'
import { targetTable } from './target.ts'
import { brandCorpora, writeTargetWeights } from './target-fit.ts'

const options = process.argv.slice(2)
const [folder] = options.filter((option) => !option.startsWith('--'))
if (folder === undefined || !existsSync(join(folder, 'sentiment'))) {
  process.stderr.write(
    'evaluate:sentiment: give the folder that holds sentiment/*.jsonl.gz: npm run evaluate:sentiment -- DATA_DIR\n',
  )
  process.exit(2)
}
const BRAND_SETS = {
  de: { set: 'mobasa', name: 'mobasa-mixed' },
  en: { set: 'sanders', name: 'sanders' },
}
const SPEED_TEXTS = 4_000
/** Before the first is timed: the compiler's work, done once a process. */
const WARM_ROUNDS = 4
const infra = infraFolder()
const fixtures = join(infra, '..', 'tests', 'fixtures', 'target')
const say = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

if (options.includes('--fit-target')) {
  writeTargetWeights(loadModel(), folder, join(infra, '..'))
  process.exit(0)
}
const scorer = loadScorer()
if (options.includes('--labels')) {
  for (const lang of ['de', 'en'] as const) say(ownLabels(lang, folder))
  process.exit(0)
}
if (options.includes('--target')) {
  say(targetTable(scorer, fixtures, brandCorpora(folder)))
  process.exit(0)
}
for (const lang of ['de', 'en'] as const) {
  const corpora = readCorpora(folder, lang)
  const lexica = readLexica(lang)
  const examples = corpora.map((corpus) => examplesOf(corpus, lexica.lexicon, lexica.faces))
  say(acrossCorpora(lang, corpora, examples, lexica))
  if (lang === 'de') say(withUnclear(corpora, examples, lexica))
}
for (const lang of ['de', 'en'] as const) say(ownLabels(lang, folder))
say(languages(folder))
say(targetTable(scorer, fixtures, brandCorpora(folder)))
say(speed(folder))

/** On posts about brands, by a model that has learned from general tweets only. */
function ownLabels(lang: Lang, folder: string): string[] {
  const { set, name } = BRAND_SETS[lang]
  const { lexicon, faces } = readLexica(lang)
  const corpora = readCorpora(folder, lang)
  const teachers = corpora
    .filter((corpus) => corpus.set !== set && !JUDGES_ONLY.includes(corpus.set))
    .map((corpus) => examplesOf(corpus, lexicon, faces))
  const shipped = loadModel()
  const { calibrations } = shipped.learned[lang]
  const strange = { ...modelOf(learn(teachers, RECIPES[lang]), lang), calibrations }
  const learned = { ...shipped.learned, [lang]: strange }
  const texts = corpora.filter((corpus) => corpus.name === name).flatMap((corpus) => corpus.texts)
  return labelCurve(name, createScorer({ ...shipped, learned }), lang, texts)
}

function readLexica(lang: Lang): Lexica {
  const text = (name: string): string => readFileSync(join(infra, 'lexica', `${name}.tsv`), 'utf8')
  return lexicaOf(text(lang), text(`${lang}-cues`), text('faces'))
}

function acrossCorpora(
  lang: Lang,
  corpora: readonly Corpus[],
  examples: readonly Examples[],
  lexica: Lexica,
): string[] {
  const recipe = RECIPES[lang]
  const teachers = examples.filter(({ set }) => !JUDGES_ONLY.includes(set))
  const shipped = readModel(readFileSync(join(infra, 'models', `${lang}.tsv`), 'utf8'))
  const judged = judgeHeldOut(corpora, teachers, learn(teachers, recipe), lexica, recipe)
  const others: Rival[] = lang === 'en' ? rivals() : []
  return corpora.flatMap((corpus, index) => {
    const teaching = new Set(teachers.map(({ set }) => set).filter((set) => set !== corpus.set))
    const one = judged[index]!
    const calibration =
      shipped.calibrations.get(KIND_OF[corpus.set] ?? 'post') ?? shipped.calibrations.get('post')!
    return [
      heading(corpus.name),
      row(`this, from ${[...teaching].join(', ')}`, measure(judgementsOf(one, calibration))),
      ...others.map((rival) => row(rival.name, measure(judgedBy(rival, corpus.texts)), false)),
    ]
  })
}

/** Half of the set of unclear licence teaches, the other half judges; and what it brings to the other sets. */
function withUnclear(
  corpora: readonly Corpus[],
  examples: readonly Examples[],
  lexica: Lexica,
): string[] {
  const recipe = RECIPES.de
  const clean = examples.filter(({ set }) => set !== 'sb10k')
  const unclear = examples.find(({ set }) => set === 'sb10k')!
  const half = { ...unclear, rows: unclear.rows.filter((_, index) => index % 2 === 0) }
  const corpus = corpora.find(({ set }) => set === 'sb10k')!
  const rest = { ...corpus, texts: corpus.texts.filter((_, index) => index % 2 === 1) }
  const lines = [heading('With and without SB10k (unclear licence)')]
  const tell = (name: string, teachers: readonly Examples[], judges: Corpus): void => {
    lines.push(row(name, measureBy(teachers, judges, recipe, lexica)))
  }
  tell('SB10k, odd half, without', clean, rest)
  tell('SB10k, odd half, with its even half', [...clean, half], rest)
  for (const set of ['mobasa', 'potts']) {
    const teachers = clean.filter((one) => one.set !== set)
    for (const judges of corpora.filter((one) => one.set === set)) {
      tell(`${judges.name}, without`, teachers, judges)
      tell(`${judges.name}, with`, [...teachers, unclear], judges)
    }
  }
  return lines
}

function measureBy(
  teachers: readonly Examples[],
  judges: Corpus,
  recipe: Recipe,
  lexica: Lexica,
): ReturnType<typeof measure> {
  const judged = judge(judges, modelOf(learn(teachers, recipe), recipe.lang), lexica)
  return measure(judgementsOf(judged, { slope: 1, negative: 0, positive: 0 }))
}

/** On the first five words, without names, addresses and hashtags, as SENTIMENT.md 4.4 measured the others. */
function languages(folder: string): string[] {
  return (['de', 'en'] as const).flatMap((lang) => {
    const texts = readCorpora(folder, lang)
      .filter(({ set }) => set !== 'goemotions')
      .flatMap(({ texts }) => texts)
      .map(({ text }) =>
        text
          .replace(/https?:\S+|[@#]\S+/g, ' ')
          .trim()
          .split(/\s+/),
      )
      .filter((words) => words.length >= 5)
      .map((words) => words.slice(0, 5).join(' '))
    const right = texts.filter((text) => scorer.detect(text).lang === lang).length
    return [
      `\nlanguage on five words, ${lang}: ${(right / texts.length).toFixed(4)} of ${texts.length}`,
    ]
  })
}

function speed(folder: string): string[] {
  const texts = readCorpora(folder, 'en')
    .find(({ set }) => set === 'sanders')!
    .texts.slice(0, SPEED_TEXTS)
    .map(({ text }) => text)
  const lines = ['\ntexts a CPU-second, English tweets, one after the other in this run']
  const time = (name: string, work: (text: string) => unknown): void => {
    for (let round = 0; round < WARM_ROUNDS; round++) for (const text of texts) work(text)
    const start = process.cpuUsage()
    for (const text of texts) work(text)
    const { user, system } = process.cpuUsage(start)
    const rate = Math.round((1e6 * texts.length) / (user + system))
    lines.push(`  ${name.padEnd(42)}${String(rate).padStart(8)}`)
  }
  time('this, with language', (text) => scorer.scoreFast(text, scorer.detect(text).lang))
  for (const rival of rivals()) time(rival.name, rival.value)
  return lines
}
