/** The history of one brand as a drawing: volume above, score below, labelled storms and alarms over both. */

import type { EpochMs } from '../../../shared/core/time.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/core/time.ts'
import { html, type Markup } from '../../alert/markup.ts'
import type { Alarm, Judgement } from '../judgement.ts'
import type { Curve, CurvePoint } from './curve.ts'
import type { Speech } from './figures.ts'

const WIDTH = 960
const LEFT = 52
const RIGHT = 8
const VOLUME = { top: 10, height: 130 }
const SCORE = { top: 160, height: 90 }
const HEIGHT = 282
const MOST_DATES = 8

export interface BrandHistory {
  readonly curve: Curve
  readonly matches: Judgement['matches']
  readonly others: readonly Alarm[]
}

interface Scale {
  x(at: EpochMs): string
  readonly from: EpochMs
  readonly to: EpochMs
}

export function historyChart({ curve, matches, others }: BrandHistory, speech: Speech): Markup {
  const { words } = speech
  const { brandId, stepMs, points } = curve
  const scale = timeScale(points[0]!.from, points.at(-1)!.from + stepMs)
  const perHour = (count: number | null) => (count === null ? null : (count * HOUR_MS) / stepMs)
  const most = Math.max(1, ...points.map(({ mentions }) => perHour(mentions) ?? 0))
  const highest = Math.max(1, ...points.map((one) => Math.max(one.score ?? 0, one.warnAt ?? 0)))
  const volume = (value: (point: CurvePoint) => number | null) =>
    area(points, scale, stepMs, (point) => perHour(value(point)), most)
  const line = (value: (point: CurvePoint) => number | null) =>
    path(points, scale, (point) => value(point), highest)
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.chart(brandId)}">
${matches.map(({ label }) => windowOf(label.start, label.end, label.peak, scale))}
<path class="mentions" d="${volume(({ mentions }) => mentions)}"/>
<path class="negatives" d="${volume(({ negatives }) => negatives)}"/>
<path class="score" d="${line(({ score }) => score)}"/>
<path class="warn" d="${line(({ warnAt }) => warnAt)}"/>
${axis(VOLUME, most, words.perHour, speech)}
${axis(SCORE, highest, words.score, speech)}
${dates(scale, speech)}
${matches.map(({ alarm }) => alarm && marker(alarm, 'hit', scale))}
${others.map((alarm) => marker(alarm, 'miss', scale))}
</svg>`
}

function timeScale(from: EpochMs, to: EpochMs): Scale {
  const width = WIDTH - LEFT - RIGHT
  return {
    from,
    to,
    x: (at) => {
      const part = (Math.min(to, Math.max(from, at)) - from) / Math.max(1, to - from)
      return (LEFT + part * width).toFixed(1)
    },
  }
}

/** A step for each stretch, down to the ground where nothing is known. */
function area(
  points: readonly CurvePoint[],
  scale: Scale,
  stepMs: number,
  value: (point: CurvePoint) => number | null,
  most: number,
): string {
  const ground = VOLUME.top + VOLUME.height
  let out = `M${scale.x(scale.from)} ${ground}`
  let reached = scale.from
  for (const point of points) {
    const found = value(point)
    if (found === null) continue
    if (point.from > reached) out += `V${ground}H${scale.x(point.from)}`
    const y = ground - (found / most) * VOLUME.height
    out += `V${y.toFixed(1)}H${scale.x(point.from + stepMs)}`
    reached = point.from + stepMs
  }
  return `${out}V${ground}Z`
}

function path(
  points: readonly CurvePoint[],
  scale: Scale,
  value: (point: CurvePoint) => number | null,
  highest: number,
): string {
  let out = ''
  let pen = 'M'
  for (const point of points) {
    const found = value(point)
    if (found === null) {
      pen = 'M'
      continue
    }
    const y = SCORE.top + SCORE.height - (Math.max(0, found) / highest) * SCORE.height
    out += `${pen}${scale.x(point.from)} ${y.toFixed(1)}`
    pen = 'L'
  }
  return out
}

function windowOf(start: EpochMs, end: EpochMs, peak: EpochMs | undefined, scale: Scale): Markup {
  const [from, to] = [Number(scale.x(start)), Number(scale.x(end))]
  const height = SCORE.top + SCORE.height - VOLUME.top
  const at = peak === undefined ? undefined : scale.x(peak)
  return html`<rect class="window" x="${from}" y="${VOLUME.top}" width="${Math.max(2, to - from).toFixed(1)}" height="${height}"/>
${at && html`<line class="peak" x1="${at}" x2="${at}" y1="${VOLUME.top}" y2="${VOLUME.top + height}"/>`}`
}

/** Right ones are filled and point up, false ones are hollow and point down: colour alone says nothing. */
function marker({ at }: Alarm, kind: 'hit' | 'miss', scale: Scale): Markup {
  const x = Number(scale.x(at))
  const [tip, foot] = kind === 'hit' ? [144, 156] : [156, 144]
  return html`<path class="${kind}" d="M${x - 6} ${foot}L${x + 6} ${foot}L${x} ${tip}Z"/>`
}

function axis(panel: typeof VOLUME, most: number, name: string, { number }: Speech): Markup {
  const ground = panel.top + panel.height
  const digits = most < 10 ? 1 : 0
  const middle = panel.top + panel.height / 2
  return html`<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${ground}" y2="${ground}"/>
<text x="${LEFT - 5}" y="${panel.top + 9}" text-anchor="end">${number(most, digits)}</text>
<text x="${LEFT - 5}" y="${ground}" text-anchor="end">0</text>
<text x="${-middle}" y="12" transform="rotate(-90)" text-anchor="middle">${name}</text>`
}

function dates({ from, to, x }: Scale, { tick }: Speech): Markup {
  const long = to - from > 3 * DAY_MS
  const unit = long ? DAY_MS : HOUR_MS
  const step = Math.max(1, Math.ceil((to - from) / unit / MOST_DATES)) * unit
  const marks: Markup[] = []
  for (let at = Math.ceil(from / step) * step; at < to; at += step)
    marks.push(
      html`<text x="${x(at)}" y="${HEIGHT - 12}" text-anchor="${Number(x(at)) > WIDTH - 40 ? 'end' : 'middle'}">${tick(at, !long)}</text><line class="axis" x1="${x(at)}" x2="${x(at)}" y1="${SCORE.top + SCORE.height}" y2="${SCORE.top + SCORE.height + 5}"/>`,
    )
  return html`${marks}`
}
