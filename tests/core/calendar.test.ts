import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatInstant,
  HOUR_MS,
  localDate,
  localMinutes,
  localTime,
  MINUTE_MS,
  nextLocalTime,
  zoneAbbreviation,
} from '../../shared/core/time.ts'

const at = (text: string) => Date.parse(text)
const BERLIN = 'Europe/Berlin'

test('what the clock on the wall shows', () => {
  expect(localTime(at('2026-03-14T23:10:00Z'), BERLIN)).toEqual({
    date: '2026-03-15',
    minutes: 10,
    weekday: 0,
  })
  expect(localMinutes(at('2026-07-01T22:00:00Z'), BERLIN)).toBe(0)
  expect(localDate(at('2026-07-01T22:00:00Z'), 'America/New_York')).toBe('2026-07-01')
})

test('zones have the names that people know', () => {
  expect(zoneAbbreviation(at('2026-03-14T12:00:00Z'), BERLIN, 'de')).toBe('MEZ')
  expect(zoneAbbreviation(at('2026-07-14T12:00:00Z'), BERLIN, 'de')).toBe('MESZ')
  expect(zoneAbbreviation(at('2026-07-14T12:00:00Z'), BERLIN, 'en')).toBe('CEST')
  expect(zoneAbbreviation(at('2026-07-14T12:00:00Z'), 'UTC', 'en')).toBe('UTC')
})

describe('the next time that the clock shows an hour', () => {
  test.each([
    ['later today', '2026-03-02T23:30:00Z', 7 * 60, '2026-03-03T06:00:00Z'],
    ['tomorrow, when it is that time now', '2026-03-03T06:00:00Z', 7 * 60, '2026-03-04T06:00:00Z'],
    [
      'after the night that is an hour shorter',
      '2026-03-28T22:00:00Z',
      7 * 60,
      '2026-03-29T05:00:00Z',
    ],
    [
      'after the night that is an hour longer',
      '2026-10-24T21:00:00Z',
      7 * 60,
      '2026-10-25T06:00:00Z',
    ],
    [
      'an hour that does not exist, as if it did',
      '2026-03-28T22:00:00Z',
      150,
      '2026-03-29T01:30:00Z',
    ],
    ['the first of two', '2026-10-24T21:00:00Z', 150, '2026-10-25T00:30:00Z'],
    ['the second of two', '2026-10-25T00:30:00Z', 150, '2026-10-25T01:30:00Z'],
  ])('%s', (_, from, minutes, expected) => {
    expect(formatInstant(nextLocalTime(at(from), minutes, BERLIN))).toBe(expected)
  })

  test('is later, within a day and an hour, and shows that time unless it does not exist', () => {
    const zones = [BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
        fc.integer({ min: 0, max: 1439 }),
        fc.constantFrom(...zones),
        (from, minutes, zone) => {
          const found = nextLocalTime(from, minutes, zone)
          expect(found).toBeGreaterThan(from)
          expect(found - from).toBeLessThanOrEqual(25 * HOUR_MS)
          const late = (localMinutes(found, zone) - minutes + 1440) % 1440
          expect([0, 30, 60]).toContain(late)
          if (late === 0) expect(found % MINUTE_MS).toBe(0)
        },
      ),
    )
  })
})
