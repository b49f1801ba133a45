/** The only place where text of strangers meets the page: isolated in direction, hidden characters visible. */

import type { ComponentChildren } from 'preact'
import { formatNumber, formatPercent } from '../../../shared/core/numbers.ts'
import { sourceName } from '../../../shared/core/words.ts'
import type { MentionDocument } from './api.ts'
import { useApp, useProductNow } from './context.ts'
import { shortTime } from './format.ts'
import { textParts, webUrl } from './safe-text.ts'

export function Stranger(props: { readonly text: string }) {
  const { text } = useApp()
  return (
    <bdi>
      {textParts(props.text).map((part, index) =>
        part.mark ? (
          // Parts have no identity but their place.
          <span key={index} class="hidden-mark" title={text.hidden(part.text)}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </bdi>
  )
}

/** A mention in full: who, where, when, the words in the original, the way to it. */
export function Mention(props: {
  readonly mention: MentionDocument
  readonly children?: ComponentChildren
}) {
  const { language, text } = useApp()
  const now = useProductNow()
  const { mention } = props
  const url = webUrl(mention.url)
  return (
    <article class="mention">
      <header class="mention-head">
        <strong>{sourceName(mention.source, language)}</strong>
        {mention.authorHandle && <Stranger text={mention.authorHandle} />}
        {typeof mention.authorFollowers === 'number' && (
          <span>{text.post.followers(formatNumber(mention.authorFollowers, language))}</span>
        )}
        <time dateTime={isoOf(mention.publishedAt)}>
          {shortTime(mention.publishedAt, language, now)}
        </time>
        {typeof mention.pNeg === 'number' && (
          <span>
            {text.post.negative(formatPercent(Math.round(mention.pNeg * 100) / 100, language))}
          </span>
        )}
      </header>
      {typeof mention.deletedAt === 'number' ? (
        <p class="mention-gone">{text.post.deleted}</p>
      ) : (
        <p class="mention-text" dir="auto" lang={langOf(mention.lang)}>
          <Stranger text={mention.text} />
        </p>
      )}
      {url && typeof mention.deletedAt !== 'number' && (
        <a class="mention-link" href={url.href} target="_blank" rel="noopener noreferrer nofollow">
          {text.post.original} <span class="quiet">({url.host})</span>
        </a>
      )}
      {typeof mention.deletedAt !== 'number' && props.children}
    </article>
  )
}

function isoOf(at: number): string {
  return Number.isFinite(at) && Math.abs(at) < 8e15 ? new Date(at).toISOString() : ''
}

/** A language tag, or nothing: what a stranger declares must at least look like one. */
function langOf(lang: string | null | undefined): string {
  return lang && /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(lang) ? lang : ''
}
