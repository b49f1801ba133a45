import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  burstsOf,
  drawCounts,
  SCENARIOS,
  type Series,
} from '../../services/cli/evaluate/background.ts'
import { drawBrands, type Plan, runContestant } from '../../services/cli/evaluate/contest.ts'
import type { Runner } from '../../services/cli/evaluate/contestant.ts'
import { draws, seedOf } from '../../services/cli/evaluate/draws.ts'
import { FLOORS } from '../../services/cli/evaluate/market-rules.ts'
import { Product } from '../../services/cli/evaluate/product.ts'
import { drawSlow, LOOK_TICKS, runSlow, slowRows } from '../../services/cli/evaluate/slow-storms.ts'
import {
  designMemory,
  designTick,
  StartingDesign,
} from '../../services/cli/evaluate/starting-design.ts'
import { drawStorm, SHAPES } from '../../services/cli/evaluate/storms.ts'
import {
  alertTicks,
  asAlerted,
  atBudget,
  thresholdFor,
} from '../../services/cli/evaluate/verdict.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'

const data = process.env['STURMWARTE_DATA']

describe('draws', () => {
  const many = (draw: () => number) => {
    const values = Array.from({ length: 20_000 }, draw)
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length
    const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length
    return { mean, variance }
  }

  test.each([
    ['few', 0.3],
    ['some', 12],
    ['by the normal', 400],
  ])('poisson, %s: mean and variance agree', (_, mean) => {
    const draw = draws(1)
    const found = many(() => draw.poisson(mean))
    expect(found.mean / mean).toBeCloseTo(1, 1)
    expect(found.variance / mean).toBeCloseTo(1, 1)
  })

  test.each([
    [3, 0.15],
    [40, 0.85],
    [5_000, 0.6],
  ])('binomial of %d at %d: mean and variance', (trials, p) => {
    const draw = draws(2)
    const found = many(() => draw.binomial(trials, p))
    expect(found.mean / (trials * p)).toBeCloseTo(1, 1)
    expect(found.variance / (trials * p * (1 - p))).toBeCloseTo(1, 1)
  })

  test('gamma and beta have their means and variances, also below one', () => {
    const draw = draws(3)
    for (const shape of [0.4, 4]) {
      const found = many(() => draw.gamma(shape))
      expect(found.mean / shape).toBeCloseTo(1, 1)
      expect(found.variance / shape).toBeCloseTo(1, 0)
    }
    const share = many(() => draw.beta(1.5, 8.5))
    expect(share.mean).toBeCloseTo(0.15, 2)
    expect(share.variance).toBeCloseTo((0.15 * 0.85) / 11, 3)
  })

  test('the same names give the same numbers, other names others', () => {
    const first = (seed: number) => draws(seed).uniform()
    expect(first(seedOf('a', 1))).toBe(first(seedOf('a', 1)))
    expect(first(seedOf('a', 1))).not.toBe(first(seedOf('a', 2)))
  })
})

/** Ten weeks with a daily rhythm, and every other day an hour of many times as many mentions. */
function weeks(): Series {
  const draw = draws(4)
  const mentions = Int32Array.from({ length: 10 * 2_016 }, (_, tick) =>
    draw.poisson(8 + 4 * Math.sin((tick / 288) * 2 * Math.PI)),
  )
  for (let hour = 20; hour < 1_680; hour += 47)
    for (let tick = 12 * hour; tick < 12 * hour + 12; tick++) mentions[tick]! *= 2 + draw.below(9)
  const excluded = new Uint8Array(mentions.length).fill(1, 8_000, 8_400)
  return { name: 'acme', startAt: 0, mentions, excluded, burstOf: burstsOf(mentions) }
}

const cascades = [Float64Array.from({ length: 3_000 }, (_, post) => post ** 1.5 / 10)]
const plan: Plan = { seed: 'test', redraws: 1, series: [weeks()], cascades }

describe('what is drawn', () => {
  test('negatives keep the share of their scenario', () => {
    for (const scenario of SCENARIOS) {
      const { mentions, negatives } = drawCounts(weeks(), 'high', scenario, draws(5))
      const sum = (counts: Int32Array) => counts.reduce((total, one) => total + one, 0)
      expect(sum(negatives) / sum(mentions)).toBeCloseTo(scenario.share, 1)
      expect(negatives.every((count, tick) => count <= mentions[tick]!)).toBe(true)
    }
  })

  test('a natural burst is found where it was put', () => {
    const { burstOf } = weeks()
    expect(burstOf.slice(12 * 67, 12 * 68).every((burst) => burst > 0)).toBe(true)
    expect(burstOf.filter((burst) => burst > 0).length).toBeLessThan(12 * 80)
  })

  test('a storm has a first post, then a peak, and four in five are recognised', () => {
    for (const shape of SHAPES) {
      const { posts, negatives, first, peak } = drawStorm(shape, 20, cascades, draws(6))
      const sum = (counts: Int32Array) => counts.reduce((total, one) => total + one, 0)
      expect(posts[first]).toBeGreaterThan(0)
      expect(sum(posts.slice(0, first))).toBe(0)
      expect(peak).toBeGreaterThanOrEqual(first)
      if (sum(posts) > 200) expect(sum(negatives) / sum(posts)).toBeCloseTo(0.8, 1)
    }
  })

  test('no storm touches a labelled window, and the same plan gives the same brands', () => {
    const [brand] = drawBrands(plan, SCENARIOS[0]!, 'low')
    expect(brand!.storms.length).toBe(SHAPES.length)
    for (const { from, storm } of brand!.storms)
      expect(brand!.series.excluded.slice(from, from + storm.peak + 1).includes(1)).toBe(false)
    expect(drawBrands(plan, SCENARIOS[0]!, 'low')).toEqual([brand])
  })
})

describe('slow storms', () => {
  const brands = drawSlow(drawBrands(plan, SCENARIOS[0]!, 'high'), SCENARIOS[0]!.share, 'test')
  const [smaller, larger] = brands
  const sum = (counts: Int32Array) => counts.reduce((total, one) => total + one, 0)

  test('rise evenly, the higher one twice as high, the same for the same plan', () => {
    const half = LOOK_TICKS / 2
    expect(sum(larger!.mentions) / sum(smaller!.mentions)).toBeCloseTo(2, 0)
    expect(sum(larger!.mentions.slice(half)) / sum(larger!.mentions.slice(0, half))).toBeCloseTo(
      3,
      0,
    )
    expect(sum(larger!.negatives) / sum(larger!.mentions)).toBeCloseTo(0.8, 1)
    expect(drawSlow(drawBrands(plan, SCENARIOS[0]!, 'high'), 0.15, 'test')).toEqual(brands)
  })

  /** Alerts by the tick since the start and the sum of all negatives. */
  const contestant = (alerts: (tick: number, negatives: number) => boolean) => {
    const runner = (tick: number, sumSoFar: number): Runner => {
      let [at, negatives] = [tick, sumSoFar]
      return {
        tick(_, more) {
          negatives += more ?? 0
          return { score: 0, alert: alerts(at++, negatives) }
        },
        copy: () => runner(at, negatives),
      }
    }
    return { name: 'test', start: () => runner(0, 0) }
  }

  test('only what the twin does not tell is told', () => {
    expect(
      runSlow(
        contestant(() => false),
        brands,
      ),
    ).toEqual([false, false])
    expect(
      runSlow(
        contestant((tick) => tick % 2_000 === 0),
        brands,
      ),
    ).toEqual([false, false])
    const [whole, more] = [sum(larger!.negatives), sum(smaller!.negatives)]
    let before = 0
    for (let tick = 0; tick < larger!.from + LOOK_TICKS; tick++)
      before += larger!.counts.negatives![tick]!
    const beyond = contestant((_, negatives) => negatives > before + (whole + more) / 2)
    expect(runSlow(beyond, [larger!])).toEqual([true])
    const [low, high] = slowRows([beyond], [larger!], { scenario: 'A', volume: 'high' })
    expect(low!.storms).toBe(0)
    expect(high).toMatchObject({ storms: 1, toldInTime: 100, range: undefined })
  })
})

describe('the verdict', () => {
  const scores = Float32Array.from({ length: 2_016 }, (_, tick) =>
    tick % 144 === 0 ? tick / 144 : 0,
  )

  test('an alert silences the next one for six hours', () => {
    expect(
      alertTicks(
        Float32Array.from({ length: 200 }, () => 1),
        0.5,
      ),
    ).toEqual([0, 72, 144])
  })

  test('a threshold is the lowest that keeps its budget', () => {
    const threshold = thresholdFor([scores], scores.length, 3)
    expect(alertTicks(scores, threshold).length).toBe(3)
    expect(alertTicks(scores, threshold - 0.01).length).toBe(4)
  })

  test('a storm missed counts with 24 h, one told after the peak is not before it', () => {
    const storm = { brand: 'acme', kind: 'k', peak: 10 }
    const outcome = {
      backgrounds: [scores],
      storms: [
        { ...storm, rises: [[4, 100]] as const, alertedAfter: 4 },
        { ...storm, rises: [[40, 100]] as const, alertedAfter: 40 },
        { ...storm, rises: [[4, 0.1]] as const, alertedAfter: undefined },
      ],
      falseAlerts: 2,
      firstWeekAlerts: 1,
      brands: 1,
      countedTicks: 2_016,
    }
    expect(atBudget(outcome, 3)).toMatchObject({ delayMinutes: 200 })
    expect(atBudget(outcome, 3).beforePeak).toBeCloseTo(100 / 3)
    expect(asAlerted(outcome)).toMatchObject({ falsePerBrandWeek: 2, firstWeekPerBrand: 1 })
    expect(asAlerted(outcome).withinDay).toBeCloseTo(200 / 3)
  })
})

describe('contestants', () => {
  const runners: [string, () => Runner][] = [
    ['product', () => new Product({ policy: DEFAULT_POLICY, startAt: 0, polarity: true })],
    ['starting design', () => new StartingDesign()],
    ...FLOORS.map(({ name, start }): [string, () => Runner] => [name, start]),
  ]

  test.each(runners)('%s: a copy goes on like the original and leaves it alone', (_, start) => {
    const { mentions, negatives } = drawCounts(weeks(), 'high', SCENARIOS[1]!, draws(7))
    const runner = start()
    for (let tick = 0; tick < 3_000; tick++) runner.tick(mentions[tick]!, negatives[tick]!)
    const flooded = runner.copy()
    for (let tick = 0; tick < 50; tick++) flooded.tick(500, 400)
    const copy = runner.copy()
    for (let tick = 3_000; tick < 3_500; tick++) {
      const told = { ...runner.tick(mentions[tick]!, negatives[tick]!) }
      expect(copy.tick(mentions[tick]!, negatives[tick]!)).toEqual(told)
    }
  })

  test('the product catches more than every floor', () => {
    const brands = drawBrands(plan, SCENARIOS[0]!, 'high')
    const caught = runners.map(([name, start]) => ({
      name,
      percent: atBudget(runContestant({ name, start }, brands), 1).beforePeak,
    }))
    const product = caught[0]!.percent
    expect(product).toBeGreaterThan(50)
    for (const { percent } of caught.slice(2)) expect(percent).toBeLessThan(product)
  })
})

describe.skipIf(!data)('the starting design', () => {
  test('gives every value of the golden vector to six digits', () => {
    const path = join(data!, 'series/golden_detector.json')
    const golden = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number[]>
    const memory = designMemory()
    let worst = 0
    golden['tot']!.forEach((mentions, tick) => {
      const { zShare, zVolume, score } = designTick(memory, mentions, golden['neg']![tick]!)
      const errors = [
        zShare - golden['z_share']![tick]!,
        zVolume - golden['z_vol']![tick]!,
        score - golden['S']![tick]!,
      ]
      worst = Math.max(worst, ...errors.map(Math.abs))
    })
    expect(worst).toBeLessThan(1.5e-6)
  })
})
