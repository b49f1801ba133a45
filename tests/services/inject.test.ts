import { describe, expect, test } from 'vitest'
import { TICK_MS } from '../../services/cli/evaluate/background.ts'
import { bootstrapPercent, groupsOf } from '../../services/cli/evaluate/bootstrap.ts'
import { draws } from '../../services/cli/evaluate/draws.ts'
import { FLOORS } from '../../services/cli/evaluate/market-rules.ts'
import { Product } from '../../services/cli/evaluate/product.ts'
import { reactionCascade, SHAPES } from '../../services/cli/evaluate/storms.ts'
import { collectTicks, drawInjection, runInjection } from '../../services/cli/inject.ts'
import { injectionFigures, injectionText } from '../../services/cli/inject-report.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const START = Date.UTC(2026, 2, 2)
const DAY_TICKS = DAY_MS / TICK_MS

/** So many days of a brand; `cellTicks` apart. */
function history(days: number, cellTicks = 1, brandId = 'acme') {
  const draw = draws(1)
  const collector = collectTicks(Number.NaN)
  for (let tick = cellTicks; tick <= days * DAY_TICKS; tick += cellTicks) {
    const mentions = draw.poisson(4 * cellTicks)
    const negatives = draw.binomial(mentions, 0.15)
    collector.take({ brandId, at: START + tick * TICK_MS, mentions, negatives })
  }
  return collector.brands
}

const product = {
  name: 'sturmwarte',
  start: () => new Product({ policy: DEFAULT_POLICY, startAt: START, polarity: true }),
}

/** Every eighth of the storms: enough to see what must be seen. */
function fewer(histories: ReturnType<typeof history>) {
  const injection = drawInjection(histories.values(), [], 'a')
  const brands = injection.brands.map((brand) => ({
    ...brand,
    storms: brand.storms.filter((_, i) => i % 8 === 0),
  }))
  return { ...injection, brands }
}

describe('what is injected', () => {
  test('stands after what is learned from, outside labels, and is the same for the same seed', () => {
    const label = { brandId: 'acme', name: '', peak: undefined }
    const [start, end] = [START + 8 * DAY_MS, START + 9 * DAY_MS]
    const draw = (seed: string) =>
      drawInjection(history(12).values(), [{ ...label, start, end }], seed)
    const { brands, places: perShape, skipped } = draw('a')
    expect([brands.length, skipped]).toEqual([1, []])
    const [{ storms, countedFrom, series }] = brands as [(typeof brands)[number]]
    expect(storms.length).toBe(perShape * SHAPES.length)
    expect(countedFrom).toBe(2 * DAY_TICKS)
    for (const { from, storm } of storms) {
      expect(from).toBeGreaterThanOrEqual(4 * DAY_TICKS)
      expect(from + storm.first).toBeLessThan(11 * DAY_TICKS)
      expect(series.excluded.slice(from, from + storm.peak).includes(1)).toBe(false)
    }
    const places = (seed: string) =>
      draw(seed).brands[0]!.storms.map(({ from, storm }) => [from, storm.kind, storm.peak])
    expect(places('a')).toEqual(storms.map(({ from, storm }) => [from, storm.kind, storm.peak]))
    expect(places('b')).not.toEqual(places('a'))
  })

  test('needs some days of history, and says whose are too short', () => {
    expect(drawInjection(history(2).values(), [], 'a')).toMatchObject({
      brands: [],
      skipped: ['acme'],
    })
  })

  test('a cascade without a recording reacts as people do: half within the first hour', () => {
    const cascade = reactionCascade()
    expect(cascade.every((seconds, i) => i === 0 || seconds > cascade[i - 1]!)).toBe(true)
    const within = (seconds: number) =>
      cascade.filter((at) => at <= seconds).length / cascade.length
    expect(within(300)).toBeCloseTo(0.195, 2)
    expect(within(HOUR_MS / 1_000)).toBeGreaterThan(0.5)
    expect(within(DAY_MS / 1_000)).toBeLessThan(0.85)
  })
})

describe('collected readings', () => {
  test('cells of a minute are summed, those of an hour stand where they end', () => {
    const collector = collectTicks(0)
    const take = (minutes: number, mentions: number | null) =>
      collector.take({
        brandId: 'acme',
        at: START + minutes * MINUTE_MS,
        mentions,
        negatives: mentions && 1,
      })
    for (let minute = 1; minute <= 5; minute++) take(minute, 2)
    take(60, 30)
    take(65, null)
    const { startAt, mentions, negatives } = collector.brands.get('acme')!
    expect(startAt).toBe(START)
    expect(mentions).toEqual([10, ...Array(10).fill(0), 30, 0])
    expect(negatives).toEqual([5, ...Array(10).fill(0), 1, 0])
  })
})

describe('what comes out', () => {
  test('the product catches most on a calm history, silence nothing; each share has its range', () => {
    const injection = fewer(history(9))
    const figures = injectionFigures(injection, {
      sturmwarte: runInjection(injection, product),
      never: runInjection(injection, FLOORS[0]!),
    })
    const { sturmwarte, never } = figures.detectors
    expect(never!.caughtBeforePeak).toEqual({ percent: 0, range: [0, 0] })
    const { percent, range } = sturmwarte!.caughtBeforePeak
    expect(percent).toBeGreaterThan(50)
    expect(range![0]).toBeLessThan(percent)
    expect(range![1]).toBeGreaterThan(percent)
    expect(sturmwarte!.caught.percent).toBeGreaterThanOrEqual(percent)
    expect(figures.brandWeeks).toBeCloseTo(7.5 / 7, 2)
    // 0.25 a week allow a third of an alarm: no threshold can be set by that.
    expect(sturmwarte!.atBudget[1]!.caughtBeforePeak).toBe(null)
    const large = figures.shapes.find(({ shape }) => shape === 'doubling 60 min, 20 x')!
    const small = figures.shapes.find(({ shape }) => shape === 'doubling 60 min, 6 x')!
    expect(large.postsToPeak).toBeGreaterThan(2 * small.postsToPeak)
    expect(large.postsOfDay).toBeGreaterThan(large.postsToPeak)
    const text = injectionText(figures)
    expect(text).toContain('42 storms injected into the counts of 1 brands, seed a')
    for (const { kind } of SHAPES) expect(text).toMatch(new RegExp(`^${kind} `, 'm'))
  })

  test('hours are as good a history as minutes, only later', () => {
    const caught = [1, 12].map((cellTicks) => {
      const { outcome } = runInjection(fewer(history(9, cellTicks)), product)
      const { storms } = outcome
      return storms.filter(({ alertedAfter }) => alertedAfter !== undefined).length / storms.length
    })
    expect(caught[0]).toBeGreaterThan(0.7)
    expect(caught[1]).toBeGreaterThan(0.5)
  })
})

describe('the bootstrap', () => {
  const trials = Array.from({ length: 400 }, (_, i) => ({ brand: `${i % 20}`, hit: i % 4 === 0 }))

  test('of single trials has the width of a binomial', () => {
    const groups = groupsOf(
      [...trials.entries()],
      ([i]) => String(i),
      ([, { hit }]) => hit,
    )
    const { low, high } = bootstrapPercent(groups, 'a')!
    // 25 % of 400: 1.645 standard errors of 2.17 points.
    expect(low).toBeCloseTo(25 - 3.6, -0.5)
    expect(high).toBeCloseTo(25 + 3.6, -0.5)
    expect(bootstrapPercent(groups, 'a')).toEqual({ low, high })
  })

  test('of brands that are all or nothing is as wide as so few brands are', () => {
    const byBrand = groupsOf(
      trials,
      ({ brand }) => brand,
      ({ hit }) => hit,
    )
    expect(byBrand).toHaveLength(20)
    const { low, high } = bootstrapPercent(byBrand, 'a')!
    expect(low).toBeLessThan(15)
    expect(high).toBeGreaterThan(35)
  })

  test('of one group says nothing', () => {
    expect(bootstrapPercent([{ hits: 1, trials: 2 }], 'a')).toBe(undefined)
  })
})
