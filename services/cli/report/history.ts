/** The histories of a report: what happened to each brand, when it was told, and the same in numbers. */

import { DAY_MS, MINUTE_MS, WEEK_MS } from '../../../shared/core/time.ts'
import { html, type Markup } from '../../alert/markup.ts'
import type { Judgement } from '../judgement.ts'
import { type Curve, type Curves, coarser } from './curve.ts'
import type { Speech } from './figures.ts'
import { type BrandHistory, historyChart } from './history-chart.ts'
import { table } from './table.ts'

/** More drawings than this nobody turns over. */
const MOST_BRANDS = 40
/** Beyond so many days the table has weeks. */
const MOST_DAYS = 92

/** Brands with a storm or an alarm first; the others only as far as there is room. */
export function historySection(judged: Judgement, curves: Curves, speech: Speech): Markup {
  const { words } = speech
  const named = new Set([
    ...judged.matches.map(({ label }) => label.brandId),
    ...judged.others.map(({ brandId }) => brandId),
    ...curves.brandIds(),
  ])
  const drawn = [...named].slice(0, MOST_BRANDS)
  const left = judged.brands - drawn.length
  const sections = drawn.map((brandId) => {
    const curve = curves.of(brandId)
    if (!curve || curve.points.length === 0) return undefined
    const matches = judged.matches.filter(({ label }) => label.brandId === brandId)
    const others = judged.others.filter((alarm) => alarm.brandId === brandId)
    return brandSection({ curve, matches, others }, speech)
  })
  return html`<h2>${words.brand}</h2>
${legend(speech)}
${sections}
${left > 0 ? html`<p class="dim">${words.more(left)}</p>` : undefined}`
}

function legend({ words }: Speech): Markup {
  const key = (shape: Markup, name: string) =>
    html`<span><svg viewBox="0 0 18 12" aria-hidden="true">${shape}</svg>${name}</span>`
  const box = (kind: string) => html`<rect class="${kind}" x="1" y="1" width="16" height="10"/>`
  const line = (kind: string) => html`<path class="${kind}" d="M0 6H18"/>`
  return html`<p class="key">${key(box('mentions'), words.mentions)}${key(box('negatives'), words.negatives)}${key(line('score'), words.score)}${key(line('warn'), words.threshold)}${key(box('window'), words.window)}${key(html`<line class="peak" x1="9" x2="9" y1="0" y2="12"/>`, words.peak)}${key(html`<path class="hit" d="M4 11L14 11L9 1Z"/>`, words.hit)}${key(html`<path class="miss" d="M4 1L14 1L9 11Z"/>`, words.miss)}</p>`
}

function brandSection(history: BrandHistory, speech: Speech): Markup {
  const { words } = speech
  const { curve, matches, others } = history
  const moments = [
    ...matches.map((match) => ({ at: match.label.start, row: matchRow(match, speech) })),
    ...others.map((alarm) => ({
      at: alarm.at,
      row: ['–', '–', speech.time(alarm.at), String(alarm.level), words.noLabel],
    })),
  ].sort((a, b) => a.at - b.at)
  return html`<h3>${curve.brandId}</h3>
${historyChart(history, speech)}
${
  moments.length === 0
    ? undefined
    : table(
        [words.from, words.to, words.alarm, words.level, words.verdict],
        moments.map(({ row }) => row),
        true,
      )
}
${table([words.day, words.mentions, words.negatives, words.highest], dayRows(curve, speech), true)}`
}

function matchRow({ label, alarm }: Judgement['matches'][number], speech: Speech): string[] {
  const { words, time, number } = speech
  const span = [time(label.start), time(label.end)]
  if (!alarm) return [...span, '–', '–', words.missed]
  const minutes = (ms: number) => number(Math.abs(Math.round(ms / MINUTE_MS)))
  const verdict =
    label.peak === undefined
      ? words.after(minutes(alarm.at - label.start))
      : alarm.at < label.peak
        ? words.early(minutes(label.peak - alarm.at))
        : words.late(minutes(alarm.at - label.peak))
  return [...span, time(alarm.at), String(alarm.level), verdict]
}

function dayRows({ points, stepMs }: Curve, { words, time, number }: Speech): string[][] {
  const days = (points.at(-1)!.from + stepMs - points[0]!.from) / DAY_MS
  return coarser(points, Math.max(stepMs, days > MOST_DAYS ? WEEK_MS : DAY_MS)).map((point) => [
    time(point.from),
    ...[point.mentions, point.negatives].map((one) =>
      one === null ? words.unknown : number(Math.round(one)),
    ),
    point.score === null ? words.unknown : number(point.score, 2),
  ])
}
