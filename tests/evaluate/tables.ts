/** Rows of figures as text. */

import type { Figures } from '../../infra/train/measure.ts'

export function heading(title: string): string {
  const names = ['texts', 'F1', 'macro R', 'neg R', 'AUC', 'FP', 'P(neg)', 'is neg']
  return `\n${title.padEnd(44)}${names.map((name) => name.padStart(8)).join('')}`
}

export function row(name: string, figures: Figures, probabilities = true): string {
  const { texts, f1, macroRecall, negativeRecall, auc, falsePositive } = figures
  const cells = [f1, macroRecall, negativeRecall, auc, falsePositive].map((one) => one.toFixed(3))
  const mean = probabilities ? figures.meanNegative.toFixed(3) : '-'
  const all = [String(texts), ...cells, mean, figures.shareNegative.toFixed(3)]
  return `${`  ${name}`.padEnd(44)}${all.map((cell) => cell.padStart(8)).join('')}`
}
