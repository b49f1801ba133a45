/** Schedules on our own clock: once each, in the nights in which clocks change too, and whatever was slept through. */

import { describe, expect, it } from 'vitest'
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { manualClock } from '../../shared/edge/clock.ts'
import { cronProblem, onSchedule } from '../../shared/edge/cron.ts'

const instant = (text: string): number => Date.parse(text)

/** When it ran, the clock being moved in steps of so much. */
function runs(
  expression: string,
  timeZone: string,
  { from, to, stepMs = MINUTE_MS }: { from: string; to: string; stepMs?: number },
): string[] {
  const clock = manualClock(instant(from))
  const ran: string[] = []
  const end = onSchedule({ expression, timeZone }, { clock }, (at) => ran.push(formatInstant(at)))
  while (clock.now() < instant(to)) clock.moveTo(clock.now() + stepMs)
  end()
  clock.moveTo(clock.now() + DAY_MS)
  return ran
}

/** In Berlin clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October. */
const SPRING = { from: '2026-03-28T12:00:00Z', to: '2026-03-30T12:00:00Z' }
const AUTUMN = { from: '2026-10-24T12:00:00Z', to: '2026-10-26T12:00:00Z' }

describe('a schedule', () => {
  it('comes at its hour on the clock of the zone, before and after the change', () => {
    expect(runs('0 8 * * *', 'Europe/Berlin', SPRING)).toEqual([
      '2026-03-29T06:00:00Z',
      '2026-03-30T06:00:00Z',
    ])
    expect(runs('0 8 * * *', 'Europe/Berlin', AUTUMN)).toEqual([
      '2026-10-25T07:00:00Z',
      '2026-10-26T07:00:00Z',
    ])
  })

  it('at an hour that is left out comes at its end, once', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', SPRING)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ])
    expect(runs('*/20 2 * * 0', 'Europe/Berlin', SPRING)).toEqual(['2026-03-29T01:00:00Z'])
  })

  it('at an hour that comes twice comes the first time only', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', AUTUMN)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ])
  })

  it('that was slept through is made up for, a day at most', () => {
    const slept = { from: '2026-03-02T00:00:00Z', to: '2026-03-07T00:00:00Z', stepMs: 5 * DAY_MS }
    expect(runs('0 8 * * *', 'UTC', slept)).toHaveLength(5)
    const clock = manualClock(instant('2026-03-02T12:00:00Z'))
    const ran: number[] = []
    const options = { clock, from: clock.now() - 5 * DAY_MS }
    onSchedule({ expression: '0 8 * * *', timeZone: 'UTC' }, options, (at) => ran.push(at))
    expect(ran.map(formatInstant)).toEqual(['2026-03-02T08:00:00Z'])
  })

  it('comes once whatever the steps of the clock', () => {
    for (const stepMs of [7_000, MINUTE_MS, 11 * MINUTE_MS, 5 * HOUR_MS])
      expect(
        runs('17 */6 1-2 * *', 'America/New_York', {
          from: '2026-03-01T00:00:00Z',
          to: '2026-03-03T12:00:00Z',
          stepMs,
        }),
      ).toEqual([
        '2026-03-01T05:17:00Z',
        '2026-03-01T11:17:00Z',
        '2026-03-01T17:17:00Z',
        '2026-03-01T23:17:00Z',
        '2026-03-02T05:17:00Z',
        '2026-03-02T11:17:00Z',
        '2026-03-02T17:17:00Z',
        '2026-03-02T23:17:00Z',
      ])
  })
})

describe('an expression', () => {
  it.each([['0 8 * * *'], ['*/15 * * * 1-5'], ['0 0 1 jan *']])('%s is one', (expression) => {
    expect(cronProblem(expression)).toBeUndefined()
  })

  it.each([
    ['0 8 * *', 'must have five fields'],
    ['* * * * * *', 'must have five fields'],
    ['0 25 * * *', 'has no hour 25'],
    ['0 8 * * mon-frog', 'has no day of week mon-frog'],
    ['', 'must have five fields'],
  ])('%s is none', (expression, why) => {
    expect(cronProblem(expression)).toContain(why)
  })
})
