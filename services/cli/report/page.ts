/**
 * The report of a backtest as one HTML file: nothing in it runs and nothing is fetched, so that it can be mailed,
 * printed and opened in ten years. Every chart has its table; all names from files are escaped (`markup.ts`).
 */

import { html, Markup } from '../../alert/markup.ts'
import type { Result } from '../backtest.ts'
import type { Backtest } from '../backtest-report.ts'
import { type Bar, barChart, lineChart } from './bars.ts'
import type { Curves } from './curve.ts'
import type { Speech } from './figures.ts'
import { historySection } from './history.ts'
import { injectionSection } from './injection.ts'
import { table } from './table.ts'

export interface ReportInput {
  readonly backtest: Backtest
  readonly curves: Curves
  /** What was read, for the head. */
  readonly files: readonly string[]
  readonly version: string
}

const STYLE = new Markup(
  [
    ':root{color-scheme:light dark;--ink:#14181d;--dim:#4b5563;--paper:#fff;--line:#c9ced6;--grey:#9aa5b4;--own:#1d4ed8;--bad:#b91c1c;--good:#166534;--win:#fde68a}',
    '@media (prefers-color-scheme:dark){:root{--ink:#f3f4f6;--dim:#b6bcc6;--paper:#14181d;--line:#3b444f;--grey:#6b7685;--own:#8ab8ff;--bad:#f87171;--good:#86efac;--win:#5b4a12}}',
    'body{margin:0 auto;max-width:1000px;padding:16px;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}',
    'h1{font-size:24px;line-height:1.2;margin:8px 0}h2{font-size:19px;margin:32px 0 6px;border-top:1px solid var(--line);padding-top:16px}h3{font-size:16px;margin:20px 0 4px}',
    'p{margin:4px 0}.dim{color:var(--dim);font-size:14px}',
    'svg{width:100%;height:auto;display:block}svg text{font-size:12px;fill:var(--ink)}',
    '.axis{stroke:var(--line);stroke-width:1}.mentions{fill:var(--grey)}.negatives{fill:var(--bad)}',
    '.score{fill:none;stroke:var(--own);stroke-width:1.5}.warn{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:5 4}',
    '.window{fill:var(--win);opacity:.55}.peak{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 2}',
    '.hit{fill:var(--good);stroke:var(--good)}.miss{fill:none;stroke:var(--bad);stroke-width:2}',
    '.own,.mark{fill:var(--own)}.floor{fill:var(--grey)}.outline{fill:none;stroke:var(--grey)}.range{stroke:var(--ink);stroke-width:2}',
    '.scroll{overflow-x:auto;margin:8px 0}.long{max-height:340px;overflow-y:auto}',
    'table{border-collapse:collapse;font-size:14px;min-width:60%}th,td{padding:3px 10px 3px 0;text-align:right;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;vertical-align:top}td{white-space:nowrap}th:first-child,td:first-child{text-align:left}th{font-weight:600}',
    '.key{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--dim);margin:2px 0}.key svg{display:inline-block;width:18px;height:12px;vertical-align:-1px;margin-right:4px}',
    '@media print{:root{--ink:#000;--dim:#333;--paper:#fff;--line:#bbb;--grey:#999;--own:#1d4ed8;--bad:#b91c1c;--good:#166534;--win:#fde68a}body{max-width:none;padding:0;font-size:12px}.long{max-height:none;overflow:visible}svg,tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}',
  ].join('\n'),
)

export function reportPage(input: ReportInput, speech: Speech): string {
  const { backtest, curves, files, version } = input
  const { words, language, number, timeZone } = speech
  const first = backtest.results[0]!.product
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${words.title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p>${words.span(first.brands, number(first.brandWeeks, 1), first.storms)}. ${words.zone(timeZone)}.</p>
<p class="dim">${words.made(version, files.join(', '))}</p>
${detectorSection(backtest.results, speech)}
${sweepSection(backtest.results, speech)}
${backtest.injection && injectionSection(backtest.injection, speech)}
${historySection(first, curves, speech)}
</main>
</body>
</html>
`
  return page.text
}

function detectorSection(results: readonly Result[], speech: Speech): Markup {
  const { words, number } = speech
  const compared = results.filter(({ pass }) => !pass.thresholds)
  const rows = [
    ...compared.map(({ pass, product }, i) => ({
      name: i === 0 && compared.length === 1 ? 'sturmwarte' : pass.name,
      found: product,
      own: true,
    })),
    ...Object.entries(results[0]!.floors).map(([name, found]) => ({ name, found, own: false })),
  ]
  const percent = (part: number, of: number) => (of === 0 ? 0 : (100 * part) / of)
  const bars = rows.map(
    ({ name, found, own }): Bar => ({
      name,
      own,
      filled: percent(found.caughtBeforePeak, found.storms),
      outline: percent(found.caught, found.storms),
    }),
  )
  const storms = results[0]!.product.storms
  return html`<h2>${words.detectors}</h2>
<p class="dim">${storms === 0 ? words.noLabels : words.detectorsNote}</p>
${storms === 0 ? undefined : barChart(bars, words.detectors, speech)}
${table(
  [
    words.name,
    words.caught,
    words.beforePeak,
    words.lead,
    words.delay,
    words.falseAlarms,
    words.perWeek,
  ],
  rows.map(({ name, found }) => [
    name,
    `${number(found.caught)} / ${number(found.storms)}`,
    number(found.caughtBeforePeak),
    number(found.leadMinutesMedian),
    number(found.delayMinutesMedian),
    number(found.falseAlarms),
    number(found.falseAlarmsPerBrandWeek, 2),
  ]),
)}`
}

function sweepSection(results: readonly Result[], speech: Speech): Markup | undefined {
  const { words, number } = speech
  const swept = results.filter(({ pass }) => pass.thresholds)
  if (swept.length === 0) return undefined
  const [name = ''] = Object.keys(swept[0]!.pass.thresholds!)
  const value = ({ pass }: Result) => String(Object.values(pass.thresholds!)[0])
  const marks = swept.map((result) => ({
    name: value(result),
    across: result.product.falseAlarmsPerBrandWeek,
    up: result.product.caughtBeforePeak,
  }))
  const axes = { across: `${words.falseAlarms} ${words.perWeek}`, up: words.beforePeak }
  return html`<h2>${words.sweep(name)}</h2>
<p class="dim">${words.sweepNote}</p>
${lineChart(marks, { ...axes, title: words.sweep(name) }, speech)}
${table(
  [name, words.caught, words.beforePeak, words.falseAlarms, words.perWeek],
  swept.map((result) => [
    value(result),
    number(result.product.caught),
    number(result.product.caughtBeforePeak),
    number(result.product.falseAlarms),
    number(result.product.falseAlarmsPerBrandWeek, 2),
  ]),
)}`
}
