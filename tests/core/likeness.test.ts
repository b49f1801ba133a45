import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CURVE_HOURS,
  LEAST_FEATURES,
  likeness,
  PACES,
  type StormShape,
  shapeOf,
} from '../../shared/core/likeness.ts'
import type { Cause, Reading } from '../../shared/core/storm.ts'
import { KNOWN_STORMS } from '../../shared/core/storm-library.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { reading, T0 } from '../harness/live-samples.ts'

const POST: Cause = {
  ...{ kind: 'post', text: '', seen: 900, expected: 40, surprise: 12 },
  ...{ likes: 800, comments: 80, shares: 20 },
  talk: { channels: [{ source: 'facebook', critics: 9 }] },
}
const VOICES: Cause = { kind: 'share', text: '', seen: 96, expected: 36, surprise: 5 }

/** A reading every five minutes for so many hours; `times` as much criticism as usual by age in hours. */
function readings(hours: number, times: (age: number) => number, more: Partial<Reading> = {}) {
  return Array.from({ length: hours * 12 }, (_, i) => {
    const at = T0 + (i + 1) * 5 * MINUTE_MS
    const base = reading(at)
    const negatives = 4 * times((at - T0) / HOUR_MS)
    const window = { ...base.window, mentions: 2 * negatives, negatives, expectedNegatives: 4 }
    return { ...base, ...more, window: { ...window, authors: negatives / 2 } }
  })
}

describe('the shape of a storm', () => {
  test('is read from its causes and readings; what is not known is missing', () => {
    const growing = readings(5, (age) => 2 ** age, { doublingTimeMin: 60 })
    const shape = shapeOf({ startedAt: T0, causes: [POST] }, growing)
    expect(shape).toMatchObject({ lead: 'post', pace: 'hours', doublingMin: 60, share: 0.5 })
    expect(shape).toMatchObject({ authors: 0.5, channels: 1, commentsPerLike: 0.1 })
    expect(shape.curve!.map((times) => times && Math.round(times))).toEqual([
      ...[2, 4, 16],
      ...[undefined, undefined, undefined],
    ])
    expect(shapeOf({ startedAt: T0, causes: [VOICES] }, [])).toEqual({ lead: 'voices' })
    expect(shapeOf({ startedAt: T0, causes: [{ ...VOICES, kind: 'slow' }] }, [])).toEqual({
      lead: 'drift',
      pace: 'weeks',
    })
  })

  test('has no age that no reading stands for', () => {
    const gap = readings(9, () => 3).filter(({ at }) => at < T0 + HOUR_MS || at > T0 + 7 * HOUR_MS)
    const { curve } = shapeOf({ startedAt: T0, causes: [VOICES] }, gap)
    expect(curve!.map((times) => times !== undefined)).toEqual([
      ...[true, false, false, true],
      ...[false, false],
    ])
  })
})

const part = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined })
const positive = fc.option(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { nil: undefined })
const shapes: fc.Arbitrary<StormShape> = fc
  .record({
    lead: fc.constantFrom('post', 'voices', 'drift'),
    pace: fc.option(fc.constantFrom(...PACES), { nil: undefined }),
    doublingMin: positive,
    curve: fc.array(positive, { minLength: CURVE_HOURS.length, maxLength: CURVE_HOURS.length }),
    share: part,
    authors: part,
    channels: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    commentsPerLike: positive,
  })
  .map((shape) => shape as StormShape)

describe('likeness', () => {
  test('is the same both ways, within bounds, and the sum that it shows', () => {
    fc.assert(
      fc.property(shapes, shapes, (one, other) => {
        const found = likeness(one, other)
        expect(likeness(other, one)).toEqual(found)
        if (!found) return
        expect(found.compared.length).toBeGreaterThanOrEqual(LEAST_FEATURES)
        for (const { like } of found.compared) {
          expect(like).toBeGreaterThanOrEqual(0)
          expect(like).toBeLessThanOrEqual(1)
        }
        const sum = found.compared.reduce((total, { like }) => total + like, 0)
        expect(found.like).toBe(sum / (found.compared.length + 1))
      }),
    )
  })

  test('nothing is more like a storm than itself', () => {
    fc.assert(
      fc.property(shapes, shapes, (one, other) => {
        const [self, found] = [likeness(one, one), likeness(one, other)]
        if (self && found) expect(found.like).toBeLessThanOrEqual(self.like + 1e-12)
      }),
    )
  })

  test('cannot be told from fewer than three features', () => {
    expect(likeness({ lead: 'post', channels: 1 }, { lead: 'post', channels: 1 })).toBeUndefined()
    const three = { lead: 'post', channels: 1, share: 0.5 } as const
    expect(likeness(three, { ...three, share: 0.3 })).toEqual({
      like: 2.8 / 4,
      compared: [
        { feature: 'lead', like: 1 },
        { feature: 'share', like: 0.8 },
        { feature: 'channels', like: 1 },
      ],
    })
  })

  test('one complaint that thousands like is most like the founding case, a week of grumbling like the slow one', () => {
    const likest = (shape: StormShape) =>
      KNOWN_STORMS.map(({ id, shape: other }) => ({
        id,
        like: likeness(shape, other)?.like ?? 0,
      })).sort((a, b) => b.like - a.like)[0]!.id
    const growing = readings(5, (age) => 2 ** age, { doublingTimeMin: 60 })
    expect(likest(shapeOf({ startedAt: T0, causes: [POST] }, growing))).toBe('vodafone-2012')
    const slow = { ...VOICES, kind: 'slow', talk: POST.talk! } as const
    expect(
      likest(
        shapeOf(
          { startedAt: T0, causes: [slow] },
          readings(9, () => 2),
        ),
      ),
    ).toBe('dell-2005')
    expect(likest(shapeOf({ startedAt: T0, causes: [VOICES] }, growing))).toBe('german-2021')
  })
})
