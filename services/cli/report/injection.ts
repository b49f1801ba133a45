/** The injected storms of a report: one bar a shape, every detector in the table. */

import { html, type Markup } from '../../alert/markup.ts'
import type { InjectionFigures, Share } from '../inject-report.ts'
import { barChart } from './bars.ts'
import type { Speech } from './figures.ts'
import { table } from './table.ts'

/** Ranges of floors would fill the page. */
const PRODUCTS = { sturmwarte: true, compare: true }

export function injectionSection(figures: InjectionFigures, speech: Speech): Markup {
  const { words, number } = speech
  const { storms, brands, seed, brandWeeks, shapes } = figures
  const all = Object.entries(figures.detectors)
  const products = all.filter(([key]) => key in PRODUCTS)
  const text = ({ percent, range }: Share) =>
    range === null
      ? number(percent)
      : `${number(percent)} (${number(range[0])}–${number(range[1])})`
  return html`<h2>${words.injected}</h2>
<p class="dim">${words.injectedNote(storms, brands, seed, number(brandWeeks, 1))}</p>
${products.map(
  ([, { name, shapes: found, caughtBeforePeak }]) => html`<h3>${name}</h3>
${barChart(
  [
    ...found.map((one) => ({ ...one, name: one.shape, filled: one.percent, own: true })),
    { ...caughtBeforePeak, name: words.all, filled: caughtBeforePeak.percent, own: true },
  ],
  `${words.injected}: ${name}`,
  speech,
)}`,
)}
${table(
  [words.shape, words.posts, ...all.map(([, { name }]) => name.split(':')[0]!)],
  [
    ...shapes.map((shape, i) => [
      shape.shape,
      `${number(shape.postsToPeak)} / ${number(shape.postsOfDay)}`,
      ...all.map(([key, { shapes: found }]) =>
        key in PRODUCTS ? text(found[i]!) : number(found[i]!.percent),
      ),
    ]),
    [words.all, '', ...all.map(([, detector]) => text(detector.caughtBeforePeak))],
    [
      `${words.falseAlarms} ${words.perWeek}`,
      '',
      ...all.map(([, detector]) => number(detector.falseAlarmsPerBrandWeek, 2)),
    ],
  ],
)}`
}
