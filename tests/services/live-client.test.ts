/** The pure parts of the page: what frames do to its table, how readings become points, what is done to text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs } from '../../services/dashboard/src/backoff.ts'
import { addReading, byHour, hasGap, pointsOf } from '../../services/dashboard/src/readings.ts'
import { hrefOf, type Route, readRoute } from '../../services/dashboard/src/route.ts'
import { plainText, textParts, webUrl } from '../../services/dashboard/src/safe-text.ts'
import { applyFrame, EMPTY_TABLE, fits, readFrame } from '../../services/dashboard/src/table.ts'
import type { Entity, LiveFrame, SourceView } from '../../shared/core/live.ts'
import type { Reading } from '../../shared/core/storm.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { saturdayNight } from '../harness/page-scene.ts'

const SCENE = saturdayNight()
const GRID = 5 * MINUTE_MS

const frame = (revision: number, full: boolean, entities: readonly Entity[]): LiveFrame => ({
  type: 'frame',
  instance: 'a',
  revision,
  full,
  entities,
})

const source = (id: string, since: number): SourceView => ({
  entity: 'source',
  id,
  status: 'live',
  since,
  lastAt: null,
})

describe('the table', () => {
  const full = applyFrame(EMPTY_TABLE, frame(7, true, SCENE.entities))

  it('holds every entity of a full frame', () => {
    const { brands, storms, notifications, sources, system } = full
    const size = brands.size + storms.size + notifications.size + sources.size + Number(!!system)
    expect(size).toBe(SCENE.entities.length)
    expect(full.revision).toBe(7)
  })

  it('takes changes over and leaves the rest the same objects', () => {
    const next = applyFrame(full, frame(8, false, [source('mastodon', 99)]))
    expect(next.sources.get('mastodon')?.since).toBe(99)
    expect(next.sources.size).toBe(full.sources.size)
    expect(next.brands).toBe(full.brands)
    expect(next.system).toBe(full.system)
  })

  it('forgets what a full frame does not name', () => {
    const next = applyFrame(full, { ...frame(1, true, [source('rss', 1)]), instance: 'b' })
    expect([...next.sources.keys()]).toEqual(['rss'])
    expect(next.brands.size).toBe(0)
    expect(next.system).toBeNull()
  })

  it('refuses changes of another instance and of the past', () => {
    const foreign = { ...frame(9, false, [source('rss', 1)]), instance: 'b' }
    const old = frame(6, false, [source('rss', 1)])
    for (const one of [foreign, old]) {
      expect(fits(full, one)).toBe(false)
      expect(applyFrame(full, one)).toBe(full)
    }
  })

  it('skips entities of a kind that it does not know', () => {
    const future = { entity: 'forecast', id: 'x' } as unknown as Entity
    expect(applyFrame(full, frame(8, false, [future])).brands).toBe(full.brands)
  })

  it('is the same whether changes come one by one, twice or at once', () => {
    const changes = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), since: fc.nat(1000) }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(changes, (list) => {
        const views = list.map((one) => source(one.id, one.since))
        const steps = views.reduce((table, view, i) => {
          const step = frame(8 + i, false, [view])
          return applyFrame(applyFrame(table, step), step)
        }, full)
        const once = applyFrame(full, frame(8 + views.length, false, views))
        expect([...steps.sources].sort()).toEqual([...once.sources].sort())
      }),
    )
  })
})

describe('reading a message', () => {
  it('takes frames and nothing else', () => {
    expect(readFrame(JSON.stringify(frame(1, true, [])))?.revision).toBe(1)
    for (const bad of [
      '',
      '{',
      'null',
      '[]',
      '{"type":"frame"}',
      '{"type":"ping"}',
      5,
      undefined,
    ]) {
      expect(readFrame(bad)).toBeUndefined()
    }
  })
})

describe('backoff', () => {
  it('doubles from half a second to a quarter of a minute, jittered', () => {
    expect(backoffMs(0, 0)).toBe(500)
    expect(backoffMs(3, 0)).toBe(2000)
    expect(backoffMs(3, 0.999)).toBeGreaterThan(3900)
    for (const attempt of [5, 50, 5000]) {
      expect(backoffMs(attempt, 0.999)).toBeLessThanOrEqual(15_000)
      expect(backoffMs(attempt, 0)).toBe(7500)
    }
  })
})

describe('readings', () => {
  const week = SCENE.readings.get('kornblum') ?? []
  const last = week.at(-1) as Reading
  const later = (ms: number, provisional = false): Reading => ({
    ...last,
    at: last.at + ms,
    provisional,
  })

  it('end in at most one provisional reading', () => {
    let list = addReading(week, later(30_000, true), 0)
    list = addReading(list, later(60_000, true), 0)
    expect(list.filter((one) => one.provisional)).toHaveLength(1)
    list = addReading(list, later(GRID), 0)
    expect(list.filter((one) => one.provisional)).toHaveLength(0)
    expect(list).toHaveLength(week.length + 1)
  })

  it('replace the same instant, ignore a provisional one of the past and forget the old', () => {
    expect(addReading(week, { ...last, score: 9 }, 0).at(-1)?.score).toBe(9)
    expect(addReading(week, later(-GRID, true), 0).at(-1)).toBe(last)
    expect(addReading(week, later(GRID), last.at - DAY_MS).length).toBe(290)
  })

  it('know a gap from the next cell', () => {
    expect(hasGap(week, later(GRID), GRID)).toBe(false)
    expect(hasGap(week, later(1.5 * GRID, true), GRID)).toBe(false)
    expect(hasGap(week, later(2 * GRID), GRID)).toBe(true)
    expect(hasGap([], last, GRID)).toBe(false)
  })

  it('break the line where cells are missing', () => {
    const points = pointsOf([last, later(3 * GRID)], GRID)
    expect(points.map((point) => point.mentions)).toEqual([last.mentions, null, last.mentions])
  })

  it('sum up to hours, with the highest score, and unknown stays unknown', () => {
    const start = Math.floor(last.at / HOUR_MS) * HOUR_MS
    const cell = (at: number, mentions: number | null, score: number | null): Reading => ({
      ...last,
      at,
      mentions,
      score,
    })
    const hours = byHour(
      pointsOf(
        [
          cell(start + GRID, 2, 0.1),
          cell(start + 2 * GRID, 3, 0.4),
          cell(start + 3 * GRID, null, null),
          cell(start + HOUR_MS, 1, 0.2),
          cell(start + HOUR_MS + GRID, null, null),
        ],
        HOUR_MS,
      ),
    )
    expect(hours.map((one) => [one.at - start, one.mentions, one.score])).toEqual([
      [HOUR_MS, 6, 0.4],
      [2 * HOUR_MS, null, null],
    ])
  })
})

describe('addresses', () => {
  it('survive any id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        const routes: Route[] = [
          { page: 'storm', stormId: id },
          { page: 'board', brandId: id },
          { page: 'outbox', file: id },
        ]
        for (const route of routes) expect(readRoute(hrefOf(route))).toEqual(route)
      }),
    )
  })

  it('lead to the board when they make no sense', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/storm', '#/storm/%E0%A4%A', '#token']) {
      expect(readRoute(hash)).toEqual({ page: 'board', brandId: null })
    }
  })
})

describe('text of strangers', () => {
  it('shows what hides', () => {
    expect(textParts('a\u202Eb\u200Bc')).toEqual([
      { text: 'a', mark: false },
      { text: 'U+202E', mark: true },
      { text: 'b', mark: false },
      { text: 'U+200B', mark: true },
      { text: 'c', mark: false },
    ])
    expect(textParts('eine\nZeile\r\nund\tTab').filter((part) => part.mark)).toEqual([])
    expect(textParts('👩‍👩‍👧 نامه‌ای')).toHaveLength(1)
    expect(plainText('a\u2066b\u0000')).toBe('a b ')
  })

  it('links to the web only', () => {
    expect(webUrl('https://example.social/@a/1')?.host).toBe('example.social')
    for (const url of [
      'javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      '//evil.test',
      'https://bank.test@evil.test/',
      '',
      null,
    ]) {
      expect(webUrl(url)).toBeUndefined()
    }
  })
})
