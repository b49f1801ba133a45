/** Figures of quality: how labels and probabilities fare on labelled texts. */

export interface Judgement {
  /** 0 negative, 1 neutral, 2 positive. */
  readonly label: number
  /** What was said. */
  readonly said: number
  /** Ranks texts by how negative they seem; a probability where there is one. */
  readonly negative: number
}

export interface Figures {
  readonly texts: number
  /** Mean of the three F1. */
  readonly f1: number
  readonly macroRecall: number
  readonly negativeRecall: number
  /** Chance that a negative text ranks above another. */
  readonly auc: number
  /** Mean of what was thought negative, and the part that is. */
  readonly meanNegative: number
  readonly shareNegative: number
  readonly falsePositive: number
  readonly falseNegative: number
}

export function measure(judgements: readonly Judgement[]): Figures {
  const table = [0, 1, 2].map(() => [0, 0, 0])
  for (const { label, said } of judgements) table[label]![said]!++
  const is = table.map((row) => row[0]! + row[1]! + row[2]!)
  const says = [0, 1, 2].map((said) => table[0]![said]! + table[1]![said]! + table[2]![said]!)
  const recalls = is.map((count, label) => table[label]![label]! / Math.max(1, count))
  const f1s = is.map(
    (count, label) => (2 * table[label]![label]!) / Math.max(1, count + says[label]!),
  )
  const rest = is[1]! + is[2]!
  return {
    texts: judgements.length,
    f1: mean(f1s),
    macroRecall: mean(recalls),
    negativeRecall: recalls[0]!,
    auc: areaUnder(judgements),
    meanNegative: mean(judgements.map(({ negative }) => negative)),
    shareNegative: is[0]! / judgements.length,
    falsePositive: (table[1]![0]! + table[2]![0]!) / Math.max(1, rest),
    falseNegative: 1 - recalls[0]!,
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

/** By ranks (Mann and Whitney, 1947); ties count half. */
function areaUnder(judgements: readonly Judgement[]): number {
  const sorted = [...judgements].sort((a, b) => a.negative - b.negative)
  let ranks = 0
  let negatives = 0
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to]!.negative === sorted[from]!.negative) to++
    for (let i = from; i < to; i++) {
      if (sorted[i]!.label !== 0) continue
      ranks += (from + to + 1) / 2
      negatives++
    }
    from = to
  }
  const others = sorted.length - negatives
  return (ranks - (negatives * (negatives + 1)) / 2) / Math.max(1, negatives * others)
}
