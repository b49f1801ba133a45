/** A storm's own page: what, why, since when, how it grows, who knows, and what can be done. Prints as a report. */

import type { BrandView, StormView } from '../../../shared/core/live.ts'
import { formatSpan } from '../../../shared/core/numbers.ts'
import { voicesSentences } from '../../../shared/core/talk-words.ts'
import { causeSentence, levelName, phaseName, touchpointName } from '../../../shared/core/words.ts'
import { Act, Notes } from './act.tsx'
import { Checklist } from './checklist.tsx'
import { useApp, useProductNow } from './context.ts'
import { clockTime, longDate, shortTime } from './format.ts'
import { Gauge, LevelBadge } from './gauge.tsx'
import { LeadingPost } from './leading-post.tsx'
import { Likeness } from './likeness.tsx'
import { StormPosts } from './storm-posts.tsx'
import { Stranger } from './stranger.tsx'
import { Sums } from './sums.tsx'
import { Told } from './told.tsx'

export function StormPage(props: { readonly stormId: string }) {
  const { table, text } = useApp()
  const storm = table.storms.get(props.stormId)
  if (!table.system) return <p class="quiet loading">{text.line.loading}</p>
  if (!storm) {
    return (
      <section class="panel empty">
        <h1>{text.storm.unknown}</h1>
        <a href="#/">{text.storm.back}</a>
      </section>
    )
  }
  const brand = table.brands.get(storm.brandId)
  const candystorm = storm.kind === 'candystorm'
  return (
    <article class="storm-page">
      <p class="crumb">
        <a href="#/">← {text.storm.back}</a>
        <button type="button" class="button no-print" onClick={() => print()}>
          {text.storm.print}
        </button>
      </p>
      <Printed />
      <Summary storm={storm} brand={brand} />
      <div class="storm-columns">
        <div class="storm-main">
          <LeadingPost
            key={storm.leadingMentionId}
            storm={storm}
            reading={brand?.reading ?? null}
          />
          {!candystorm && <StormPosts storm={storm} />}
          {!candystorm && <Checklist checks={storm.checklist} />}
          {!candystorm && <Likeness storm={storm} at={brand?.reading?.at ?? null} />}
          {!candystorm && <Sums reading={brand?.reading ?? null} policyId={storm.policyId} />}
        </div>
        <div class="storm-side">
          {!candystorm && <Act storm={storm} />}
          <Notes storm={storm} />
          <Told stormId={storm.id} />
          <History storm={storm} />
        </div>
      </div>
    </article>
  )
}

/** A report on paper says of when it is. */
function Printed() {
  const { text, language } = useApp()
  const now = useProductNow()
  return (
    <p class="print-only">
      {text.storm.printed(`${longDate(now, language)}, ${clockTime(now, language)}`)}
    </p>
  )
}

function Summary(props: { readonly storm: StormView; readonly brand: BrandView | undefined }) {
  const { text, language, policy } = useApp()
  const { storm, brand } = props
  const candystorm = storm.kind === 'candystorm'
  const { postQuantile } = policy
  return (
    <section class={`storm-summary ${candystorm ? 'praise' : `level-${storm.level}`}`}>
      {candystorm ? (
        <span class="praise-sign" aria-hidden="true">
          ♥
        </span>
      ) : (
        <Gauge level={storm.level} />
      )}
      <div>
        <h1>
          <Stranger text={brand?.name ?? storm.brandId} />
          {': '}
          {candystorm
            ? text.storms.candystorm
            : `${text.card.level} ${storm.level}, ${levelName(storm.level, language)}`}
        </h1>
        {candystorm && <p>{text.storm.candystormNote}</p>}
        <h2 class="visually-hidden">{text.storm.causes}</h2>
        <ul class="causes">
          {storm.causes.map((cause, index) => (
            // Causes have no identity but their rank.
            <li key={index}>
              <Stranger text={causeSentence(cause, language, { kind: storm.kind, postQuantile })} />
            </li>
          ))}
        </ul>
        <Voices storm={storm} />
        <Facts storm={storm} />
      </div>
    </section>
  )
}

/** Who speaks, where it is not as usual: it explains a wave, and hides nothing of it. */
function Voices({ storm }: { readonly storm: StormView }) {
  const { language } = useApp()
  const said = storm.causes.flatMap((cause) => voicesSentences(cause, language))
  if (said.length === 0) return null
  return (
    <ul class="causes quiet">
      {said.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

function Facts({ storm }: { readonly storm: StormView }) {
  const { text, language } = useApp()
  const now = useProductNow()
  const time = (at: number) => shortTime(at, language, now)
  const age = formatSpan((storm.endedAt ?? now) - storm.startedAt, language)
  const facts: [string, string][] = [
    [text.storm.started, `${time(storm.startedAt)} (${age})`],
    ...(storm.endedAt === null
      ? []
      : [[text.storm.ended, time(storm.endedAt)] as [string, string]]),
    [text.storm.phase, phaseName(storm.phase, language)],
  ]
  if (storm.kind === 'storm') {
    facts.push(
      [text.storm.status, text.status[storm.status]],
      [text.storm.peak, `${storm.peakLevel}, ${levelName(storm.peakLevel, language)}`],
    )
  }
  if (storm.touchpoints.length > 0) {
    const names = storm.touchpoints.map((name) => touchpointName(name, language))
    facts.push([text.storm.touchpoints, names.join(', ')])
  }
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Stranger text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function History({ storm }: { readonly storm: StormView }) {
  const { text, language } = useApp()
  const now = useProductNow()
  return (
    <section class="panel">
      <h2>{text.storm.history}</h2>
      <ol class="steps">
        {[...storm.history].reverse().map((step) => (
          <li key={`${step.at} ${step.change}`}>
            <LevelBadge level={step.level} praise={storm.kind === 'candystorm'} />
            <time>{shortTime(step.at, language, now)}</time>
            <span>{text.change[step.change]}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
