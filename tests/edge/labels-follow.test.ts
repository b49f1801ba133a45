/** Labels while the product runs: noticed at the next look, whoever wrote them, and said in what is folded. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startScoringPart } from '../../services/cli/parts.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { type BrandMention, formatRecord } from '../../shared/core/mention.ts'
import type { MentionObservation } from '../../shared/core/observation.ts'
import { aboutBrand } from '../../shared/edge/about.ts'
import { loadConfig } from '../../shared/edge/config.ts'
import {
  appendLabels,
  correctionsOf,
  labelFile,
  labelRecord,
  type OwnLabel,
} from '../../shared/edge/labels.ts'
import { followLabels } from '../../shared/edge/labels-follow.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'
import { eventually } from '../harness/eventually.ts'
import { JOURNAL_START } from '../harness/journal.ts'
import { observationsOf, openScoring } from '../harness/scoring-world.ts'
import { tempFolder } from '../harness/temp-folder.ts'

const TEXTS = [
  'Panne am Berg, Acme kommt gleich',
  'Schon wieder eine Panne, ich rufe Acme',
  'Motor kaputt, Acme schleppt mich ab',
]
const brand = plainBrand('acme', ['Acme'])
const scorer = loadScorer()
const authors = pseudonyms(new TextEncoder().encode('test'))

function say(dataDir: string, label: OwnLabel, brandId = 'acme'): void {
  const records = TEXTS.map((text, i) =>
    labelRecord(scorer, aboutBrand(brand), {
      ...{ mentionId: `m-${i}`, at: '2026-11-22T12:00:00Z', by: 'lena', label, text, lang: 'de' },
    }),
  )
  appendLabels(dataDir, brandId, records)
}

const mention = (id: string, at = 0): BrandMention => ({
  ...{ type: 'mention', id, brandId: 'acme', source: 'mastodon', kind: 'post', lang: 'de' },
  ...{ text: 'Panne und alles kaputt, habe Acme gerufen', publishedAt: at, observedAt: at },
  ...{ via: undefined, author: undefined, url: undefined, conversationId: undefined },
  ...{ inReplyTo: undefined, pNeg: undefined },
})

const fail = (error: unknown): never => {
  throw error
}

test('a running scorer learns what is added and what is taken back, from one look to the next', () => {
  const dataDir = tempFolder('labels')
  const labels = followLabels(dataDir, fail)
  const running = createRecordScorer([brand, plainBrand('zenith', [])], authors, labels.corrections)
  const score = () => running.mention(mention('mastodon:1')).observation
  const before = score()
  expect(before.labels).toBeUndefined()
  say(dataDir, 'not-negative')
  expect(score()).toEqual(before)
  labels.look()
  expect(score().labels).toBe(correctionsOf(dataDir, 'acme')!.version)
  expect(score().pNegMilli).toBeLessThan(before.pNegMilli)
  expect(labels.corrections('zenith')).toBeUndefined()
  const learned = labels.corrections('acme')
  labels.look()
  expect(labels.corrections('acme')).toBe(learned)
  say(dataDir, 'none')
  labels.look()
  expect(score()).toEqual(before)
  say(dataDir, 'negative')
  labels.look()
  expect(score().pNegMilli).toBeGreaterThan(before.pNegMilli)
  rmSync(labelFile(dataDir, 'acme'))
  labels.look()
  expect(score()).toEqual(before)
})

test('labels of before the start are there, and those of others are left alone', () => {
  const dataDir = tempFolder('labels')
  say(dataDir, 'not-negative')
  const labels = followLabels(dataDir, fail)
  const learned = labels.corrections('acme')
  expect(learned?.labels).toBe(TEXTS.length)
  say(dataDir, 'negative', 'zenith')
  labels.look()
  expect(labels.corrections('acme')).toBe(learned)
  expect(labels.corrections('zenith')?.labels).toBe(TEXTS.length)
})

test('a file that cannot be read is told, and nothing ends', () => {
  const dataDir = tempFolder('labels')
  mkdirSync(labelFile(dataDir, 'acme'), { recursive: true })
  const problems: unknown[] = []
  const labels = followLabels(dataDir, (error) => problems.push(error))
  expect(labels.corrections('acme')).toBeUndefined()
  expect(labels.corrections('acme')).toBeUndefined()
  expect(problems).toHaveLength(1)
  rmSync(labelFile(dataDir, 'acme'), { recursive: true })
  writeFileSync(labelFile(dataDir, 'acme'), 'no record\n')
  labels.look()
  expect(labels.corrections('acme')).toBeUndefined()
  expect(problems).toHaveLength(1)
})

test('the scoring service as it is put together learns them while it runs', async () => {
  const { bus, clock, events } = await openScoring()
  const dataDir = tempFolder('labels')
  const loaded = loadConfig('brands: [{ id: acme, names: [Acme] }]\n', {
    ...{ path: 'sturmwarte.yaml', env: {}, readFile: fail },
  })
  if (!loaded.ok) throw new Error('the configuration is valid')
  const service = await startScoringPart({ config: loaded.config, dataDir, clock, events, bus })
  let told = 0
  const next = async (): Promise<MentionObservation> => {
    const id = `mastodon:${++told}`
    const value = formatRecord(mention(id, JOURNAL_START + told * 1_000))
    await bus.append([{ topic: 'mentions', key: 'acme', value }])
    return eventually(`${id} is scored`, async () => {
      const all = await observationsOf(bus)
      return all.find((one) => one.type === 'mention' && one.mentionId === id) as MentionObservation
    })
  }
  const before = await next()
  expect(before.labels).toBeUndefined()
  say(dataDir, 'not-negative')
  const after = await eventually('the labels have their say', async () => {
    const one = await next()
    return one.labels === undefined ? undefined : one
  })
  expect(after.labels).toBe(correctionsOf(dataDir, 'acme')!.version)
  expect(after.pNegMilli).toBeLessThan(before.pNegMilli)
  await service.stop()
})
