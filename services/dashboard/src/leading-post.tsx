/** The post that leads a storm: its words in the original and the curve of its interactions. */

import { useMemo, useState } from 'preact/hooks'
import type { StormView } from '../../../shared/core/live.ts'
import { formatNumber, roughly } from '../../../shared/core/numbers.ts'
import type { Reading } from '../../../shared/core/storm.ts'
import { api, type EngagementPoint } from './api.ts'
import { Chart, type ChartSeries } from './chart.tsx'
import { useApp } from './context.ts'
import { DataTable } from './data-table.tsx'
import { useFetched, WhenFetched } from './fetched.tsx'
import { dateTime } from './format.ts'
import { Labelling } from './label.tsx'
import { type PostForecast, postForecast, totalOf } from './post-forecast.ts'
import { Mention } from './stranger.tsx'

/** While the storm lasts, the curve is fetched again at most this often (product time of the readings). */
const REFRESH_MS = 5 * 60_000

export function LeadingPost(props: {
  readonly storm: StormView
  readonly reading: Reading | null
}) {
  const { text } = useApp()
  const { storm } = props
  if (storm.leadingMentionId === null) {
    return (
      <section class="panel">
        <h2>{text.post.title}</h2>
        <p class="quiet">{text.post.none}</p>
      </section>
    )
  }
  return <FetchedPost {...props} mentionId={storm.leadingMentionId} />
}

function FetchedPost(props: {
  readonly storm: StormView
  readonly reading: Reading | null
  readonly mentionId: string
}) {
  const { text } = useApp()
  const { storm, reading, mentionId } = props
  const running = storm.endedAt === null && reading !== null
  const fetched = useFetched(
    mentionId,
    () => api.mention(storm.brandId, mentionId),
    running ? Math.floor(reading.at / REFRESH_MS) : 0,
  )
  const usual = storm.causes.find((cause) => cause.usualLargest !== undefined)?.usualLargest
  return (
    <section class="panel">
      <h2>{text.post.title}</h2>
      <WhenFetched fetched={fetched}>
        {({ mention, engagement }) => (
          <>
            {mention ? (
              <Mention mention={mention}>
                <Labelling mention={mention} />
              </Mention>
            ) : (
              <p class="quiet">{text.post.missing}</p>
            )}
            <Growth
              points={engagement}
              usual={usual}
              publishedAt={mention && running ? mention.publishedAt : undefined}
            />
          </>
        )}
      </WhenFetched>
    </section>
  )
}

function Growth(props: {
  readonly points: readonly EngagementPoint[]
  readonly usual: number | undefined
  /** Undefined where nothing is to be forecast. */
  readonly publishedAt: number | undefined
}) {
  const { text, language } = useApp()
  const [log, setLog] = useState(false)
  const [table, setTable] = useState(false)
  const { points, usual, publishedAt } = props
  const forecast = useMemo(
    () => (publishedAt === undefined ? undefined : postForecast(publishedAt, points)),
    [publishedAt, points],
  )
  const chart = useMemo(
    () => ({
      times: [...points, ...later(forecast)].map(({ at }) => at),
      series: [
        ...growthSeries(points, usual, text.post, later(forecast).length),
        ...forecastSeries(points.length, forecast, text.post),
      ],
    }),
    [points, usual, forecast, text],
  )
  return (
    <>
      <div class="panel-head">
        <h3>{text.post.growth}</h3>
        {points.length > 0 && (
          <span class="panel-tools">
            <button type="button" class="button" aria-pressed={log} onClick={() => setLog(!log)}>
              {text.post.log}
            </button>
            <button
              type="button"
              class="button"
              aria-pressed={table}
              onClick={() => setTable(!table)}
            >
              {table ? text.timeline.asChart : text.timeline.asTable}
            </button>
          </span>
        )}
      </div>
      {points.length === 0 && <p class="quiet">{text.post.noGrowth}</p>}
      {points.length > 0 && table && <GrowthTable points={points} />}
      {points.length > 0 && !table && (
        <Chart
          label={text.post.growth}
          {...chart}
          height={220}
          log={log}
          format={(value) => formatNumber(value, language)}
        />
      )}
      {forecast && <Forecast final={forecast.final} />}
    </>
  )
}

function Forecast({ final }: { readonly final: PostForecast['final'] }) {
  const { text, language } = useApp()
  const [size, low, high] = [final.size, final.low, final.high].map((value) =>
    formatNumber(roughly(value), language),
  )
  return <p>{text.post.forecast(size!, low!, high!)}</p>
}

/** The curve without the point that it begins with. */
function later(forecast: PostForecast | undefined): PostForecast['curve'] {
  return forecast?.curve.slice(1) ?? []
}

function forecastSeries(
  measured: number,
  forecast: PostForecast | undefined,
  text: PostText,
): ChartSeries[] {
  if (!forecast) return []
  const before = Array.from({ length: measured - 1 }, () => null)
  const line = (part: 'size' | 'low' | 'high', label: string): ChartSeries => ({
    label,
    values: [...before, ...forecast.curve.map((one) => Math.round(one[part]))],
    color: part === 'size' ? '--chart-score' : '--muted',
    shape: 'dashed',
    ahead: true,
  })
  return [line('size', text.likely), line('low', text.low), line('high', text.high)]
}

type PostText = ReturnType<typeof useApp>['text']['post']

function growthSeries(
  points: readonly EngagementPoint[],
  usual: number | undefined,
  text: PostText,
  ahead: number,
): ChartSeries[] {
  const unknown = Array.from({ length: ahead }, () => null)
  const lines: ChartSeries[] = [
    {
      label: text.total,
      values: [...points.map(totalOf), ...unknown],
      color: '--chart-score',
      shape: 'area',
    },
    {
      label: text.likes,
      values: [...points.map((one) => one.likes), ...unknown],
      color: '--chart-mentions',
      shape: 'line',
    },
    {
      label: text.comments,
      values: [...points.map((one) => one.comments), ...unknown],
      color: '--chart-negatives',
      shape: 'line',
    },
    {
      label: text.shares,
      values: [...points.map((one) => one.shares), ...unknown],
      color: '--chart-engagement',
      shape: 'line',
    },
  ]
  if (usual === undefined) return lines
  return [
    ...lines,
    {
      label: text.usual,
      values: [...points, ...unknown].map(() => usual),
      color: '--chart-expected',
      shape: 'dashed',
    },
  ]
}

function GrowthTable({ points }: { readonly points: readonly EngagementPoint[] }) {
  const { text, language } = useApp()
  const cells = (pick: (point: EngagementPoint) => number | null) =>
    points.map((point) => {
      const value = pick(point)
      return value === null ? text.timeline.unknown : formatNumber(value, language)
    })
  return (
    <DataTable
      caption={text.post.growth}
      columns={[
        { label: text.timeline.at, cells: points.map((point) => dateTime(point.at, language)) },
        { label: text.post.total, cells: cells(totalOf) },
        { label: text.post.likes, cells: cells((point) => point.likes) },
        { label: text.post.comments, cells: cells((point) => point.comments) },
        { label: text.post.shares, cells: cells((point) => point.shares) },
        { label: text.post.views, cells: cells((point) => point.views) },
      ]}
    />
  )
}
