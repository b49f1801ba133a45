/**
 * `npm run evaluate:sentiment -- DATA_DIR`: every corpus judged by a model that learned from other sets, beside the
 * packages on the same texts; by halves of the same sets; languages; speed. Learns several models anew, which takes
 * minutes. `--target` and `--labels` print only those tables, `--fit-target` learns the target's weights anew.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeHeldOut, lexicaOf } from '../../infra/train/build.ts'
import { type Corpus, readCorpora } from '../../infra/train/corpora.ts'
import { type Examples, examplesOf } from '../../infra/train/examples.ts'
import { judge, judgementsOf, type Lexica } from '../../infra/train/held-out.ts'
import { learn, modelOf } from '../../infra/train/learn.ts'
import { type Judgement, measure } from '../../infra/train/measure.ts'
import { KIND_OF, RECIPES } from '../../infra/train/recipes.ts'
import { type Lang, votes } from '../../shared/core/sentiment/language.ts'
import { readModel } from '../../shared/core/sentiment/model-file.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'
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
/** Words on which the language is told, and the votes that make a post one of its language. */
const WINDOW = 5
const VOTES = 3
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
  if (lang === 'de') say(acrossHalves(lang, corpora, examples, lexica))
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
    .filter((corpus) => corpus.set !== set && !corpus.judgesOnly)
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
  const teachers = examples.filter((_, index) => !corpora[index]!.judgesOnly)
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

/** Halves of all corpora: what a model learns of one half is worth on the other, of the same sets. */
function acrossHalves(
  lang: Lang,
  corpora: readonly Corpus[],
  examples: readonly Examples[],
  lexica: Lexica,
): string[] {
  const recipe = RECIPES[lang]
  const teaches = corpora.flatMap(({ judgesOnly }, at) => (judgesOnly ? [] : [at]))
  const judged = new Map<number, Judgement[]>(teaches.map((at) => [at, []]))
  for (const half of [0, 1]) {
    const model = modelOf(
      learn(
        teaches.map((at) => {
          const { rows, ...one } = examples[at]!
          return { ...one, rows: rows.filter((_, index) => index % 2 === half) }
        }),
        recipe,
      ),
      lang,
    )
    for (const at of teaches) {
      const texts = corpora[at]!.texts.filter((_, index) => index % 2 !== half)
      const one = judge({ ...corpora[at]!, texts }, model, lexica)
      judged.get(at)!.push(...judgementsOf(one, { slope: 1, negative: 0, positive: 0 }))
    }
  }
  return [
    heading(`By the other half of all sets (${lang})`),
    ...teaches.map((at) => row(corpora[at]!.name, measure(judged.get(at)!))),
  ]
}

/**
 * On the first five words, without names, addresses and hashtags, as SENTIMENT.md 4.4 measured the others. German sets
 * hold English posts, and German posts begin with English titles: so also on the posts whose rest has three votes for
 * its language and none for the other (what is judged has no part in that), and on those whose whole has (it has).
 */
function languages(folder: string): string[] {
  return (['de', 'en'] as const).flatMap((lang) => {
    const right = { all: [0, 0], 'rest unmixed': [0, 0], 'whole unmixed': [0, 0] }
    for (const { text } of readCorpora(folder, lang).flatMap(({ set, texts }) =>
      set === 'goemotions' ? [] : texts,
    )) {
      const spoken = text.replace(/https?:\S+|[@#]\S+/g, ' ').trim()
      const words = spoken.split(/\s+/)
      if (words.length < WINDOW) continue
      const hit = scorer.detect(words.slice(0, WINDOW).join(' ')).lang === lang ? 1 : 0
      const count = (kind: keyof typeof right): void => {
        right[kind][0]! += hit
        right[kind][1]! += 1
      }
      count('all')
      if (isUnmixed(words.slice(WINDOW).join(' '), lang)) count('rest unmixed')
      if (isUnmixed(spoken, lang)) count('whole unmixed')
    }
    return Object.entries(right).map(
      ([kind, [hits, texts]]) =>
        `\nlanguage on five words, ${lang}, ${kind}: ${(hits! / texts!).toFixed(4)} of ${texts}`,
    )
  })
}

function isUnmixed(text: string, lang: Lang): boolean {
  const { de, en } = votes(tokenise(text))
  return lang === 'de' ? de >= VOTES && en <= 0 : en >= VOTES && de <= 0
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
