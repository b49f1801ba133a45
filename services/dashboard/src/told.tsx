/** Who was told about a storm, by which channel, when, and what became of it. */

import type { NotificationView, StormView } from '../../../shared/core/live.ts'
import { reasonName, touchpointName } from '../../../shared/core/words.ts'
import { useApp, useProductNow } from './context.ts'
import { shortTime } from './format.ts'
import { Stranger } from './stranger.tsx'

export function Told(props: { readonly stormId: string }) {
  const { table, text, language } = useApp()
  const now = useProductNow()
  const told = [...table.notifications.values()]
    .filter((one) => one.stormId === props.stormId)
    .sort((a, b) => b.at - a.at)
  return (
    <section class="panel">
      <h2>{text.told.title}</h2>
      {told.length === 0 && <p class="quiet">{text.told.empty}</p>}
      <ul class="told">
        {told.map((one) => (
          <li key={one.id}>
            <p>
              <time>{shortTime(one.at, language, now)}</time>{' '}
              <strong>
                <Stranger text={one.toName || one.to} />
              </strong>
              <span class="quiet">
                {' '}
                · <Stranger text={one.channel} /> · {reasonName(one.reason, language)}
              </span>
              <span class={`outcome outcome-${one.outcome}`}>
                {text.told.outcomes[one.outcome]}
                {one.deliveredAt !== null && ` ${shortTime(one.deliveredAt, language, now)}`}
              </span>
            </p>
            {one.subject && (
              <p class="quiet">
                <Stranger text={one.subject} />
              </p>
            )}
            {one.detail && (
              <p class="quiet">
                <Stranger text={one.detail} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const PEOPLE_SHOWN = 4

/** For the board: what the storm is about, who has it, and the newest message to each person and channel. */
export function Company(props: { readonly storm: StormView }) {
  const { table, text, language } = useApp()
  const now = useProductNow()
  const { storm } = props
  const newest = new Map<string, NotificationView>()
  for (const one of table.notifications.values()) {
    const key = `${one.to} ${one.channel}`
    if (one.stormId === storm.id && one.at >= (newest.get(key)?.at ?? 0)) newest.set(key, one)
  }
  const told = [...newest.values()].sort((a, b) => b.at - a.at).slice(0, PEOPLE_SHOWN)
  return (
    <dl class="company">
      {storm.touchpoints.length > 0 && (
        <div>
          <dt>{text.storm.touchpoints}</dt>
          <dd>
            <Stranger
              text={storm.touchpoints.map((name) => touchpointName(name, language)).join(', ')}
            />
          </dd>
        </div>
      )}
      <div>
        <dt>{text.told.title}</dt>
        {told.map((one) => (
          <dd key={one.id}>
            <Stranger text={one.toName || one.to} />
            <span class="quiet">
              {' · '}
              <Stranger text={one.channel} /> {shortTime(one.at, language, now)}
            </span>{' '}
            <span class={`outcome-${one.outcome}`}>{text.told.outcomes[one.outcome]}</span>
          </dd>
        ))}
        {told.length === 0 && <dd class="quiet">{text.told.empty}</dd>}
      </div>
      <div>
        {storm.acknowledged ? (
          <dd class="company-has">
            ✓ {text.act.acknowledged}: <Stranger text={storm.acknowledged.by} />
          </dd>
        ) : (
          <dd class="company-open">{text.told.someone}</dd>
        )}
      </div>
    </dl>
  )
}
