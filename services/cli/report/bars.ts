/** Shares as horizontal bars, and two figures against each other as a line: drawings that need no script. */

import { html, type Markup } from '../../alert/markup.ts'
import type { Speech } from './figures.ts'

export interface Bar {
  readonly name: string
  /** Percent: the filled part, and an outline that holds it. */
  readonly filled: number
  readonly outline?: number
  /** Percent. */
  readonly range?: readonly [low: number, high: number] | null
  /** The product itself, in its colour. */
  readonly own: boolean
}

const WIDTH = 960
const LEFT = 330
const ROW = 22
const TOP = 4
const NUMBERS = 60

export function barChart(bars: readonly Bar[], title: string, { number }: Speech): Markup {
  const x = (percent: number) => LEFT + (percent / 100) * (WIDTH - LEFT - NUMBERS)
  const height = TOP + bars.length * ROW + 20
  const ground = TOP + bars.length * ROW
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
${[0, 25, 50, 75, 100].map((percent) => html`<line class="axis" x1="${x(percent)}" x2="${x(percent)}" y1="${TOP}" y2="${ground}"/><text x="${x(percent)}" y="${ground + 14}" text-anchor="middle">${percent} %</text>`)}
${bars.map(({ name, filled, outline, range, own }, i) => {
  const y = TOP + i * ROW
  return html`<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${name}</text>
${outline ? html`<rect class="outline" x="${LEFT}" y="${y + 4}" width="${(x(outline) - LEFT).toFixed(1)}" height="14"/>` : undefined}
<rect class="${own ? 'own' : 'floor'}" x="${LEFT}" y="${y + 4}" width="${(x(filled) - LEFT).toFixed(1)}" height="14"/>
${range ? html`<line class="range" x1="${x(range[0]).toFixed(1)}" x2="${x(range[1]).toFixed(1)}" y1="${y + 11}" y2="${y + 11}"/>` : undefined}
<text x="${WIDTH - NUMBERS + 8}" y="${y + 15}">${number(filled)} %</text>`
})}
</svg>`
}

export interface Mark {
  readonly name: string
  readonly across: number
  readonly up: number
}

const PLOT = { width: 960, height: 300, left: 60, bottom: 36, top: 26, right: 60 }

/** Neighbours at one place share a name, or their names would cover each other. */
function named(marks: readonly Mark[]): Mark[] {
  const out: Mark[] = []
  for (const [i, mark] of marks.entries()) {
    const next = marks[i + 1]
    if (next && samePlace(next, mark)) continue
    const first = marks.slice(0, i + 1).findLastIndex((one) => !samePlace(one, mark)) + 1
    out.push({ ...mark, name: first === i ? mark.name : `${marks[first]!.name} … ${mark.name}` })
  }
  return out
}

function samePlace(a: Mark, b: Mark): boolean {
  return a.across === b.across && a.up === b.up
}

/** Points in their order, each with its name, joined by a line. */
export function lineChart(
  marks: readonly Mark[],
  { across, up, title }: { across: string; up: string; title: string },
  { number }: Speech,
): Markup {
  const { width, height, left, bottom, top, right } = PLOT
  const widest = Math.max(...marks.map((mark) => mark.across)) || 1
  const highest = Math.max(...marks.map((mark) => mark.up)) || 1
  const x = (value: number) => (left + (value / widest) * (width - left - right)).toFixed(1)
  const y = (value: number) =>
    (height - bottom - (value / highest) * (height - bottom - top)).toFixed(1)
  const ground = height - bottom
  const line = marks.map((mark, i) => `${i === 0 ? 'M' : 'L'}${x(mark.across)} ${y(mark.up)}`)
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<line class="axis" x1="${left}" x2="${width - right}" y1="${ground}" y2="${ground}"/>
<line class="axis" x1="${left}" x2="${left}" y1="${top}" y2="${ground}"/>
<text x="${left - 6}" y="${y(highest)}" text-anchor="end">${number(highest)}</text>
<text x="${left - 6}" y="${ground}" text-anchor="end">0</text>
<text x="${width - right}" y="${ground + 15}" text-anchor="end">${number(widest, widest < 10 ? 2 : 0)}</text>
<text x="${(left + width - right) / 2}" y="${height - 4}" text-anchor="middle">${across}</text>
<text x="${-(top + ground) / 2}" y="14" transform="rotate(-90)" text-anchor="middle">${up}</text>
<path class="score" d="${line.join('')}"/>
${named(marks).map((mark) => html`<circle class="mark" cx="${x(mark.across)}" cy="${y(mark.up)}" r="4"/><text x="${x(mark.across)}" y="${Number(y(mark.up)) - 8}" text-anchor="${mark.across < widest / 10 ? 'start' : 'middle'}">${mark.name}</text>`)}
</svg>`
}
