/** The model card: what each model was made of, how good it is on what it has not seen, and how large it is. */

import type { Built } from './build.ts'
import { type Corpus, SETS } from './corpora.ts'
import { POSTS_MIN } from './examples.ts'
import { JUDGES_ONLY, RECIPE_DATE } from './recipes.ts'

const NAMES = { de: 'German', en: 'English' } as const

export function card(models: readonly { built: Built; corpora: readonly Corpus[] }[]): string {
  const parts = models.map(({ built, corpora }) => section(built, corpora))
  return `# Model card

Written by \`npm run train -- DATA_DIR\`, which makes the models beside it again, byte for byte. Recipe of ${RECIPE_DATE}.

A model adds the log odds of negative and of positive against neutral: rule features (lexicon, negation, emoji, classes)
and n-grams that are spelled out in the file. An n-gram stands in at least ${POSTS_MIN} posts (authors are not known); no text of
the sets is in the file. Every corpus is weighed as if its labels had one mixture, so probabilities are calibrated for
that mixture: where hardly anybody complains they run high, and it is their change that counts.

**Held out** means: judged by a model that learned nothing from any corpus of the same set. F1 and recall are means over
the three labels; AUC is the chance that a negative text ranks above another; FP is the part of the other texts called
negative. Corpora are templates counted once.

${parts.join('\n\n')}
`
}

function mixtureOf({ recipe }: Built): string {
  const { negative, neutral, positive } = recipe.mixture
  const percent = (share: number): string => `${Math.round(share * 100)} %`
  return `${percent(negative)} were negative, ${percent(neutral)} neutral and ${percent(positive)} positive`
}

function section(built: Built, corpora: readonly Corpus[]): string {
  const { recipe, learned, text, calibrations, errors, heldOut } = built
  const sets = corpora.map(({ name, set, texts }) => {
    const use = JUDGES_ONLY.includes(set) ? 'judges only' : 'teaches and judges'
    return `| ${name} | ${SETS[set]!.title} | ${SETS[set]!.licence} | ${texts.length} | ${use} |`
  })
  const rows = heldOut.map(({ corpus, figures }) => {
    const { f1, macroRecall, negativeRecall, auc, falsePositive, meanNegative } = figures
    const numbers = [f1, macroRecall, negativeRecall, auc, falsePositive, meanNegative]
    const cells = numbers.map((value) => value.toFixed(3)).join(' | ')
    return `| ${corpus} | ${cells} | ${figures.shareNegative.toFixed(3)} |`
  })
  const kinds = Array.from(
    calibrations,
    ([kind, { slope, negative, positive }]) =>
      `${kind}: slope ${slope}, negative ${signed(negative)}, positive ${signed(positive)}`,
  )
  return `## ${NAMES[recipe.lang]}

\`${recipe.lang}.tsv\`: ${Buffer.byteLength(text)} bytes, ${learned.spellings.length} n-grams.

Mixture: ${mixtureOf(built)}.

| corpus | what | licence | posts | use |
|---|---|---|---|---|
${sets.join('\n')}

| held out | F1 | macro recall | negative recall | AUC | FP | mean P(negative) | negative |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

Calibration by kind of source, on held-out texts: ${kinds.join('; ')}. Mean error rates of the label negative on
held-out posts: ${errors.falsePositive} false positive, ${errors.falseNegative} false negative.`
}

function signed(value: number): string {
  return value < 0 ? `${value}` : `+${value}`
}
