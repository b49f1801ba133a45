import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fitForecast } from '../../services/cli/growth/fit.ts'
import { judgeForecast } from '../../services/cli/growth/judge.ts'
import {
  type RecordedPost,
  readCascades,
  readCounters,
  sizeAt,
} from '../../services/cli/growth/recorded.ts'
import { FORECAST_TABLE } from '../../shared/core/forecast-table.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { seededRandom } from '../harness/seeded-random.ts'

/** Posts that grow by a power of their age that differs from post to post, polled every 20 minutes for 48 hours. */
function powerPosts(seed: number, count: number): RecordedPost[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const power = 0.1 + random()
    const size = 20 + 2_000 * random()
    const polls = Array.from({ length: 144 }, (_, k) => ({
      at: (k + 1) * 20 * MINUTE_MS,
      total: Math.floor(size * ((k + 1) / 144) ** power),
    }))
    return { id: `post-${i}`, polls }
  })
}

describe('fitting how posts grow', () => {
  test('finds the law of posts that have one, and its range holds most unseen ones', () => {
    const table = fitForecast(powerPosts(1, 300), powerPosts(2, 60))
    const scores = judgeForecast(powerPosts(3, 300), () => table, 48 * HOUR_MS)
    for (const { posts, error, noGrowthError, coverage } of scores) {
      expect(posts).toBeGreaterThan(200)
      expect(error).toBeLessThan(0.4 * noGrowthError)
      expect(coverage).toBeGreaterThan(0.8)
    }
  })

  test('gives the same table every time', () => {
    const posts = powerPosts(4, 40)
    expect(fitForecast(posts, [])).toEqual(fitForecast(posts, []))
  })

  test('does not know the size of a post after its record has ended', () => {
    const [post] = powerPosts(5, 1)
    expect(sizeAt(post!, 48 * HOUR_MS)).toBe(post!.polls.at(-1)!.total)
    expect(sizeAt(post!, 60 * HOUR_MS)).toBeUndefined()
  })
})

const data = process.env['STURMWARTE_DATA']

describe.skipIf(!data)('the recorded posts', () => {
  test('give the shipped table, number by number', () => {
    const [counters, cascades] = [readCounters(data ?? ''), readCascades(data ?? '')]
    expect([counters.length, cascades.length]).toEqual([3_844, 50])
    const [head = ''] = readFileSync(join(data ?? '', 'cascades', 'RT1.txt'), 'latin1').split('\n')
    expect(cascades[0]!.polls.at(-1)!.total).toBeLessThanOrEqual(Number(head.split(' ')[0]))
    expect(fitForecast(counters, cascades)).toEqual(FORECAST_TABLE)
  })
})
