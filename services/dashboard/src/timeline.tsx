/** The last day or week of one brand: mentions against the expected, score against its thresholds, interactions. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { BrandView } from '../../../shared/core/live.ts'
import { formatNumber, formatSpan } from '../../../shared/core/numbers.ts'
import type { Reading } from '../../../shared/core/storm.ts'
import { DAY_MS } from '../../../shared/core/time.ts'
import { api } from './api.ts'
import { Chart } from './chart.tsx'
import { productNow, useApp } from './context.ts'
import { DataTable } from './data-table.tsx'
import { useFetched, WhenFetched } from './fetched.tsx'
import { dateTime } from './format.ts'
import { addReading, byHour, hasGap, type Point, pointsOf } from './readings.ts'
import { hrefOf } from './route.ts'
import { plainText } from './safe-text.ts'

type Days = 1 | 7

/** After a gap the history is asked for again, but not more often than this. */
const RELOAD_MS = 5_000

export function Timeline(props: {
  readonly brand: BrandView
  readonly brands: readonly BrandView[]
}) {
  const { text } = useApp()
  const [days, setDays] = useState<Days>(1)
  const [table, setTable] = useState(false)
  const { brand } = props
  return (
    <section class="panel timeline" aria-labelledby="timeline-title">
      <div class="panel-head">
        <h2 id="timeline-title">{text.timeline.title(plainText(brand.name))}</h2>
        <span class="panel-tools">
          {props.brands.length > 1 && <BrandChoice {...props} />}
          <fieldset class="switch" aria-label={text.timeline.range}>
            {([1, 7] as const).map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={one === days}
                onClick={() => setDays(one)}
              >
                {one === 1 ? text.timeline.day : text.timeline.week}
              </button>
            ))}
          </fieldset>
          <button
            type="button"
            class="button"
            aria-pressed={table}
            onClick={() => setTable(!table)}
          >
            {table ? text.timeline.asChart : text.timeline.asTable}
          </button>
        </span>
      </div>
      <History key={days} brand={brand} days={days} table={table} />
    </section>
  )
}

function BrandChoice(props: { readonly brand: BrandView; readonly brands: readonly BrandView[] }) {
  const { text } = useApp()
  return (
    <select
      class="input"
      aria-label={text.timeline.choose}
      value={props.brand.id}
      onChange={(event) => {
        location.hash = hrefOf({ page: 'board', brandId: event.currentTarget.value })
      }}
    >
      {props.brands.map((brand) => (
        <option key={brand.id} value={brand.id}>
          {plainText(brand.name)}
        </option>
      ))}
    </select>
  )
}

function History(props: {
  readonly brand: BrandView
  readonly days: Days
  readonly table: boolean
}) {
  const app = useApp()
  const { brand, days } = props
  const [toAt] = useState(() => productNow(app, Date.now()))
  const fetched = useFetched(`${brand.id} ${days} ${app.table.instance}`, () =>
    api.readings(brand.id, toAt - days * DAY_MS, productNow(app, Date.now()) + DAY_MS),
  )
  const readings = useLiveReadings(fetched.body?.readings, brand.reading, days, fetched.reload)
  const grid = app.policy.grid
  const points = useMemo(() => {
    const all = pointsOf(readings, grid)
    return days === 1 ? all : byHour(all)
  }, [readings, grid, days])
  return (
    <WhenFetched fetched={fetched}>
      {() => {
        if (points.length === 0) return <p class="quiet">{app.text.timeline.empty}</p>
        if (props.table) return <PointTable points={points} />
        return <PointCharts points={points} hourly={days === 7} />
      }}
    </WhenFetched>
  )
}

/** What was fetched, followed by what has come since by the live line. */
function useLiveReadings(
  fetched: readonly Reading[] | undefined,
  newest: Reading | null,
  days: Days,
  reload: () => void,
): readonly Reading[] {
  const { policy } = useApp()
  const [readings, setReadings] = useState<readonly Reading[]>([])
  const reloadedAt = useRef(0)
  useEffect(() => {
    if (!fetched) return
    const from = newest ? newest.at - days * DAY_MS : 0
    setReadings(newest ? addReading(fetched, newest, from) : fetched)
    // The newest reading is added below as it changes.
  }, [fetched])
  useEffect(() => {
    if (!newest || !fetched) return
    setReadings((before) => {
      if (hasGap(before, newest, policy.grid) && Date.now() - reloadedAt.current > RELOAD_MS) {
        reloadedAt.current = Date.now()
        reload()
      }
      return addReading(before, newest, newest.at - days * DAY_MS)
    })
    // Only a new reading is a reason.
  }, [newest])
  return readings
}

function PointCharts(props: { readonly points: readonly Point[]; readonly hourly: boolean }) {
  const { text, language, policy } = useApp()
  const { points } = props
  const words = text.timeline
  const whole = (value: number) => formatNumber(value, language)
  const per = props.hourly ? words.perHour : words.perCell(formatSpan(policy.grid, language))
  const columns = useMemo(
    () => ({
      times: points.map((point) => point.at),
      volume: [
        series(words.mentions, points, 'mentions', '--chart-mentions', 'area'),
        series(words.negatives, points, 'negatives', '--chart-negatives', 'line'),
        series(words.expected, points, 'expected', '--chart-expected', 'dashed'),
      ],
      score: [
        series(words.score, points, 'score', '--chart-score', 'area'),
        threshold(words.tauWatch, points, policy.tauWatch / policy.tauWarn, '--chart-watch'),
        threshold(words.tauWarn, points, 1, '--chart-warn'),
      ],
      engagement: [series(words.gained, points, 'engagement', '--chart-engagement', 'area')],
    }),
    [points, words, policy],
  )
  return (
    <div class="charts">
      <h3>
        {words.volume} <span class="quiet">{per}</span>
      </h3>
      <Chart
        label={words.volume}
        times={columns.times}
        series={columns.volume}
        height={190}
        format={whole}
        sync="timeline"
      />
      <h3>{words.score}</h3>
      <Chart
        label={words.score}
        times={columns.times}
        series={columns.score}
        height={130}
        format={(value) => formatNumber(value, language, 1)}
        formatValue={(value) => formatNumber(value, language, 2)}
        sync="timeline"
      />
      <h3>
        {words.engagement} <span class="quiet">{per}</span>
      </h3>
      <Chart
        label={words.engagement}
        times={columns.times}
        series={columns.engagement}
        height={110}
        format={whole}
        sync="timeline"
      />
    </div>
  )
}

function series(
  label: string,
  points: readonly Point[],
  field: 'mentions' | 'negatives' | 'expected' | 'score' | 'engagement',
  color: string,
  shape: 'line' | 'area' | 'dashed',
) {
  return { label, values: points.map((point) => point[field]), color, shape }
}

/** @param part of the threshold in force, which moves with the brand's own history. */
function threshold(label: string, points: readonly Point[], part: number, color: string) {
  const values = points.map(({ warnAt }) => (warnAt === null ? null : part * warnAt))
  return { label, values, color, shape: 'dashed' as const }
}

function PointTable({ points }: { readonly points: readonly Point[] }) {
  const { text, language } = useApp()
  const words = text.timeline
  const cells = (
    field: 'mentions' | 'negatives' | 'expected' | 'score' | 'engagement' | 'level',
    digits: number,
  ) =>
    points.map((point) => {
      const value = point[field]
      return value === null ? words.unknown : formatNumber(value, language, digits)
    })
  return (
    <DataTable
      caption={`${words.volume}, ${words.score}, ${words.engagement}`}
      columns={[
        {
          label: words.at,
          cells: points.map(
            (point) =>
              dateTime(point.at, language) + (point.provisional ? ` (${words.provisional})` : ''),
          ),
        },
        { label: words.mentions, cells: cells('mentions', 0) },
        { label: words.negatives, cells: cells('negatives', 0) },
        { label: words.expected, cells: cells('expected', 1) },
        { label: words.score, cells: cells('score', 2) },
        { label: words.level, cells: cells('level', 0) },
        { label: words.gained, cells: cells('engagement', 0) },
      ]}
    />
  )
}
