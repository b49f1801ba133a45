import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import type { Reading } from '../../shared/core/storm.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'

const data = process.env['STURMWARTE_DATA']

interface Golden {
  readonly tot: number[]
  readonly neg: number[]
  readonly z_share: number[]
  readonly z_vol: number[]
  readonly S: number[]
}

describe.skipIf(!data)('twelve days with one storm', () => {
  const golden = data
    ? (JSON.parse(readFileSync(join(data, 'series/golden_detector.json'), 'utf8')) as Golden)
    : undefined

  test('the detector gives every intermediate value to six digits', () => {
    const { tot, neg, z_share, z_vol, S } = golden!
    const state = detector.initial('acme')
    const start = Date.UTC(2026, 0, 1)
    const readings: Reading[] = []
    const take = (out: readonly { type: string }[]) => {
      for (const one of out)
        if (one.type === 'reading' && !(one as Reading).provisional) readings.push(one as Reading)
    }
    tot.forEach((mentions, i) => {
      const at = start + i * 5 * MINUTE_MS
      take(
        detector.step(state, {
          type: 'counts',
          brandId: 'acme',
          at,
          mentions,
          negatives: neg[i]!,
          authors: null,
          engagement: null,
        }),
      )
    })
    take(detector.advance(state, start + (tot.length + 1) * 5 * MINUTE_MS))
    expect(readings.length).toBe(tot.length)
    let worst = 0
    readings.forEach((reading, i) => {
      const errors = [
        reading.zShare! - z_share[i]!,
        reading.zVolume! - z_vol[i]!,
        reading.score! - S[i]!,
      ]
      worst = Math.max(worst, ...errors.map(Math.abs))
    })
    expect(worst).toBeLessThan(1.5e-6)
  })
})
