/** The evaluation as text: two tables of storms, one of labelled moments. */

import { columns } from '../columns.ts'
import type { ScenarioName, Volume } from './background.ts'
import { rangeText } from './bootstrap.ts'
import type { Moments } from './moments.ts'
import { SLOW_HEIGHTS, type SlowRow } from './slow-storms.ts'
import type { Alerted, Caught } from './verdict.ts'

/** One scenario at one volume. */
export interface Cell {
  readonly scenario: ScenarioName
  readonly volume: Volume
  readonly storms: number
  readonly brandWeeks: number
  readonly rows: readonly Row[]
}

export interface Row {
  readonly name: string
  /** At 0.25 and at 1 false alert per brand and week. */
  readonly calibrated: readonly Caught[]
  readonly alerted: Alerted
}

export interface MomentsRow extends Moments {
  readonly name: string
}

export interface Evaluation {
  readonly seed: string
  readonly redraws: number
  readonly series: readonly string[]
  readonly cells: readonly Cell[]
  readonly slow: readonly SlowRow[]
  readonly moments: readonly MomentsRow[]
}

export function evaluationText(evaluation: Evaluation): string {
  const { cells, slow, moments, series, redraws, seed } = evaluation
  const storms = cells.reduce((sum, cell) => sum + cell.storms, 0)
  const met = moments.map(({ name, met: caught, of, threshold }) => [
    name,
    `${caught} of ${of}`,
    threshold.toFixed(2),
  ])
  return `${storms} storms injected into ${series.length} series, backgrounds drawn ${redraws} times, seed ${seed}.
A calm, B noisy, D always criticised; high / low volume. ${cells.map(({ brandWeeks }) => brandWeeks).join(' + ')} brand-weeks of background.

Caught before the peak, %, each score at the same budget of false alerts per brand and week
${columns([CALIBRATED_HEAD, ...calibratedRows(cells)])}
90 % ranges of a bootstrap over series, this version: ${rangesOf(cells)}
Median delay at 0.25 a week, minutes after the first post (missed: 1440)
${columns([ALERTED_HEAD.slice(0, 4), ...delayRows(cells)])}
As it really alerts by its own rules and defaults: before the peak, % @ false alerts per brand and week, high | low;
in brackets alerts of a brand's first week, which do not count there
${columns([ALERTED_HEAD, ...alertedRows(cells)])}
Slow storms as it really alerts: critics rise evenly over twenty days to ${SLOW_HEIGHTS.join(' and ')} times the usual ones more; told within ten
days and so before half of the height, % high | low, only what the same weeks without it do not tell
${columns([SLOW_HEAD, ...slowTable(slow)])}
Labelled moments of the recorded series met at 0.5 other alerts per series and week, volume alone
${columns([['', 'met', 'threshold'], ...met])}`
}

const SCENARIO_NAMES: readonly ScenarioName[] = ['A', 'B', 'D']
const CALIBRATED_HEAD = [
  '',
  ...SCENARIO_NAMES.flatMap((name) => [`${name} 0.25`, `${name} 1`]),
  'mean of 12',
]
const SLOW_HEAD = [
  '',
  ...SCENARIO_NAMES.flatMap((name) => SLOW_HEIGHTS.map((height) => `${name} ${height} x`)),
]
const ALERTED_HEAD = ['', 'A', 'B', 'D']

function calibratedRows(cells: readonly Cell[]): string[][] {
  return rowsOf(cells, (row) => {
    const found = SCENARIO_NAMES.flatMap((scenario) =>
      [0, 1].map((budget) =>
        both(cells, scenario).map((cell) => row(cell).calibrated[budget]!.beforePeak),
      ),
    )
    const mean = found.flat().reduce((sum, one) => sum + one, 0) / found.flat().length
    return [...found.map((pair) => pair.map((one) => one.toFixed(0)).join('/')), mean.toFixed(1)]
  })
}

/** Of the contestant that stands first. */
function rangesOf(cells: readonly Cell[]): string {
  return cells
    .map(({ scenario, volume, rows }) => {
      const ranges = rows[0]!.calibrated.map(({ range }) => rangeText(range)).join(' and ')
      return `${scenario} ${volume} ${ranges}`
    })
    .join(', ')
}

function slowTable(slow: readonly SlowRow[]): string[][] {
  return [...new Set(slow.map(({ name }) => name))].map((name) => [
    name,
    ...SCENARIO_NAMES.flatMap((scenario) =>
      SLOW_HEIGHTS.map((height) =>
        slow
          .filter((row) => row.name === name && row.scenario === scenario && row.height === height)
          .map(({ toldInTime, range }) => `${toldInTime.toFixed(0)} (${rangeText(range)})`)
          .join(' | '),
      ),
    ),
  ])
}

function delayRows(cells: readonly Cell[]): string[][] {
  return rowsOf(cells, (row) =>
    SCENARIO_NAMES.map((scenario) =>
      both(cells, scenario)
        .map((cell) => row(cell).calibrated[0]!.delayMinutes)
        .join('/'),
    ),
  )
}

function alertedRows(cells: readonly Cell[]): string[][] {
  return rowsOf(cells, (row) =>
    SCENARIO_NAMES.map((scenario) =>
      both(cells, scenario)
        .map((cell) => {
          const { beforePeak, falsePerBrandWeek, firstWeekPerBrand } = row(cell).alerted
          return `${beforePeak.toFixed(0)} @ ${falsePerBrandWeek.toFixed(2)} (${firstWeekPerBrand.toFixed(2)})`
        })
        .join(' | '),
    ),
  )
}

function rowsOf(
  cells: readonly Cell[],
  figures: (row: (cell: Cell) => Row) => string[],
): string[][] {
  return (cells[0]?.rows ?? []).map(({ name }, index) => [
    name,
    ...figures((cell) => cell.rows[index]!),
  ])
}

/** High volume, then low. */
function both(cells: readonly Cell[], scenario: ScenarioName): Cell[] {
  return cells.filter((cell) => cell.scenario === scenario)
}
