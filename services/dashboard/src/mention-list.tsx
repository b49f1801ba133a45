/** Mentions that a query finds, newest first, in pages, each with the way to correct what it was taken for. */

import { useEffect, useState } from 'preact/hooks'
import { formatNumber } from '../../../shared/core/numbers.ts'
import { api, type MentionDocument, type MentionQuery } from './api.ts'
import { useApp } from './context.ts'
import { Failure } from './fetched.tsx'
import { Labelling } from './label.tsx'
import { Mention } from './stranger.tsx'

interface Found {
  readonly mentions: readonly MentionDocument[]
  readonly hidden: number
  readonly next: string | undefined
}

/** Copies explain a wave; hiding them is a way to read, and changes nothing else. */
export function UniqueSwitch(props: {
  readonly unique: boolean
  readonly onChange: (unique: boolean) => void
}) {
  const { text } = useApp()
  return (
    <label class="check-line no-print">
      <input
        type="checkbox"
        checked={props.unique}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {text.search.unique}
    </label>
  )
}

function Copies({ count }: { readonly count: number }) {
  const { text, language } = useApp()
  if (count === 0) return null
  return <p class="quiet copies">{text.search.copies(count, formatNumber(count, language))}</p>
}

/** Of a new query a new one is to be made: `key` decides. */
export function MentionList({ query }: { readonly query: MentionQuery }) {
  const { text, language } = useApp()
  const [found, setFound] = useState<Found | null>(null)
  const [error, setError] = useState<unknown>(undefined)
  const [loading, setLoading] = useState(false)
  const load = async (after: string | undefined) => {
    setLoading(true)
    setError(undefined)
    try {
      const page = await api.mentions(after === undefined ? query : { ...query, after })
      setFound((before) => ({
        mentions:
          after === undefined ? page.mentions : [...(before?.mentions ?? []), ...page.mentions],
        hidden: (after === undefined ? 0 : (before?.hidden ?? 0)) + (page.hidden ?? 0),
        next: page.next,
      }))
    } catch (problem) {
      setError(problem)
    }
    setLoading(false)
  }
  useEffect(() => {
    void load(undefined)
  }, [])
  return (
    <div aria-live="polite" aria-busy={loading}>
      {found && found.mentions.length === 0 && <p class="quiet">{text.search.empty}</p>}
      {found && found.mentions.length > 0 && (
        <p class="quiet">
          {text.search.count(formatNumber(found.mentions.length, language))}
          {found.next !== undefined && ' +'}
          {query.unique && `, ${text.search.hidden(formatNumber(found.hidden, language))}`}
        </p>
      )}
      {found?.mentions.map((mention) => (
        <Mention key={mention.id} mention={mention}>
          <Copies count={mention.copies ?? 0} />
          <Labelling mention={mention} />
        </Mention>
      ))}
      {error !== undefined && <Failure error={error} retry={() => load(found?.next)} />}
      {loading && <p class="quiet loading">{text.loading}</p>}
      {!loading && found?.next !== undefined && (
        <button type="button" class="button" onClick={() => load(found.next)}>
          {text.search.more}
        </button>
      )}
    </div>
  )
}
