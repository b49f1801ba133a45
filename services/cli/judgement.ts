/**
 * How good alarms were against labelled storms. Rules fixed before running (DETECTION 6): an alarm matches at most
 * one storm; a match lies between its start and its end; every other alarm is false.
 */

import type { EpochMs } from '../../shared/core/time.ts'
import { MINUTE_MS, WEEK_MS } from '../../shared/core/time.ts'
import type { Label } from './labels.ts'

export interface Alarm {
  readonly brandId: string
  readonly at: EpochMs
  readonly level: number
}

/** Per brand: where its history begins and ends. */
export type Spans = ReadonlyMap<string, { readonly from: EpochMs; readonly to: EpochMs }>

export interface Judgement {
  readonly brands: number
  readonly brandWeeks: number
  readonly storms: number
  readonly caught: number
  readonly caughtBeforePeak: number
  /** Peak minus alarm, of the storms caught that name a peak; null where there is none. */
  readonly leadMinutesMedian: number | null
  /** Alarm minus start, of the storms caught. */
  readonly delayMinutesMedian: number | null
  readonly falseAlarms: number
  readonly falseAlarmsPerBrandWeek: number
  readonly matches: readonly { readonly label: Label; readonly alarm: Alarm | undefined }[]
  readonly others: readonly Alarm[]
}

export function judgeAlarms(
  alarms: readonly Alarm[],
  labels: readonly Label[],
  spans: Spans,
): Judgement {
  const left = new Set(alarms)
  const matches = labels.map((label) => {
    const alarm = alarms.find(
      (one) =>
        left.has(one) &&
        one.brandId === label.brandId &&
        one.at >= label.start &&
        one.at <= label.end,
    )
    if (alarm) left.delete(alarm)
    return { label, alarm }
  })
  const caught = matches.filter(
    (match): match is { label: Label; alarm: Alarm } => match.alarm !== undefined,
  )
  const withPeak = caught.filter(({ label }) => label.peak !== undefined)
  let weeks = 0
  for (const { from, to } of spans.values()) weeks += Math.max(0, to - from) / WEEK_MS
  return {
    brands: spans.size,
    brandWeeks: Math.round(weeks * 100) / 100,
    storms: labels.length,
    caught: caught.length,
    caughtBeforePeak: withPeak.filter(({ label, alarm }) => alarm.at < label.peak!).length,
    leadMinutesMedian: median(
      withPeak.map(({ label, alarm }) => (label.peak! - alarm.at) / MINUTE_MS),
    ),
    delayMinutesMedian: median(
      caught.map(({ label, alarm }) => (alarm.at - label.start) / MINUTE_MS),
    ),
    falseAlarms: left.size,
    falseAlarmsPerBrandWeek: weeks > 0 ? Math.round((left.size / weeks) * 1000) / 1000 : 0,
    matches,
    others: [...left],
  }
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const value =
    sorted.length % 2 === 1
      ? sorted[Math.floor(middle)]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2
  return Math.round(value * 10) / 10
}
