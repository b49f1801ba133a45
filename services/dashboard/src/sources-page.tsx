/** What each source can see at present: calm is worth only as much as this list. */

import type { SourceView } from '../../../shared/core/live.ts'
import { formatNumber, formatSpan } from '../../../shared/core/numbers.ts'
import { sourceName } from '../../../shared/core/words.ts'
import { useApp, useProductNow } from './context.ts'
import { shortTime } from './format.ts'
import { Stranger } from './stranger.tsx'

/** The troubled first. */
const ORDER: readonly SourceView['status'][] = ['blind', 'quiet', 'slow', 'catching-up', 'live']

const SIGNS: Readonly<Record<SourceView['status'], string>> = {
  blind: '✗',
  quiet: '!',
  slow: '!',
  'catching-up': '…',
  live: '✓',
}

export function SourcesPage() {
  const { table, text } = useApp()
  const words = text.sources
  const sources = [...table.sources.values()].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.id.localeCompare(b.id),
  )
  return (
    <>
      <section class="panel">
        <h1>{words.title}</h1>
        {sources.length === 0 && <p class="quiet">{words.empty}</p>}
        {sources.length > 0 && (
          <div class="table-wide">
            <table class="data data-words">
              <thead>
                <tr>
                  <th scope="col">{words.source}</th>
                  <th scope="col">{words.status}</th>
                  <th scope="col">{words.since}</th>
                  <th scope="col">{words.lastAt}</th>
                </tr>
              </thead>
              <tbody>
                {sources.map((source) => (
                  <SourceRow key={source.id} source={source} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <Lag />
    </>
  )
}

function SourceRow({ source }: { readonly source: SourceView }) {
  const { text, language } = useApp()
  const now = useProductNow()
  const words = text.sources
  return (
    <tr>
      <th scope="row">
        <Stranger text={sourceName(source.id, language)} />
      </th>
      <td>
        <span class={`source-state source-${source.status}`}>
          <span aria-hidden="true">{SIGNS[source.status]}</span> {words.states[source.status]}
        </span>
        <span class="quiet source-hint">{words.hints[source.status]}</span>
      </td>
      <td>{shortTime(source.since, language, now)}</td>
      <td>
        {source.lastAt === null
          ? words.never
          : `${shortTime(source.lastAt, language, now)} (${formatSpan(now - source.lastAt, language)})`}
      </td>
    </tr>
  )
}

function Lag() {
  const { table, text, language } = useApp()
  const groups = Object.entries(table.system?.lag ?? {}).filter(([, records]) => records > 0)
  return (
    <section class="panel">
      <h2>{text.sources.lag}</h2>
      {groups.length === 0 && <p class="quiet">{text.sources.noLag}</p>}
      <ul>
        {groups.map(([group, records]) => (
          <li key={group}>
            {group}: {text.sources.records(formatNumber(records, language))}
          </li>
        ))}
      </ul>
    </section>
  )
}
