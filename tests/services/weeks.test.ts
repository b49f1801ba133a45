import { beforeAll, describe, expect, test } from 'vitest'
import { PROFILES } from '../../services/cli/weeks/brands.ts'
import { DECOYS } from '../../services/cli/weeks/decoy-scripts.ts'
import { judgeWeeks, type Telling } from '../../services/cli/weeks/judge.ts'
import { type BrandWeeks, drawBrandWeeks } from '../../services/cli/weeks/plan.ts'
import { type Heard, listener } from '../../services/cli/weeks/play.ts'
import { sentimentOf, weeksText } from '../../services/cli/weeks/report.ts'
import { STORMS } from '../../services/cli/weeks/storm-scripts.ts'
import { trueLevel } from '../../services/cli/weeks/truth.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const SMALL = PROFILES.findIndex(({ id }) => id === 'almondfinch')
const TINY = PROFILES.findIndex(({ id }) => id === 'klinikad')

const draw = (index: number, turn = 0) => drawBrandWeeks('test', turn, index)

describe('simulated weeks', () => {
  test('are the same for the same seed, in the order of knowing, and end with the weeks', () => {
    const weeks = draw(SMALL)
    expect(draw(SMALL).records).toEqual(weeks.records)
    expect(drawBrandWeeks('other', 0, SMALL).records).not.toEqual(weeks.records)
    const known = weeks.records.map(({ observedAt }) => observedAt)
    expect(known).toEqual([...known].sort((a, b) => a - b))
    expect(known.at(-1)!).toBeLessThan(weeks.to)
  })

  test('say about as much, and as much of it negative, as the brand is used to', () => {
    const { profile, truths } = draw(SMALL)
    const everyday = [...truths.values()].filter(({ episode }) => episode === undefined)
    expect(everyday.length / 35 / profile.perDay).toBeGreaterThan(0.7)
    expect(everyday.length / 35 / profile.perDay).toBeLessThan(1.3)
    const bad = everyday.filter(({ mood }) => mood === 'negative').length
    expect(bad / everyday.length).toBeCloseTo(profile.negative, 1)
  })

  test('leave two weeks alone; then each episode has its summit between its ends', () => {
    for (const index of [SMALL, TINY, 0]) {
      const { episodes, from } = draw(index, 1)
      expect(episodes.some(({ storm }) => storm)).toBe(true)
      expect(episodes.some(({ storm }) => !storm)).toBe(true)
      for (const { startAt, peakAt, endAt } of episodes) {
        expect(startAt).toBeGreaterThanOrEqual(from + 14 * DAY_MS)
        expect(peakAt).toBeGreaterThanOrEqual(startAt)
        expect(endAt).toBeGreaterThanOrEqual(peakAt)
      }
    }
  })

  test('eight draws hold every kind of storm and of decoy', () => {
    const kinds = new Set<string>()
    for (let turn = 0; turn < 8; turn++)
      for (const index of [SMALL, TINY, SMALL - 1, 12])
        for (const { kind } of draw(index, turn).episodes) kinds.add(kind)
    for (const { kind } of [...STORMS, ...DECOYS]) expect(kinds).toContain(kind)
  })
})

/** A brand's weeks with an episode from hour 0 to its peak at hour 4 and its end at hour 10. */
function scripted(storm: boolean): { weeks: BrandWeeks; startAt: number; heard: Heard } {
  const weeks = draw(TINY)
  const startAt = weeks.from + 20 * DAY_MS
  const times = { startAt, peakAt: startAt + 4 * HOUR_MS, endAt: startAt + 10 * HOUR_MS }
  const levels = [{ at: startAt + 4 * HOUR_MS, level: 3 as const }]
  const heard = { levels } as unknown as Heard
  return { weeks: { ...weeks, episodes: [{ kind: 'k', storm, ...times }] }, startAt, heard }
}

describe('the judge', () => {
  const at = (startAt: number, hours: number, opened = true): Telling => ({
    at: startAt + hours * HOUR_MS,
    opened,
  })
  const judge = (storm: boolean, hours: readonly [number, boolean][]) => {
    const { weeks, startAt, heard } = scripted(storm)
    const tellings = hours.map(([after, opened]) => at(startAt, after, opened))
    return judgeWeeks(weeks, tellings, heard)
  }

  test('a storm is caught by the first word of it, before its peak or only ever', () => {
    const early = judge(true, [[1, true]]).storms[0]!
    expect(early).toMatchObject({ caught: true, beforePeak: true, delayMinutes: 60, level: 3 })
    const late = judge(true, [[5, false]]).storms[0]!
    expect(late).toMatchObject({ caught: true, beforePeak: false })
    expect(judge(true, [[-1, true]]).storms[0]!).toMatchObject({ caught: false })
  })

  test('what opens elsewhere is false; what is left of a storm, and a rise, is not', () => {
    const alarms = (hours: readonly [number, boolean][]) =>
      judge(true, hours).falseAlarms[0]!.alarms
    expect(alarms([[-1, true]])).toBe(1)
    expect(alarms([[-1, false]])).toBe(0)
    expect(alarms([[15, true]])).toBe(0)
    expect(alarms([[17, true]])).toBe(1)
    // The first two weeks do not count.
    expect(alarms([[-20 * 24 + 1, true]])).toBe(0)
  })

  test('an alarm in a decoy is false, and the decoy has alarmed', () => {
    const { decoys, falseAlarms } = judge(false, [[12, true]])
    expect(decoys).toMatchObject([{ kind: 'k', alarmed: true }])
    expect(falseAlarms).toMatchObject([{ alarms: 1, inDecoys: 1, weeks: 3 }])
    expect(judge(false, [[14, true]]).decoys[0]!.alarmed).toBe(false)
  })
})

describe('the level by the truth', () => {
  test('of a post grows with its size against the usual largest', () => {
    const weeks = draw(SMALL)
    const at = weeks.from + 20 * DAY_MS
    const level = (sizeAtPeak: number) =>
      trueLevel(
        { ...weeks, records: [] },
        { kind: 'k', storm: true, startAt: at, peakAt: at, endAt: at, sizeAtPeak },
      )
    // Without any post before it the usual largest is what is worth a look at all: 20.
    expect([level(100), level(250), level(2_500)]).toEqual([2, 3, 4])
  })
})

describe('through the product', () => {
  let own: Heard
  let told: Heard
  beforeAll(() => {
    const listen = listener()
    // A calm brand with a campaign against it (kinds go round).
    const weeks = draw(SMALL, 0)
    own = listen(weeks, 'own')
    told = listen(weeks, 'told')
  })

  test('every mention is matched, and the sentiment is its own unless it is told', () => {
    expect(own.found).toBe(own.weeks.truths.size)
    expect(told.rightNegatives).toBe(told.trueNegatives)
    expect(told.wrongNegatives).toBe(0)
    expect(own.rightNegatives).toBeLessThan(own.trueNegatives)
    expect(sentimentOf([own]).foundPercent).toBe(100)
  })

  test('told the polarity it opens a storm; a report says by kind what was caught', () => {
    const judged = judgeWeeks(
      told.weeks,
      told.told.map(({ at, change }) => ({ at, opened: change === 'opened' })),
      told,
    )
    expect(judged.storms.some(({ caught }) => caught)).toBe(true)
    const { falseAlarms } = judged
    const rows = [{ name: 'sturmwarte', judged }]
    const text = weeksText({ seed: 's', draws: 1, rows, sentiment: sentimentOf([told]) })
    expect(falseAlarms[0]!.weeks).toBe(3)
    for (const { kind } of judged.storms) expect(text).toMatch(new RegExp(`^${kind} +\\d`, 'm'))
    for (const { kind } of judged.decoys) expect(text).toContain(kind)
    expect(text).not.toContain('NaN')
    expect(told.levels.at(-1)!.at).toBeGreaterThan(told.weeks.to - 10 * MINUTE_MS)
  })
})
