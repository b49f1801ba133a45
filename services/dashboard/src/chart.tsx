/** A chart over time by uPlot. Colours come from the style sheet, so that themes need no second palette. */

import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Language } from '../../../shared/core/words.ts'
import { useApp } from './context.ts'
import { clockTime, dateTime, isMidnight, shortDate } from './format.ts'

export interface ChartSeries {
  readonly label: string
  readonly values: readonly (number | null)[]
  /** A custom property of the style sheet, e.g. `--chart-mentions`. */
  readonly color: string
  readonly shape: 'line' | 'area' | 'bars' | 'dashed'
  /** The legend shows its values only where the first series has none: a forecast begins where it forecasts nothing yet. */
  readonly ahead?: boolean
}

export interface ChartProps {
  readonly label: string
  /** Milliseconds, ascending. */
  readonly times: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly height: number
  readonly log?: boolean
  readonly format: (value: number) => string
  /** For the legend, where it is finer than the axis. */
  readonly formatValue?: (value: number) => string
  /** Charts with the same key share their cursor. */
  readonly sync?: string
}

export function Chart(props: ChartProps) {
  const { language, theme, text } = useApp()
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const shape = props.series.map((one) => `${one.label}/${one.shape}`).join('|')
  const structure = `${shape} ${language} ${theme} ${props.log ?? false} ${props.height}`
  const newest = useRef(props)
  newest.current = props

  // `structure` stands for all that needs a new plot.
  useEffect(() => {
    const element = place.current
    if (!element) return
    const made = new uPlot(
      optionsOf(newest.current, element, language, text.timeline.at),
      dataOf(newest.current),
      element,
    )
    plot.current = made
    showLast(made)
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0)
        made.setSize({ width: element.clientWidth, height: newest.current.height })
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.current = undefined
      made.destroy()
    }
  }, [structure])

  useEffect(() => {
    plot.current?.setData(dataOf(props))
    if (plot.current) showLast(plot.current)
  }, [props.times, props.series])

  return (
    <div class="chart" ref={place} role="img" aria-label={text.timeline.chartLabel(props.label)} />
  )
}

/** Without a pointer the legend shows the newest values that were measured: those of the first series. */
function showLast(plot: uPlot): void {
  if (plot.cursor.idx != null) return
  const [times, first] = plot.data
  const known = first?.findLastIndex((value) => value !== null) ?? -1
  plot.setLegend({ idx: known >= 0 ? known : Math.max(0, times.length - 1) })
}

function dataOf(props: ChartProps): uPlot.AlignedData {
  const values = props.series.map((one) =>
    props.log
      ? one.values.map((value) => (value === null ? null : Math.max(1, value)))
      : one.values,
  )
  return [props.times.map((at) => at / 1000), ...values] as unknown as uPlot.AlignedData
}

function optionsOf(
  props: ChartProps,
  element: HTMLElement,
  language: Language,
  timeLabel: string,
): uPlot.Options {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const font = `12px ${style.fontFamily}`
  const axis = {
    stroke: color('--muted'),
    font,
    grid: { stroke: color('--chart-grid'), width: 1 },
    ticks: { stroke: color('--chart-grid'), width: 1, size: 4 },
  }
  return {
    width: Math.max(200, element.clientWidth),
    height: props.height,
    padding: [8, 24, 0, 0],
    legend: { live: true },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      ...(props.sync !== undefined && { sync: { key: props.sync } }),
    },
    scales: {
      x: { time: true },
      y: props.log ? { distr: 3, log: 10 } : { range: (_plot, _min, max) => [0, roomAbove(max)] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        space: 64,
        values: (_plot, splits) => splits.map((at) => tickLabel(at * 1000, language)),
      },
      {
        ...axis,
        size: 52,
        space: 28,
        values: (_plot, splits) =>
          splits.map((value) => (value === null ? '' : props.format(value))),
      },
    ],
    series: [
      { label: timeLabel, value: (_plot, at) => (at == null ? '' : dateTime(at * 1000, language)) },
      ...props.series.map((one) =>
        seriesOf(one, color(one.color), props.formatValue ?? props.format),
      ),
    ],
    hooks: { setCursor: [showLast] },
  }
}

function seriesOf(
  series: ChartSeries,
  stroke: string,
  format: (value: number) => string,
): uPlot.Series {
  const filled = series.shape === 'area' || series.shape === 'bars'
  return {
    label: series.label,
    stroke,
    width: series.shape === 'dashed' ? 1.5 : series.shape === 'bars' ? 0 : 2,
    points: { show: false },
    value: (plot, value, _series, at) =>
      value == null || (series.ahead && at != null && plot.data[1]?.[at] != null)
        ? '–'
        : format(value),
    ...(filled && { fill: `${stroke}${series.shape === 'bars' ? 'cc' : '33'}` }),
    ...(series.shape === 'dashed' && { dash: [6, 4] }),
    ...(series.shape === 'bars' && uPlot.paths.bars
      ? { paths: uPlot.paths.bars({ size: [0.8, 24] }) }
      : {}),
  }
}

function roomAbove(max: number | null): number {
  return max === null || max <= 0 ? 1 : max * 1.12
}

/** Midnight shows the date, other ticks the time. */
function tickLabel(at: number, language: Language): string {
  return isMidnight(at) ? shortDate(at, language) : clockTime(at, language).slice(0, 5)
}
