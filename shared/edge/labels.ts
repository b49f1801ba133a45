/**
 * A brand's own labels, as a file of records in the data directory: who said when that a mention is negative or is not,
 * and who took it back. Nothing is ever changed in it. It holds no text: only which n-grams of the shipped model stood in
 * the post. It never leaves the machine unless somebody copies it.
 */

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { idKey } from '../core/mention.ts'
import type { Lang } from '../core/sentiment/language.ts'
import { type Corrections, learnCorrections } from '../core/sentiment/own-labels.ts'
import type { About } from '../core/sentiment/score.ts'
import type { loadScorer } from './sentiment-files.ts'

/** `none` takes back what was said before. */
export const LABELS = ['negative', 'not-negative', 'none'] as const
export type OwnLabel = (typeof LABELS)[number]

export interface LabelRecord {
  readonly mentionId: string
  readonly at: string
  readonly by: string
  readonly label: OwnLabel
  readonly lang: Lang
  /** What was said without any labels, in thousandths. */
  readonly pNegMilli: number
  readonly ngrams: readonly string[]
}

/** What somebody says about one mention. */
export interface Labelling extends Pick<LabelRecord, 'mentionId' | 'at' | 'by' | 'label'> {
  readonly text: string
  /** As declared, where it is. */
  readonly lang: string | undefined
}

/** Of the text only the n-grams stay, and of a label taken back nothing. */
export function labelRecord(
  scorer: ReturnType<typeof loadScorer>,
  about: About,
  { text, lang: declared, ...said }: Labelling,
): LabelRecord {
  const { lang } = scorer.detect(text, declared)
  const { pNegMilli } = scorer.scoreFast(text, lang, 'post', about)
  const ngrams = said.label === 'none' ? [] : scorer.ngrams(text, lang)
  return { ...said, lang, pNegMilli, ngrams }
}

export function appendLabels(
  dataDir: string,
  brandId: string,
  records: readonly LabelRecord[],
): void {
  mkdirSync(labelFolder(dataDir), { recursive: true })
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('')
  const file = labelFile(dataDir, brandId)
  // What a crash cut off must not swallow the next record.
  const cut = existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n')
  appendFileSync(file, cut ? `\n${lines}` : lines, { mode: 0o600 })
}

/** Everything that was ever said, oldest first; a line that a crash cut off is left out. */
export function readLabels(dataDir: string, brandId: string): LabelRecord[] {
  const file = labelFile(dataDir, brandId)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => recordOf(line) ?? [])
}

/** The last word about each mention, by its id; what was taken back is missing. */
export function labelsInForce(dataDir: string, brandId: string): Map<string, LabelRecord> {
  const inForce = new Map<string, LabelRecord>()
  for (const record of readLabels(dataDir, brandId)) {
    inForce.delete(record.mentionId)
    if (record.label !== 'none') inForce.set(record.mentionId, record)
  }
  return inForce
}

/** What the labels in force change; undefined where there are none. The same file, the same numbers. */
export function correctionsOf(dataDir: string, brandId: string): Corrections | undefined {
  const labels = [...labelsInForce(dataDir, brandId).values()]
  if (labels.length === 0) return undefined
  const posts = labels.map((one) => ({ ...one, negative: one.label === 'negative' }))
  const version = `${labels.length}-${idKey(JSON.stringify(labels)).toString(36)}`
  return learnCorrections(posts, version)
}

export function labelFolder(dataDir: string): string {
  return join(dataDir, 'labels')
}

/** An id may hold what no file name may. */
export function labelFile(dataDir: string, brandId: string): string {
  return join(labelFolder(dataDir), `${encodeURIComponent(brandId)}.ndjson`)
}

function recordOf(line: string): LabelRecord | undefined {
  try {
    const record = JSON.parse(line) as LabelRecord
    const whole = typeof record.mentionId === 'string' && Array.isArray(record.ngrams)
    return whole && Number.isFinite(record.pNegMilli) ? record : undefined
  } catch {
    return undefined
  }
}
