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
  readonly next: string | undefined
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
        </p>
      )}
      {found?.mentions.map((mention) => (
        <Mention key={mention.id} mention={mention}>
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
