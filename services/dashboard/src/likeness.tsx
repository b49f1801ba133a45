/** Which known storms this one is most like, with the arithmetic. Nothing is decided by it. */

import { CURVE_HOURS, type Feature, type StormShape } from '../../../shared/core/likeness.ts'
import type { StormView } from '../../../shared/core/live.ts'
import { formatNumber, formatPercent, formatSpan } from '../../../shared/core/numbers.ts'
import { MINUTE_MS } from '../../../shared/core/time.ts'
import { api, type Likest } from './api.ts'
import { type App, useApp } from './context.ts'
import { useFetched, WhenFetched } from './fetched.tsx'
import { longDate } from './format.ts'
import { Stranger } from './stranger.tsx'

/** Product time of the readings, as for the leading post. */
const REFRESH_MS = 5 * MINUTE_MS

export function Likeness(props: { readonly storm: StormView; readonly at: number | null }) {
  const { text, language } = useApp()
  const { storm, at } = props
  const refresh = storm.endedAt === null ? Math.floor((at ?? 0) / REFRESH_MS) : 0
  const fetched = useFetched(storm.id, () => api.likeness(storm.id), refresh)
  return (
    <section class="panel">
      <h2>{text.likeness.title}</h2>
      <WhenFetched fetched={fetched}>
        {({ state, likest, shape, compared }) =>
          state === 'too-early' || !shape ? (
            <p class="quiet">{text.likeness.tooEarly}</p>
          ) : (
            <>
              {likest.map((one) => (
                <One key={one.id} one={one} here={shape} />
              ))}
              <p class="quiet">{text.likeness.how(formatNumber(compared, language))}</p>
            </>
          )
        }
      </WhenFetched>
    </section>
  )
}

function One({ one, here }: { readonly one: Likest; readonly here: StormShape }) {
  const app = useApp()
  const { text, language } = app
  const like = formatPercent(Math.round(one.like * 100) / 100, language)
  const features = one.compared.length
  const sum = one.compared.reduce((total, { like }) => total + like, 0)
  return (
    <details>
      <summary>
        <Stranger text={nameOf(one, app)} />: {text.likeness.like(like, features)}
      </summary>
      {one.source && <p class="quiet">{one.source[language]}</p>}
      <div class="table-wide">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{text.likeness.feature}</th>
              <th scope="col">{text.likeness.here}</th>
              <th scope="col">{text.likeness.there}</th>
              <th scope="col">{text.likeness.alike}</th>
            </tr>
          </thead>
          <tbody>
            {one.compared.map((row) => (
              <tr key={row.feature}>
                <th scope="row">{text.likeness.features[row.feature]}</th>
                <td>{shownValue(here, row.feature, app)}</td>
                <td>{shownValue(one.shape, row.feature, app)}</td>
                <td>{formatNumber(row.like, language, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">
        {text.likeness.sum(formatNumber(sum, language, 2), formatNumber(features + 1, language))}
        {` = ${like}`}
      </p>
    </details>
  )
}

/** Of its own storms the brand and the day. */
function nameOf(one: Likest, { language, table }: App): string {
  if (one.name) return one.name[language]
  const brandId = one.id.split('/', 1)[0] ?? one.id
  const brand = table.brands.get(brandId)?.name ?? brandId
  return one.startedAt === undefined ? brand : `${brand}, ${longDate(one.startedAt, language)}`
}

function shownValue(shape: StormShape, feature: Feature, { text, language }: App): string {
  const number = (value: number, digits = 0) => formatNumber(value, language, digits)
  switch (feature) {
    case 'lead':
      return text.likeness.leads[shape.lead]
    case 'pace':
      return shape.pace ? text.likeness.paces[shape.pace] : ''
    case 'doublingMin':
      return formatSpan((shape.doublingMin ?? 0) * MINUTE_MS, language)
    case 'curve':
      return CURVE_HOURS.flatMap((hours, i) => {
        const times = shape.curve?.[i]
        return typeof times === 'number' ? [`${hours} h: ${number(times, 1)}×`] : []
      }).join(', ')
    case 'channels':
      return number(shape.channels ?? 0)
    case 'commentsPerLike':
      return number(shape.commentsPerLike ?? 0, 2)
    default:
      return formatPercent(Math.round((shape[feature] ?? 0) * 100) / 100, language)
  }
}
