/** `npm run train -- DATA_DIR`: makes `infra/models/*.tsv` and their card from the labelled sets in DATA_DIR. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { infraFolder } from '../../shared/edge/sentiment-files.ts'
import { build, lexicaOf } from './build.ts'
import { card } from './card.ts'
import { readCorpora } from './corpora.ts'
import { JUDGES_ONLY, KIND_OF, RECIPES } from './recipes.ts'

const LANGUAGES: readonly Lang[] = ['de', 'en']

const [folder, outFolder] = process.argv.slice(2)
if (folder === undefined || !existsSync(join(folder, 'sentiment'))) {
  process.stderr.write(
    'train: give the folder that holds sentiment/*.jsonl.gz: npm run train -- DATA_DIR\n',
  )
  process.exit(2)
}
const infra = infraFolder()
const lexicon = (name: string): string => readFileSync(join(infra, 'lexica', `${name}.tsv`), 'utf8')
const models = LANGUAGES.map((lang) => {
  const corpora = readCorpora(folder, lang)
  const lexica = lexicaOf(lexicon(lang), lexicon(`${lang}-cues`), lexicon('faces'))
  const built = build(corpora, lexica, RECIPES[lang], { judgesOnly: JUDGES_ONLY, kindOf: KIND_OF })
  for (const { corpus, figures } of built.heldOut) {
    const { f1, negativeRecall, auc } = figures
    const numbers = [f1, negativeRecall, auc].map((value) => value.toFixed(3)).join(' / ')
    process.stderr.write(`${lang} ${corpus}: F1 / negative recall / AUC ${numbers}\n`)
  }
  return { built, corpora }
})
const out = outFolder ?? join(infra, 'models')
for (const { built } of models) {
  writeFileSync(join(out, `${built.recipe.lang}.tsv`), built.text)
  process.stderr.write(`${built.recipe.lang}: ${Buffer.byteLength(built.text)} bytes\n`)
}
writeFileSync(join(out, 'CARD.md'), card(models))
