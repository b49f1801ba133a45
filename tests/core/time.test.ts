import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  floorTo,
  formatDuration,
  formatInstant,
  parseDuration,
  parseInstant,
} from '../../shared/core/time.ts'

describe('instants', () => {
  test.each<[string, string]>([
    ['2026-03-02T09:12:31Z', '2026-03-02T09:12:31Z'],
    ['2026-03-02T09:12:31.5Z', '2026-03-02T09:12:31.500Z'],
    ['2026-03-02T09:12:31.123456789Z', '2026-03-02T09:12:31.123Z'],
    ['2026-03-02T09:12Z', '2026-03-02T09:12:00Z'],
    ['2026-03-02T10:12:31+01:00', '2026-03-02T09:12:31Z'],
    ['2026-03-02T10:12:31+0100', '2026-03-02T09:12:31Z'],
    ['2026-03-02T04:12:31-05:00', '2026-03-02T09:12:31Z'],
    ['2026-03-02 09:12:31', '2026-03-02T09:12:31Z'],
    ['2026-03-02T09:12:31', '2026-03-02T09:12:31Z'],
    ['2026-03-02', '2026-03-02T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s is %s', (text, instant) => {
    expect(formatInstant(parseInstant(text)!)).toBe(instant)
  })

  test.each([
    ...[
      '',
      'yesterday',
      '2026',
      '2026-03',
      '2026-3-2',
      '02.03.2026',
      '2026-03-02T09',
      '2026-03-02T',
    ],
    ...[
      '2026-02-31',
      '2026-02-31T00:00:00Z',
      '2026-13-01',
      '2026-00-10',
      '2025-02-29',
      '2026-03-00',
    ],
    ...[
      '2026-03-02T25:00:00Z',
      '2026-03-02T09:61:00Z',
      '2026-03-02T09:12:60Z',
      '2026-03-02T09:12:31+1',
    ],
    ...[
      '2026-03-02T09:12:31+99:99',
      '2026-03-02T09:12:31Z ',
      '２026-03-02',
      '2026-03-02T09:12:31.Z',
    ],
    ...[1_772_442_751_000, 1_772_442_751, null, undefined, {}, [], true, Number.NaN],
    '2026-03-02T09:12:31Z'.repeat(9),
  ])('%s is none', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }), (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at)
      }),
    )
  })

  test('a cell begins at or before what it holds', () => {
    expect(floorTo(299_999, 300_000)).toBe(0)
    expect(floorTo(300_000, 300_000)).toBe(300_000)
    expect(floorTo(-1, 300_000)).toBe(-300_000)
  })
})

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['6h', 21_600_000],
    ['14d', 1_209_600_000],
    ['13mo', 33_696_000_000],
    ['2y', 63_072_000_000],
    ['1.5h', 5_400_000],
    [' 10 m ', 600_000],
    ['250ms', 250],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test.each([
    '',
    '10',
    'm',
    '10x',
    '-5m',
    '1e3s',
    '10m5s',
    '5 minutes',
    10,
    null,
    `${'9'.repeat(400)}d`,
  ])('%s is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  test('the shortest spelling is read back', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000_000), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
    expect(formatDuration(300_000)).toBe('5m')
  })
})
