import { describe, expect, test } from 'vitest'
import { startFloors } from '../../services/cli/floors.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const START = Date.UTC(2026, 2, 2)

/** Readings every `cellMs`, with as many mentions and negatives an hour as `hour` says for the hour they end in. */
function play(
  days: number,
  hour: (hoursAfter: number) => { mentions: number; negatives: number | null },
  cellMs = 5 * MINUTE_MS,
) {
  const floors = startFloors()
  const parts = HOUR_MS / cellMs
  for (let at = START + cellMs; at <= START + days * DAY_MS; at += cellMs) {
    const { mentions, negatives } = hour((at - 1 - START) / HOUR_MS)
    floors.take({
      brandId: 'acme',
      at,
      mentions: mentions / parts,
      negatives: negatives === null ? null : negatives / parts,
    })
  }
  const hours = (at: number) => Math.round(((at - START) / HOUR_MS) * 100) / 100
  return Object.fromEntries(
    Object.entries(floors.alarms()).map(([name, alarms]) => [
      name,
      alarms.map(({ at }) => hours(at)),
    ]),
  )
}

const calm = { mentions: 60, negatives: 12 }
/** From the first hour of the tenth day on, for three hours. */
const inStorm = (hours: number) => hours >= 216 && hours < 219

describe('floors', () => {
  test('even weeks alarm none of them', () => {
    const found = play(12, () => calm)
    expect(Object.values(found).flat()).toEqual([])
  })

  test('a burst of mentions at the usual number of negatives is heard by raw volume alone', () => {
    const found = play(12, (hours) => (inStorm(hours) ? { mentions: 300, negatives: 12 } : calm))
    const { rawVolume, ...others } = found
    expect(rawVolume).toHaveLength(1)
    expect(rawVolume![0]).toBeGreaterThan(216)
    expect(rawVolume![0]).toBeLessThan(217.1)
    expect(Object.values(others).flat()).toEqual([])
  })

  test('Meltwater: three times the mean hour of twelve, unless yesterday was the same', () => {
    const once = play(12, (hours) => (inStorm(hours) ? { mentions: 108, negatives: 60 } : calm))
    // 60 / (12 + 1) is 4.6; the hour under test is three quarters full when it reaches 39.
    expect(once['meltwater']).toEqual([216.58])
    const daily = play(12, (hours) => (hours % 24 < 3 ? { mentions: 108, negatives: 60 } : calm))
    expect(daily['meltwater']!.filter((hours) => hours > 48)).toEqual([])
  })

  test('Socialmetrix looks at whole hours, and is late by construction', () => {
    const found = play(14, (hours) => (hours >= 216 ? { mentions: 400, negatives: 300 } : calm))
    const [first] = found['socialmetrix']!
    expect(first! % 1).toBe(0)
    expect(first! - 216).toBeGreaterThan(found['ewmaZ1h']![0]! - 216)
  })

  test('without polarity the rules on negatives take mentions', () => {
    const blind = play(12, (hours) => ({ mentions: inStorm(hours) ? 60 : 12, negatives: null }))
    expect(blind['meltwater']).toEqual([216.58])
  })

  test('cells of an hour are read like cells of five minutes, at their end', () => {
    const found = play(
      12,
      (hours) => (inStorm(hours) ? { mentions: 108, negatives: 60 } : calm),
      HOUR_MS,
    )
    expect(found['meltwater']).toEqual([217])
  })

  test('weeks of silence cost nothing and alarm nobody', () => {
    const floors = startFloors()
    const reading = { brandId: 'acme', mentions: 3, negatives: 1 }
    floors.take({ ...reading, at: START })
    floors.take({ ...reading, at: START + 5_000 * DAY_MS })
    expect(Object.values(floors.alarms()).flat()).toEqual([])
  })
})
