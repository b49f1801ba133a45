/** An entry of a feed as a mention and its counter. Pure and total: an entry may come from anywhere. */

import { parseRecord } from '../../shared/core/parse.ts'
import { type EpochMs, formatInstant } from '../../shared/core/time.ts'
import type { Entry } from './feed-entries.ts'
import type { Found } from './source.ts'

export function foundIn(raw: Entry | null, observedAt: EpochMs): Found[] {
  if (typeof raw !== 'object' || raw === null) return []
  const { id, title, excerpt, url, publishedAt, lang, publisher, comments, isNew } = raw
  const at = formatInstant(observedAt)
  const mentionId = typeof id === 'string' ? `rss:${id}` : undefined
  const found: Found[] = []
  if (isNew !== false) {
    found.push(
      checked({
        type: 'mention',
        id: mentionId,
        source: 'rss',
        kind: 'article',
        author: { id: publisher, handle: publisher },
        text: [title, excerpt].filter((part) => typeof part === 'string' && part !== '').join('\n'),
        lang,
        url,
        publishedAt: publishedAt ?? at,
        observedAt: at,
      }),
    )
  }
  if (comments !== null && comments !== undefined)
    found.push(checked({ type: 'engagement', mentionId, source: 'rss', observedAt: at, comments }))
  return found
}

function checked(value: Readonly<Record<string, unknown>>): Found {
  const parsed = parseRecord(value)
  return parsed.ok
    ? { type: 'record', record: parsed.record }
    : { type: 'reject', code: parsed.code, reason: parsed.reason }
}
