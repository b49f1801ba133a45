/** A brand's own labels: recorded, learned, taken back, told apart by brand; and what they change in a score. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { plainBrand } from '../../shared/core/brand.ts'
import type { BrandMention } from '../../shared/core/mention.ts'
import { aboutBrand } from '../../shared/edge/about.ts'
import {
  appendLabels,
  correctionsOf,
  type LabelRecord,
  readLabels,
} from '../../shared/edge/labels.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'labels-'))
afterAll(() => rmSync(folder, { recursive: true }))
const brand = plainBrand('acme', ['Acme'])
const about = aboutBrand(brand)
const scorer = loadScorer()

/** Words of everyday trouble that are the trade of this brand. */
const TEXTS = [
  'Die Panne auf der A7 ist behoben, Acme war schnell da',
  'Panne am Berg, Acme kommt gleich',
  'Schon wieder eine Panne, ich rufe Acme',
  'Motor kaputt, Acme schleppt mich ab',
  'Reifen kaputt, warte auf Acme',
  'Batterie kaputt, Acme ist unterwegs',
]
const recordOf = (text: string, index: number, label: LabelRecord['label']): LabelRecord => ({
  mentionId: `m-${index}`,
  at: '2026-11-22T12:00:00Z',
  by: 'lena',
  label,
  lang: 'de',
  pNegMilli: scorer.scoreFast(text, 'de', 'post', about).pNegMilli,
  ngrams: scorer.ngrams(text, 'de'),
})
const pNegOf = (text: string, corrections = correctionsOf(folder, 'acme')) =>
  scorer.scoreFast(text, 'de', 'post', { ...about, corrections }).pNegMilli

describe('labels of a brand', () => {
  const unseen = 'Panne und alles kaputt, habe Acme gerufen'
  const before = pNegOf(unseen)

  test('there are none at first', () => {
    expect(correctionsOf(folder, 'acme')).toBeUndefined()
    expect(readLabels(folder, 'acme')).toEqual([])
  })

  test('change posts like the labelled ones, the same by both ways to ask', () => {
    appendLabels(
      folder,
      'acme',
      TEXTS.map((text, i) => recordOf(text, i, 'not-negative')),
    )
    const corrections = correctionsOf(folder, 'acme')!
    expect(corrections.labels).toBe(6)
    expect(pNegOf(unseen)).toBeLessThan(before)
    const spelled = scorer.score(unseen, 'de', 'post', { ...about, corrections })
    expect(Math.round(1000 * spelled.negative)).toBe(pNegOf(unseen))
    expect(spelled.negative + spelled.neutral + spelled.positive).toBeCloseTo(1, 9)
  })

  test('are the same after reading again, and say which they are in what is folded', () => {
    const mention: BrandMention = {
      type: 'mention',
      id: 'mastodon:1',
      brandId: 'acme',
      source: 'mastodon',
      kind: 'post',
      text: unseen,
      lang: 'de',
      publishedAt: 0,
      observedAt: 0,
    } as BrandMention
    const authors = pseudonyms(new TextEncoder().encode('test'))
    const once = () =>
      createRecordScorer([brand], authors, (id) => correctionsOf(folder, id)).mention(mention)
    const { observation } = once()
    expect(observation).toEqual(once().observation)
    expect(observation.labels).toBe(correctionsOf(folder, 'acme')!.version)
    expect(observation.pNegMilli).toBe(pNegOf(unseen))
    const plain = createRecordScorer([brand], authors).mention(mention).observation
    expect(plain.labels).toBeUndefined()
    expect(plain.pNegMilli).toBe(before)
  })

  test('can be audited, hold no text, and belong to one brand', () => {
    expect(readLabels(folder, 'acme')[0]).toMatchObject({ mentionId: 'm-0', by: 'lena' })
    expect(readFileSync(join(folder, 'labels', 'acme.ndjson'), 'utf8')).not.toContain('auf der A7')
    expect(correctionsOf(folder, 'zenith')).toBeUndefined()
  })

  test('the last word about a mention counts, and all of them can be taken back', () => {
    const version = correctionsOf(folder, 'acme')!.version
    appendLabels(folder, 'acme', [recordOf(TEXTS[0]!, 0, 'negative')])
    expect(correctionsOf(folder, 'acme')!.labels).toBe(6)
    expect(correctionsOf(folder, 'acme')!.version).not.toBe(version)
    appendFileSync(join(folder, 'labels', 'acme.ndjson'), '{"mentionId":"cut o')
    expect(correctionsOf(folder, 'acme')!.labels).toBe(6)
    appendLabels(
      folder,
      'acme',
      TEXTS.map((text, i) => recordOf(text, i, 'none')),
    )
    expect(correctionsOf(folder, 'acme')).toBeUndefined()
    expect(readLabels(folder, 'acme')).toHaveLength(13)
    expect(pNegOf(unseen)).toBe(before)
  })
})
