/** All storms known: the open ones first, the highest above, then the past. */

import { useState } from 'preact/hooks'
import type { StormView } from '../../../shared/core/live.ts'
import { formatSpan } from '../../../shared/core/numbers.ts'
import { causeSentence, levelName } from '../../../shared/core/words.ts'
import { useApp, useProductNow } from './context.ts'
import { shortTime } from './format.ts'
import { LevelBadge } from './gauge.tsx'
import { hrefOf } from './route.ts'
import { Stranger } from './stranger.tsx'

const STORMS_SHOWN = 8

export function StormList(props: { readonly storms: readonly StormView[] }) {
  const { text } = useApp()
  const [all, setAll] = useState(false)
  const rank = (storm: StormView) => (storm.endedAt === null ? 1 + storm.level : 0)
  const sorted = [...props.storms].sort((a, b) => rank(b) - rank(a) || b.startedAt - a.startedAt)
  const shown = all ? sorted : sorted.slice(0, STORMS_SHOWN)
  return (
    <section class="panel storms" aria-labelledby="storms-title">
      <h2 id="storms-title">{text.storms.title}</h2>
      {shown.length === 0 && <p class="quiet">{text.storms.empty}</p>}
      <ul class="storm-list">
        {shown.map((storm) => (
          <StormRow key={storm.id} storm={storm} />
        ))}
      </ul>
      {shown.length < sorted.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          {text.storms.showAll(sorted.length)}
        </button>
      )}
    </section>
  )
}

function StormRow({ storm }: { readonly storm: StormView }) {
  const { text, language, table, policy } = useApp()
  const now = useProductNow()
  const praise = storm.kind === 'candystorm'
  const cause = storm.causes[0]
  const { postQuantile } = policy
  return (
    <li class={`storm-row ${storm.endedAt === null ? '' : 'storm-row-ended'}`}>
      <LevelBadge level={storm.endedAt === null ? storm.level : storm.peakLevel} praise={praise} />
      <div>
        <a href={hrefOf({ page: 'storm', stormId: storm.id })}>
          <Stranger text={table.brands.get(storm.brandId)?.name ?? storm.brandId} />
          {': '}
          {praise
            ? text.storms.candystorm
            : levelName(storm.endedAt === null ? storm.level : storm.peakLevel, language)}
        </a>
        <p class="quiet">
          {shortTime(storm.startedAt, language, now)} · {text.status[storm.status]}
          {storm.endedAt !== null &&
            ` · ${text.storms.lasted(formatSpan(storm.endedAt - storm.startedAt, language))}`}
          {storm.verdict && ` · ${text.act.verdicts[storm.verdict.verdict]}`}
        </p>
        {cause && (
          <p class="storm-row-cause">
            {causeSentence(cause, language, { kind: storm.kind, postQuantile })}
          </p>
        )}
      </div>
    </li>
  )
}
