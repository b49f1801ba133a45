/** The model card: what each model was made of, how good it is on what it has not seen, and how large it is. */

import type { Built, JudgedCorpus } from './build.ts'
import { type Corpus, SETS } from './corpora.ts'
import type { Mixture } from './examples.ts'
import { POSTS_MIN } from './examples.ts'
import { RECIPE_DATE, UNCONFIRMED } from './recipes.ts'

const NAMES = { de: 'German', en: 'English' } as const

export interface Made {
  readonly built: Built
  readonly corpora: readonly Corpus[]
  /** The same without the set whose licence is unconfirmed. */
  readonly without?: Built
}

export function card(models: readonly Made[]): string {
  return `# Model card

Written by \`npm run train -- DATA_DIR\`, which makes the models beside it again, byte for byte. Recipe of ${RECIPE_DATE}.

A model adds the log odds of negative and of positive against neutral: rule features (lexicon, negation, emoji, classes)
and n-grams that are spelled out in the file. An n-gram stands in at least ${POSTS_MIN} posts (authors are not known); no text of
the sets is in the file. The labels of every corpus are weighed as if mixed as the table says; probabilities are calibrated
for one mixture: where hardly anybody complains they run high, and it is their change that counts.

**Held out** means: judged by a model that learned nothing from any corpus of the same set. **Unseen part** means: judged
by the shipped model, which learned from another part of the set. F1 and recall are means over the three labels; AUC is the
chance that a negative text ranks above another; FP is the part of the other texts called negative. Templates count once.

${models.map(section).join('\n\n')}
`
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

function mixtureText({ negative, neutral, positive }: Mixture): string {
  return `${percent(negative)} negative, ${percent(neutral)} neutral, ${percent(positive)} positive`
}

function section({ built, corpora, without }: Made): string {
  const { recipe, learned, text, calibrations, errors } = built
  const sets = corpora.map(({ name, set, judgesOnly, texts }) => {
    const mixed = mixtureText(recipe.mixtures?.[name] ?? recipe.mixture)
    const use = judgesOnly ? 'judges only' : `teaches, weighed as ${mixed}`
    return `| ${name} | ${SETS[set]!.title} | ${SETS[set]!.licence} | ${texts.length} | ${use} |`
  })
  const kinds = Array.from(
    calibrations,
    ([kind, { slope, negative, positive }]) =>
      `${kind}: slope ${slope}, negative ${signed(negative)}, positive ${signed(positive)}`,
  )
  return `## ${NAMES[recipe.lang]}

\`${recipe.lang}.tsv\`: ${Buffer.byteLength(text)} bytes, ${learned.spellings.length} n-grams. Calibrated for ${mixtureText(recipe.mixture)}.

| corpus | what | licence | posts | use |
|---|---|---|---|---|
${sets.join('\n')}

${tablesOf(built)}${
  without === undefined
    ? ''
    : `

Without ${SETS[UNCONFIRMED]!.title}, whose licence is unconfirmed (\`npm run train -- DATA_DIR --without ${UNCONFIRMED}\`):

${tablesOf(without)}`
}

Calibration by kind of source, on held-out texts: ${kinds.join('; ')}. Mean error rates of the label negative on
held-out posts: ${errors.falsePositive} false positive, ${errors.falseNegative} false negative.`
}

function tablesOf({ heldOut, unseen }: Built): string {
  const tables = [table('held out', heldOut)]
  if (unseen.length > 0) tables.push(table('unseen part', unseen))
  return tables.join('\n\n')
}

function table(how: string, judged: readonly JudgedCorpus[]): string {
  const rows = judged.map(({ corpus, figures }) => {
    const { f1, macroRecall, negativeRecall, auc, falsePositive, meanNegative } = figures
    const numbers = [f1, macroRecall, negativeRecall, auc, falsePositive, meanNegative]
    const cells = numbers.map((value) => value.toFixed(3)).join(' | ')
    return `| ${corpus} | ${cells} | ${figures.shareNegative.toFixed(3)} |`
  })
  return `| ${how} | F1 | macro recall | negative recall | AUC | FP | mean P(negative) | negative |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}`
}

function signed(value: number): string {
  return value < 0 ? `${value}` : `+${value}`
}
