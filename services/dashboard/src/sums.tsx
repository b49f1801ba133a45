/** The arithmetic: every number that the score rests on, beside its threshold. Recomputed with the core's own sums. */

import {
  formatAmount,
  formatNumber,
  formatPercent,
  formatSpan,
} from '../../../shared/core/numbers.ts'
import type { Policy } from '../../../shared/core/policy.ts'
import { usualNegatives } from '../../../shared/core/recompute.ts'
import { fuse } from '../../../shared/core/signals.ts'
import type { Reading } from '../../../shared/core/storm.ts'
import { MINUTE_MS } from '../../../shared/core/time.ts'
import { type App, useApp } from './context.ts'
import { dateTime } from './format.ts'

export function Sums(props: { readonly reading: Reading | null; readonly policyId: string }) {
  const app = useApp()
  const words = app.text.sums
  const { reading } = props
  return (
    <section class="panel">
      <h2>{words.title}</h2>
      {reading === null ? (
        <p class="quiet">{words.none}</p>
      ) : (
        <>
          <p class="quiet">{words.asOf(dateTime(reading.at, app.language))}</p>
          <SumTable rows={rowsOf(reading, app)} />
          <Score reading={reading} />
        </>
      )}
      <p class="quiet">
        {words.policy}: <code>{props.policyId}</code>
      </p>
    </section>
  )
}

interface Row {
  readonly name: string
  readonly seen: string
  readonly usual?: string
  readonly surprise?: string
}

function SumTable(props: { readonly rows: readonly Row[] }) {
  const { text } = useApp()
  const words = text.sums
  return (
    <div class="table-wide">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words.quantity}</th>
            <th scope="col">{words.seen}</th>
            <th scope="col">{words.usual}</th>
            <th scope="col">{words.surprise}</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>{row.seen}</td>
              <td>{row.usual}</td>
              <td>{row.surprise}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function rowsOf(reading: Reading, app: App): Row[] {
  const { language, policy } = app
  const words = app.text.sums
  const { window } = reading
  const amount = (value: number) => formatNumber(value, language, 1)
  const sigma = (z: number | null) =>
    z === null ? words.unknown : `${formatNumber(z, language, 1)} σ`
  return [
    { name: words.mentions(formatSpan(policy.halfLife, language)), seen: amount(window.mentions) },
    {
      name: words.negatives,
      seen: amount(window.negatives),
      usual: `${amount(window.expectedNegatives)} (${words.share(formatPercent(window.usualShare, language))})`,
      surprise: sigma(reading.zShare),
    },
    {
      name: words.volume,
      seen: amount(window.negatives),
      usual: amount(usualNegatives(reading)),
      surprise: sigma(reading.zVolume),
    },
    ...evidenceRows(reading, policy, app),
    ...growthRows(reading, app),
  ]
}

function evidenceRows(reading: Reading, policy: Policy, { language, text }: App): Row[] {
  const words = text.sums
  const { authors, topAuthorShare } = reading.window
  return [
    {
      name: words.authors,
      seen: authors === null ? words.unknown : formatNumber(authors, language),
      usual: words.atLeast(formatNumber(policy.minAuthors, language)),
    },
    {
      name: words.topAuthor,
      seen: topAuthorShare === null ? words.unknown : formatPercent(topAuthorShare, language),
      usual: words.atMost(formatPercent(policy.maxAuthorShare, language)),
    },
  ]
}

function growthRows(reading: Reading, { language, text }: App): Row[] {
  const words = text.sums
  const rows: Row[] = []
  if (reading.doublingTimeMin !== undefined) {
    const span = formatSpan(reading.doublingTimeMin * MINUTE_MS, language)
    rows.push({ name: words.doubling, seen: span })
  }
  if (reading.next3h) {
    const { low, high } = reading.next3h
    const whole = (value: number) => formatAmount(Math.round(value), language)
    rows.push({ name: words.next3h, seen: words.range(whole(low), whole(high)) })
  }
  if (reading.late > 0) rows.push({ name: words.late, seen: formatNumber(reading.late, language) })
  return rows
}

function Score({ reading }: { readonly reading: Reading }) {
  const { text, language, policy } = useApp()
  const number = (value: number) => formatNumber(value, language, 2)
  const exact = (value: number) => formatNumber(value, language, 3)
  const { zShare, zVolume, score, warnAt = policy.tauWarn } = reading
  const watchAt = (warnAt * policy.tauWatch) / policy.tauWarn
  if (score === null || zVolume === null) return null
  const volume = fuse(zShare === null ? undefined : 0, zVolume, policy)
  const share = zShare === null ? 0 : fuse(zShare, 0, policy)
  return (
    <div class="score-sum">
      <p>{text.sums.scoreParts}</p>
      <p class="score-line">
        {exact(share)} {volume < 0 ? '−' : '+'} {exact(Math.abs(volume))} ={' '}
        <strong>{exact(score)}</strong>
      </p>
      <p class="quiet">{text.sums.thresholds(number(watchAt), number(warnAt))}</p>
    </div>
  )
}
