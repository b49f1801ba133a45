/** The series as they were recorded, volume alone: labelled moments met at an equal budget of alerts. */

import { MINUTE_MS } from '../../../shared/core/time.ts'
import { TICK_MS, WEEK_TICKS } from './background.ts'
import type { Contestant } from './contestant.ts'
import type { RecordedSeries } from './recorded.ts'
import { alertTicks } from './verdict.ts'

export interface Moments {
  readonly met: number
  readonly of: number
  readonly threshold: number
}

/** Alerts per series and week outside labelled windows; each window with an alert in it is a moment met. */
export function momentsMet(
  contestants: (series: RecordedSeries) => Contestant,
  recorded: readonly RecordedSeries[],
  perWeek: number,
): Moments {
  const scored = recorded.map((series) => {
    const runner = contestants(series).start()
    const scores = Float32Array.from(series.mentions, (count) => runner.tick(count, count).score)
    return { series, scores, windows: windowsOf(series) }
  })
  const weeks = scored.reduce((sum, { scores }) => sum + scores.length / WEEK_TICKS, 0)
  const judged = (threshold: number) => {
    let [met, others] = [0, 0]
    for (const { scores, windows } of scored) {
      const ticks = alertTicks(scores, threshold)
      met += windows.filter(([from, to]) => ticks.some((one) => one >= from && one <= to)).length
      others += ticks.filter((one) => !windows.some(([a, b]) => one >= a && one <= b)).length
    }
    return { met, others }
  }
  let [low, high] = [0, 1_000]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (judged(middle).others <= perWeek * weeks) high = middle
    else low = middle
  }
  const of = recorded.reduce((sum, { labels }) => sum + labels.length, 0)
  return { met: judged(high).met, of, threshold: high }
}

function windowsOf(series: RecordedSeries): [number, number][] {
  const tick = (at: number) => Math.floor((at - series.startAt) / TICK_MS)
  return series.labels.map(({ start, end }) => [tick(start), tick(end + MINUTE_MS)])
}
