/** One brand: wind force, direction, since when, why. */

import type { BrandView, StormView } from '../../../shared/core/live.ts'
import { formatAmount, formatNumber, formatSpan } from '../../../shared/core/numbers.ts'
import { MINUTE_MS } from '../../../shared/core/time.ts'
import { causeSentence, doubtSentence, levelName, phaseName } from '../../../shared/core/words.ts'
import { useApp, useProductNow } from './context.ts'
import { shortTime } from './format.ts'
import { Gauge } from './gauge.tsx'
import { hrefOf } from './route.ts'
import { Stranger } from './stranger.tsx'
import { Company } from './told.tsx'

export interface CardProps {
  readonly brand: BrandView
  readonly storm: StormView | undefined
  readonly candystorm: StormView | undefined
  readonly chosen: boolean
}

/** From this level on a card is large. */
const LOUD_FROM = 2

export function isLoud(brand: BrandView): boolean {
  return brand.reading !== null && brand.level >= LOUD_FROM
}

export function BrandCard(props: CardProps) {
  const { brand } = props
  const known = brand.reading !== null
  const size = !known ? 'card-unknown' : isLoud(brand) ? 'card-loud' : 'card-calm'
  return (
    <article
      class={`card ${size} level-${known ? brand.level : 'unknown'}`}
      data-brand={brand.id}
      aria-current={props.chosen ? 'true' : undefined}
    >
      <Gauge level={known ? brand.level : null} />
      <div class="card-body">
        <h3 class="card-name">
          <a href={hrefOf({ page: 'board', brandId: brand.id })}>
            <Stranger text={brand.name} />
          </a>
        </h3>
        {known ? <Wind {...props} /> : <NoData />}
        {known && <Why {...props} />}
        {brand.reading && <Figures {...props} />}
        <Links {...props} />
      </div>
      {isLoud(brand) && props.storm && <Company storm={props.storm} />}
    </article>
  )
}

function NoData() {
  const { text } = useApp()
  return (
    <>
      <p class="card-level">{text.card.noData}</p>
      <p class="card-why">{text.card.noDataHow}</p>
    </>
  )
}

function Wind({ brand }: CardProps) {
  const { language, text } = useApp()
  const now = useProductNow()
  return (
    <p class="card-level">
      <span class="visually-hidden">
        {text.card.level} {brand.level} {text.card.of}:{' '}
      </span>
      <strong>{levelName(brand.level, language)}</strong>
      <span class="card-direction">
        <span aria-hidden="true" class={`arrow arrow-${brand.direction}`}>
          {ARROWS[brand.direction]}
        </span>{' '}
        {text.card[brand.direction]}
      </span>
      {brand.since !== null && (
        <span class="card-since">{text.card.since(shortTime(brand.since, language, now))}</span>
      )}
    </p>
  )
}

const ARROWS = { up: '↑', down: '↓', steady: '→' } as const

function Why({ brand, storm }: CardProps) {
  const { language, text, policy } = useApp()
  const cause = storm?.causes[0]
  if (cause && storm) {
    const { postQuantile } = policy
    return (
      <p class="card-why">{causeSentence(cause, language, { kind: storm.kind, postQuantile })}</p>
    )
  }
  return <p class="card-why">{brand.level === 0 ? text.card.calm : text.card.airy}</p>
}

function Figures({ brand }: CardProps) {
  const { language, text } = useApp()
  const reading = brand.reading
  if (!reading) return null
  return (
    <dl class="figures">
      <div>
        <dd>{formatNumber(Math.round(reading.window.negatives), language)}</dd>
        <dt>
          {text.card.negatives}
          <span class="figures-normal">
            {text.card.expected(formatAmount(reading.window.expectedNegatives, language))}
          </span>
        </dt>
      </div>
      {reading.leadingInteractions !== undefined && (
        <div>
          <dd>{formatNumber(reading.leadingInteractions, language)}</dd>
          <dt>{text.card.lead}</dt>
        </div>
      )}
      {reading.doublingTimeMin !== undefined && (
        <div>
          <dd>{formatSpan(reading.doublingTimeMin * MINUTE_MS, language)}</dd>
          <dt>{text.card.doubling}</dt>
        </div>
      )}
    </dl>
  )
}

function Links({ brand, storm, candystorm }: CardProps) {
  const { text, language } = useApp()
  return (
    <p class="card-links">
      {storm && (
        <a class="button button-main" href={hrefOf({ page: 'storm', stormId: storm.id })}>
          {text.card.open}
        </a>
      )}
      {storm && (
        <span class="tag">
          {text.status[storm.status]}
          {storm.status === 'firing' && `, ${phaseName(storm.phase, language)}`}
        </span>
      )}
      {candystorm && (
        <a class="tag tag-praise" href={hrefOf({ page: 'storm', stormId: candystorm.id })}>
          ♥ {text.card.candystorm}
        </a>
      )}
      {brand.reading?.warmingUp && (
        <span class="tag" title={text.card.warmingUpHow}>
          {text.card.warmingUp}
        </span>
      )}
      {brand.reading?.doubtedSources && (
        <span class="tag tag-old">{doubtSentence(brand.reading.doubtedSources, language)}</span>
      )}
      <OldReading brand={brand} />
    </p>
  )
}

/** A reading that does not move while the clock does is a stalled stage, not calm. */
function OldReading({ brand }: { readonly brand: BrandView }) {
  const { text, language, policy } = useApp()
  const now = useProductNow()
  if (!brand.reading) return null
  const age = now - brand.reading.at
  if (age < 2 * policy.grid + policy.grace) return null
  return <span class="tag tag-old">{text.card.old(formatSpan(age, language))}</span>
}
