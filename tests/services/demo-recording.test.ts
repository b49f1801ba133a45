/** The bundled recording says what its README promises, and its generator still makes it. */

import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'

interface Line {
  type: 'mention' | 'engagement' | 'deletion' | 'source-status'
  id?: string
  mentionId?: string
  brandId?: string
  source: string
  kind?: string
  author?: { id: string; handle: string }
  text?: string
  publishedAt?: string
  observedAt: string
  likes?: number
  comments?: number
  shares?: number
  views?: null
}

interface DemoConfig {
  brands: {
    id: string
    names: string[]
    hashtags: string[]
    handles: string[]
    exclude: string[]
  }[]
  people: { id: string; email: string }[]
  teams: { id: string; members: string[] }[]
  routes: { chain: { to: string[] }[] }[]
}

const FOLDER = new URL('../../infra/demo/', import.meta.url)
const FILE = new URL('recording.ndjson.gz', FOLDER)
const STORM_ID = 'facebook:kornblum_20260307_1'
const WEEKEND = { from: '2026-03-07T18:00:00Z', to: '2026-03-09T06:00:00Z' }
const WEEKEND_BEFORE = { from: '2026-02-28T18:00:00Z', to: '2026-03-02T06:00:00Z' }

const text = gunzipSync(readFileSync(FILE)).toString('utf8')
const lines = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)
const config = parseYaml(readFileSync(new URL('demo.yaml', FOLDER), 'utf8')) as DemoConfig
const mentions = lines.filter((line) => line.type === 'mention')
const storm = lines.filter((line) => line.type === 'engagement' && line.mentionId === STORM_ID)

describe('the file', () => {
  test('is what the generator makes', () => {
    const made = execFileSync(
      process.execPath,
      [new URL('make-recording.mjs', FOLDER).pathname, '-'],
      { maxBuffer: 64_000_000, encoding: 'utf8' },
    )
    expect(made === text).toBe(true)
  })

  test('is small', () => {
    expect(statSync(FILE).size).toBeLessThan(450_000)
  })

  test('holds a plausible number of each kind of record', () => {
    const count = (type: string) => lines.filter((line) => line.type === type).length
    expect(mentions.length).toBeGreaterThan(3_000)
    expect(mentions.length).toBeLessThan(5_000)
    expect(count('engagement')).toBeGreaterThan(8_000)
    expect(count('engagement')).toBeLessThan(15_000)
    expect(count('deletion')).toBe(2)
    expect(count('source-status')).toBe(8)
    expect(lines.length).toBe(mentions.length + count('engagement') + 10)
  })

  test('is ordered by what became known, within its span', () => {
    const times = lines.map((line) => line.observedAt)
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time))).toBe(true)
    expect([...times].sort()).toEqual(times)
    expect(times[0]! >= WEEKEND_BEFORE.from && times.at(-1)! < WEEKEND.to).toBe(true)
  })

  test('learns of each mention 5 to 90 s later, of edits at any time', () => {
    const seen = new Set<string>()
    const delays: number[] = []
    for (const { id, publishedAt, observedAt } of mentions) {
      if (!seen.has(id!)) delays.push((Date.parse(observedAt) - Date.parse(publishedAt!)) / 1000)
      seen.add(id!)
    }
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...delays)).toBeLessThanOrEqual(91)
    expect(mentions.length - seen.size).toBe(2)
  })

  test('measures and deletes only what it has shown, and nothing after a deletion', () => {
    const known = new Set<string>()
    for (const line of lines) {
      if (line.type === 'mention') known.add(line.id!)
      if (line.mentionId) expect(known).toContain(line.mentionId)
      if (line.type === 'deletion') known.delete(line.mentionId!)
    }
  })
})

describe('the texts', () => {
  test('leave no slot open', () => {
    expect(mentions.filter((m) => /[{}]|undefined|NaN/.test(m.text!))).toEqual([])
  })

  test('name exactly one brand where no brand is given, and none where one is', () => {
    const wrong = mentions.filter((m) => named(m.text!).length !== (m.brandId ? 0 : 1))
    expect(wrong.map((m) => m.text)).toEqual([])
    expect(mentions.filter((m) => m.brandId && m.source !== 'facebook')).toEqual([])
  })

  test('come from many people and are seldom the same', () => {
    expect(new Set(mentions.map((m) => m.author!.id)).size).toBeGreaterThan(240)
    expect(new Set(mentions.map((m) => m.text)).size).toBeGreaterThan(mentions.length * 0.7)
  })

  test('include a namesake that the rules refuse', () => {
    expect(mentions.filter((m) => m.text!.includes('Bäckerei Kornblum'))).toHaveLength(3)
    expect(config.brands[0]!.exclude).toContain('Bäckerei Kornblum')
  })
})

describe('the storm', () => {
  test('stands on the own wall and is edited once', () => {
    const versions = mentions.filter((m) => m.id === STORM_ID)
    expect(versions.map((m) => m.publishedAt)).toEqual(Array(2).fill('2026-03-07T19:12:00Z'))
    expect(versions[1]!.text!.startsWith(versions[0]!.text!)).toBe(true)
  })

  test('has counters that only rise', () => {
    for (const counter of ['likes', 'comments', 'shares'] as const) {
      const values = storm.map((sample) => sample[counter]!)
      expect([...values].sort((a, b) => a - b)).toEqual(values)
    }
  })

  test('starts gently, passes 1,000 likes within two and a half hours, ends near 58,000', () => {
    const likesAt = (time: string) => storm.filter((s) => s.observedAt <= time).at(-1)!.likes!
    expect(likesAt('2026-03-07T19:20:00Z')).toBeLessThan(25)
    expect(likesAt('2026-03-07T19:52:00Z')).toBeLessThan(100)
    expect(likesAt('2026-03-07T21:42:00Z')).toBeGreaterThan(1_000)
    expect(likesAt('2026-03-07T23:02:00Z')).toBeGreaterThan(8_000)
    const last = storm.at(-1)!
    expect(last.likes).toBeGreaterThan(56_000)
    expect(last.comments! / last.likes!).toBeCloseTo(0.095, 2)
  })

  test('towers over all that the brand had before', () => {
    const usual = lines.filter((l) => l.type === 'engagement' && l.observedAt < WEEKEND.from)
    expect(Math.max(...usual.map((l) => l.likes! + l.comments! + l.shares!))).toBeLessThan(130)
  })

  test('hardly moves the number of mentions', () => {
    const ratio = mentionsIn('kornblum', WEEKEND) / mentionsIn('kornblum', WEEKEND_BEFORE)
    expect(ratio).toBeGreaterThan(1.05)
    expect(ratio).toBeLessThan(1.6)
  })

  test('is answered late and reaches one article', () => {
    const answer = mentions.find((m) => m.author!.id === 'kornblum' && m.id!.startsWith(STORM_ID))!
    expect(answer.publishedAt).toBe('2026-03-07T20:14:00Z')
    const articles = mentions.filter(
      (m) => m.kind === 'article' && m.observedAt >= WEEKEND.from && brandOf(m) === 'kornblum',
    )
    expect(articles.map((m) => m.publishedAt)).toEqual(['2026-03-08T10:40:00Z'])
  })
})

describe('the waves that are no storms', () => {
  test.each([
    ['lichtwerk', { from: '2026-03-07T18:30:00Z', to: '2026-03-07T21:30:00Z' }, 8, 16],
    ['almgold', { from: '2026-03-08T08:00:00Z', to: '2026-03-08T12:00:00Z' }, 6, 14],
  ])('%s is many times louder than on other days', (brandId, span, low, high) => {
    const before = [1, 2, 3, 4, 5, 6].map((days) => mentionsIn(brandId, earlier(span, days)))
    const usual = before.reduce((sum, count) => sum + count, 0) / before.length
    const ratio = mentionsIn(brandId, span) / usual
    expect(ratio).toBeGreaterThan(low)
    expect(ratio).toBeLessThan(high)
  })
})

test('the configuration tells only people it knows', () => {
  const people = config.people.map((person) => person.id)
  const known = new Set([...people, ...config.teams.map((team) => team.id)])
  expect(people).toEqual(['lena', 'jonas', 'miriam'])
  expect(config.people.every((person) => person.email.endsWith('@example.com'))).toBe(true)
  expect(config.teams.flatMap((team) => team.members).sort()).toEqual([...people].sort())
  const told = config.routes.flatMap((route) => route.chain.flatMap((step) => step.to))
  expect(told.filter((name) => !known.has(name))).toEqual([])
})

/** The brands whose words stand in a text; the real matcher is stricter and finer. */
function named(words: string): string[] {
  return config.brands
    .filter((brand) =>
      [...brand.names, ...brand.hashtags, ...brand.handles].some((name) =>
        new RegExp(`(?<![\\p{L}\\d])${name}(?![\\p{L}\\d])`, 'iu').test(words),
      ),
    )
    .map((brand) => brand.id)
}

function brandOf(mention: Line): string | undefined {
  return mention.brandId ?? named(mention.text!)[0]
}

interface Span {
  from: string
  to: string
}

function mentionsIn(brandId: string, { from, to }: Span): number {
  return mentions.filter((m) => m.observedAt >= from && m.observedAt < to && brandOf(m) === brandId)
    .length
}

function earlier({ from, to }: Span, days: number): Span {
  const back = (time: string) =>
    `${new Date(Date.parse(time) - days * 86_400_000).toISOString().slice(0, 19)}Z`
  return { from: back(from), to: back(to) }
}
