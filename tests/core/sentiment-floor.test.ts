/**
 * Floors of quality on the licensed development sets, which are no part of the repository: set STURMWARTE_DATA to
 * the folder that holds `sentiment/*.jsonl.gz`. potts_dev and sb10k_dev have taught the shipped model nothing; the others
 * have, so theirs are floors of what it remembers. What it is worth elsewhere stands in `infra/models/CARD.md`.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { createLanguageDetector } from '../../shared/edge/language.ts'
import { loadModel } from '../../shared/edge/sentiment-files.ts'

const FOLDER = process.env['STURMWARTE_DATA'] ?? ''
const LABELS = ['negative', 'neutral', 'positive'] as const

interface Row {
  readonly text: string
  readonly label: (typeof LABELS)[number]
}

describe.skipIf(!existsSync(join(FOLDER, 'sentiment', 'mobasa_dev.jsonl.gz')))('quality', () => {
  const scorer = createScorer(loadModel())

  test.each([
    { name: 'mobasa_dev', lang: 'de', f1: 0.59, recall: 0.64, auc: 0.82 },
    { name: 'potts_dev', lang: 'de', f1: 0.63, recall: 0.47, auc: 0.81 },
    { name: 'sb10k_dev', lang: 'de', f1: 0.65, recall: 0.56, auc: 0.83 },
    { name: 'sanders_all', lang: 'en', f1: 0.63, recall: 0.65, auc: 0.875 },
  ] as const)('$name', ({ name, lang, f1, recall, auc }) => {
    const rows = load(name)
    const found = measure(rows, lang)
    console.log(name, rows.length, found)
    expect(found.f1).toBeGreaterThan(f1)
    expect(found.recall).toBeGreaterThan(recall)
    expect(found.auc).toBeGreaterThan(auc)
    // Chance: the same answers dealt to other posts.
    const dealt = rows.map((row, index) => ({
      ...row,
      label: rows[(index + 97) % rows.length]!.label,
    }))
    expect(found.f1).toBeGreaterThan(measure(dealt, lang).f1 + 0.1)
  })

  test('languages are told apart', () => {
    const detector = createLanguageDetector()
    for (const [name, lang] of [
      ['potts_dev', 'de'],
      ['sanders_all', 'en'],
    ] as const) {
      const texts = load(name)
        .map(({ text }) => firstWords(text))
        .filter((text) => text !== undefined)
      const right =
        texts.filter((text) => detector.detect(text).lang === lang).length / texts.length
      console.log(name, 'first five words', texts.length, right)
      expect(right).toBeGreaterThan(0.96)
    }
  })

  function measure(rows: readonly Row[], lang: Lang) {
    const scored = rows.map(({ text }) => scorer.score(text, lang))
    const hits = (label: string, by: (index: number) => boolean) =>
      rows.filter((row, index) => row.label === label && by(index)).length
    const per = LABELS.map((label) => {
      const both = hits(label, (index) => scored[index]!.label === label)
      const said = scored.filter((one) => one.label === label).length
      const is = hits(label, () => true)
      return { f1: (2 * both) / (said + is), recall: both / is }
    })
    const f1 = per.reduce((sum, one) => sum + one.f1, 0) / 3
    return {
      f1,
      recall: per[0]!.recall,
      auc: areaUnder(
        rows,
        scored.map((one) => one.negative),
      ),
    }
  }
})

/** The chance that a negative post ranks above another one; ties count half. */
function areaUnder(rows: readonly Row[], values: readonly number[]): number {
  const order = rows.map((row, index) => ({
    value: values[index]!,
    negative: row.label === 'negative',
  }))
  const bad = order.filter(({ negative }) => negative).map(({ value }) => value)
  const rest = order.filter(({ negative }) => !negative).map(({ value }) => value)
  let wins = 0
  for (const one of bad) for (const two of rest) wins += one > two ? 1 : one === two ? 0.5 : 0
  return wins / (bad.length * rest.length)
}

function firstWords(text: string): string | undefined {
  const words = text
    .replace(/https?:\S+|[@#]\S+/g, ' ')
    .trim()
    .split(/\s+/)
  return words.length < 5 ? undefined : words.slice(0, 5).join(' ')
}

/** Templates count once: posts alike but for digits, names and addresses. */
function load(name: string): Row[] {
  const lines = gunzipSync(readFileSync(join(FOLDER, 'sentiment', `${name}.jsonl.gz`))).toString()
  const seen = new Set<string>()
  const rows: Row[] = []
  for (const line of lines.split('\n').filter(Boolean)) {
    const row = JSON.parse(line) as Row
    const shape = row.text
      .toLowerCase()
      .replace(/https?:\S+|@\w+/g, '')
      .replace(/[\W\d_]+/g, '')
    const key = `${shape.slice(0, 60)} ${row.label}`
    if (seen.has(key)) continue
    seen.add(key)
    rows.push(row)
  }
  return rows
}
