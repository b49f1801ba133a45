import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Backtest } from '../../services/cli/backtest-report.ts'
import { judgeAlarms } from '../../services/cli/judgement.ts'
import { coarser, startCurves } from '../../services/cli/report/curve.ts'
import { speech } from '../../services/cli/report/figures.ts'
import { reportPage } from '../../services/cli/report/page.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { browserOfTests, CHROMIUM } from '../harness/browser.ts'
import { newFolder } from '../harness/run-world.ts'

const START = Date.UTC(2026, 2, 2)
const HOSTILE = `acme"><script>document.title='taken'</script><img src=x onerror=alert(1)>&amp;'`
const END = START + 10 * DAY_MS

/** Ten days of one brand with a storm told in time, one missed and one false alarm. */
function story(brandId: string) {
  const labels = [
    { start: START + 4 * DAY_MS, end: START + 5 * DAY_MS, peak: START + 4 * DAY_MS + 8 * HOUR_MS },
    { start: START + 7 * DAY_MS, end: START + 8 * DAY_MS, peak: undefined },
  ].map((label) => ({ brandId, name: '', ...label }))
  const alarms = [
    { brandId, at: labels[0]!.start + 3 * HOUR_MS, level: 3 },
    { brandId, at: START + 9 * DAY_MS, level: 2 },
  ]
  const spans = new Map([[brandId, { from: START, to: END }]])
  const curves = startCurves(new Set([brandId]))
  for (let at = START + 5 * MINUTE_MS; at <= END; at += 5 * MINUTE_MS) {
    const known = at < START + 2 * DAY_MS || at > START + 3 * DAY_MS
    const mentions = known ? 3 + Math.round(2 * Math.sin(at / HOUR_MS)) : null
    const count = { mentions, negatives: known ? 1 : null, score: known ? 0.4 : null }
    curves.take({ brandId, at, ...count, warnAt: 0.9 })
  }
  const product = judgeAlarms(alarms, labels, spans)
  const floors = { never: judgeAlarms([], labels, spans) }
  const pass = { name: brandId, config: undefined }
  const swept = [0.6, 1.2, 1.8].map((tauWarn, i) => ({
    pass: { ...pass, thresholds: { tauWarn } },
    product: judgeAlarms(alarms.slice(0, 2 - i), labels, spans),
    floors,
  }))
  const backtest: Backtest = {
    results: [{ pass, product, floors }, ...swept],
    injection: undefined,
  }
  return { backtest, curves, files: [brandId], version: '1' }
}

describe('the curve of a chart', () => {
  test('keeps sums and maxima, however coarse it becomes', () => {
    const curves = startCurves(new Set())
    for (let tick = 1; tick <= 5_000; tick++)
      curves.take({
        brandId: 'a',
        at: tick * 300_000,
        mentions: 2,
        negatives: 1,
        score: tick === 77 ? 9 : 0,
        warnAt: 1,
      })
    const { points, stepMs } = curves.of('a')!
    expect(points.length).toBeLessThanOrEqual(960)
    expect(points.length).toBeGreaterThan(480)
    expect(points.reduce((sum, { mentions }) => sum + mentions!, 0)).toBe(10_000)
    expect(points.find(({ score }) => score === 9)!.from).toBeLessThan(77 * 300_000)
    expect(coarser(points, 4 * stepMs).map(({ score }) => score)).toContain(9)
  })

  test('what nobody knows stays unknown, and only so many brands are kept', () => {
    const curves = startCurves(new Set(['labelled']))
    const unknown = { mentions: null, negatives: null, score: null }
    for (let i = 0; i < 150; i++) curves.take({ brandId: `b${i}`, at: 300_000, ...unknown })
    curves.take({ brandId: 'labelled', at: 300_000, ...unknown })
    expect([...curves.brandIds()]).toHaveLength(101)
    expect(curves.of('labelled')!.points[0]).toMatchObject({ mentions: null, score: null })
  })
})

describe('the report', () => {
  const text = (language: 'de' | 'en', zone = 'UTC') =>
    reportPage(story('acme'), speech(language, zone))

  test('says the same in German and English, each in its way of writing numbers and times', () => {
    const [german, english] = [text('de', 'Europe/Berlin'), text('en')]
    expect(german).toContain('<html lang="de">')
    expect(german).toContain('1 Marke, 1,4 Markenwochen, 2 bekannte Stürme')
    expect(german).toContain('06.03.2026 01:00')
    expect(german).toContain('300 min vor dem Höhepunkt')
    expect(english).toContain('1 brand, 1.4 brand-weeks, 2 labelled storms')
    expect(english).toContain('2026-03-06 00:00')
    expect(english).toContain('300 min before the peak')
    for (const word of ['missed', 'no labelled storm', 'unknown'])
      expect(english).toContain(`<td>${word}</td>`)
  })

  test('stands alone: no script, no address, nothing to fetch', () => {
    const page = text('en')
    expect(page).not.toMatch(/<script|<link|<img|<iframe|https?:|src=|url\(|\son\w+=/i)
    expect(page).toContain("default-src 'none'")
  })

  test('each drawing says what it is, and has a table behind it', () => {
    const page = text('en')
    const drawings = page.match(/<svg [^>]*role="img" aria-label="[^"]+"/g) ?? []
    expect(drawings).toHaveLength(3)
    expect(page.match(/<table>/g)!.length).toBeGreaterThanOrEqual(drawings.length)
  })

  test('without labels there are no shares to draw', () => {
    const { backtest, ...rest } = story('acme')
    const spans = new Map([['acme', { from: START, to: END }]])
    const product = judgeAlarms([], [], spans)
    const results = [{ ...backtest.results[0]!, product, floors: { never: product } }]
    const page = reportPage({ ...rest, backtest: { ...backtest, results } }, speech('en', 'UTC'))
    expect(page).toContain('Without labelled storms every alarm counts as false.')
    expect(page).not.toContain('NaN')
  })
})

describe.skipIf(CHROMIUM === '')('in a browser', () => {
  const browser = browserOfTests()

  test('a hostile name is text, nothing is fetched, and a phone need not scroll sideways', async () => {
    const path = join(newFolder(), 'report.html')
    writeFileSync(path, reportPage(story(HOSTILE), speech('en', 'UTC')))
    expect(readFileSync(path, 'utf8')).not.toContain('NaN')
    const page = await browser().newPage({ viewport: { width: 400, height: 800 } })
    const requests: string[] = []
    const errors: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => errors.push(message.text()))
    await page.goto(pathToFileURL(path).href)
    expect(requests).toEqual([pathToFileURL(path).href])
    expect(errors).toEqual([])
    expect(await page.title()).toBe('Backtest: what Sturmwarte would have told')
    expect(await page.evaluate('document.querySelectorAll("script,img").length')).toBe(0)
    expect(await page.evaluate('document.querySelector("h3").textContent')).toBe(HOSTILE)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400)
    const heights =
      'Array.from(document.querySelectorAll("svg[role]"), (one) => one.getBBox().height)'
    for (const height of (await page.evaluate(heights)) as number[])
      expect(height).toBeGreaterThan(50)
  })
})
