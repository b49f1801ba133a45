/** Who was told about a storm, by which channel, when, and what became of it. */

import { reasonName } from '../../../shared/core/words.ts'
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
