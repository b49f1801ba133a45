/**
 * `npm run train -- DATA_DIR [OUT_DIR] [--without SET]`: makes `infra/models/*.tsv` and their card from the labelled
 * sets in DATA_DIR. A set left out judges and teaches no weight.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { infraFolder } from '../../shared/edge/sentiment-files.ts'
import { type Built, build, lexicaOf } from './build.ts'
import { card } from './card.ts'
import { type Corpus, readCorpora, SETS } from './corpora.ts'
import type { Lexica } from './held-out.ts'
import { KIND_OF, RECIPES, UNCONFIRMED } from './recipes.ts'

const LANGUAGES: readonly Lang[] = ['de', 'en']

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string', multiple: true, default: [] } },
})
const [folder, outFolder] = positionals
if (folder === undefined || !existsSync(join(folder, 'sentiment'))) {
  refuse('give the folder that holds sentiment/*.jsonl.gz: npm run train -- DATA_DIR')
}
const unknown = values.without.find((set) => SETS[set] === undefined)
if (unknown !== undefined) {
  refuse(`--without "${unknown}": no such set; there are ${Object.keys(SETS).join(', ')}`)
}
const infra = infraFolder()
const lexicon = (name: string): string => readFileSync(join(infra, 'lexica', `${name}.tsv`), 'utf8')
const models = LANGUAGES.map((lang) => {
  const lexica = lexicaOf(lexicon(lang), lexicon(`${lang}-cues`), lexicon('faces'))
  const made = make(folder, lang, lexica, values.without)
  if (lang !== 'de' || values.without.includes(UNCONFIRMED)) return made
  return { ...made, without: make(folder, lang, lexica, [...values.without, UNCONFIRMED]).built }
})
const out = outFolder ?? join(infra, 'models')
for (const { built } of models) {
  writeFileSync(join(out, `${built.recipe.lang}.tsv`), built.text)
  process.stderr.write(`${built.recipe.lang}: ${Buffer.byteLength(built.text)} bytes\n`)
}
writeFileSync(join(out, 'CARD.md'), card(models))

function make(
  data: string,
  lang: Lang,
  lexica: Lexica,
  without: readonly string[],
): { built: Built; corpora: readonly Corpus[] } {
  const corpora = readCorpora(data, lang, without)
  const built = build(corpora, lexica, RECIPES[lang], KIND_OF)
  const name = [lang, ...without.map((set) => `without ${set}`)].join(' ')
  for (const [how, judged] of [
    ['held out', built.heldOut],
    ['unseen part', built.unseen],
  ] as const) {
    for (const { corpus, figures } of judged) {
      const { f1, negativeRecall, auc } = figures
      const numbers = [f1, negativeRecall, auc].map((value) => value.toFixed(3)).join(' / ')
      process.stderr.write(`${name}, ${how}, ${corpus}: F1 / negative recall / AUC ${numbers}\n`)
    }
  }
  return { built, corpora }
}

function refuse(reason: string): never {
  process.stderr.write(`train: ${reason}\n`)
  process.exit(2)
}
