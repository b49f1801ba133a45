/**
 * Hacker News as its two interfaces show it: hits of the search (Algolia) and items (Firebase). Pure and total.
 */

import { parseRecord } from '../../shared/core/parse.ts'
import { type EpochMs, formatInstant } from '../../shared/core/time.ts'
import { textOfHtml } from './html-text.ts'
import type { Found } from './source.ts'

type Fields = Readonly<Record<string, unknown>>

/** A hit, and for comments of a watched story, that story. */
export interface Hit {
  readonly hit: unknown
  readonly under?: string
}

export function foundInHit(raw: Hit, observedAt: EpochMs): Found[] {
  const { hit, under } = fieldsOf(raw) as Partial<Hit>
  const fields = fieldsOf(hit)
  const isComment = listOf(fields['_tags']).includes('comment')
  const id = numberText(fields['objectID'])
  const text = isComment
    ? html(fields['comment_text'])
    : joined(html(fields['title']), html(fields['story_text']))
  if (id !== undefined && text === '') return [{ type: 'skip', reason: 'it has no text any more' }]
  const story = numberText(fields['story_id'])
  const parent = numberText(fields['parent_id'])
  const mention = mentionOf(observedAt, {
    id,
    isComment,
    author: fields['author'],
    text,
    conversationId: isComment && story !== undefined ? `hackernews:${story}` : undefined,
    inReplyTo: isComment && parent !== undefined ? `hackernews:${parent}` : undefined,
    seconds: fields['created_at_i'],
  })
  if (mention.type !== 'record' || isComment)
    return [mention.type === 'record' && under !== undefined ? { ...mention, under } : mention]
  return [mention, counters(id, observedAt, fields['points'], fields['num_comments'])]
}

/** When a hit was written, in seconds since 1970. */
export function secondsOf(hit: unknown): number {
  const { created_at_i: seconds } = fieldsOf(hit)
  return typeof seconds === 'number' && Number.isInteger(seconds) ? seconds : 0
}

/** Changes when a title or a text is edited. */
export function versionOf(hit: unknown): string {
  const { objectID, title, story_text, comment_text } = fieldsOf(hit)
  return JSON.stringify([objectID, title, story_text, comment_text])
}

/** What an item says of a post that is watched. */
export interface ItemNow {
  readonly found: readonly Found[]
  /** The whole text, in this interface's own spelling. */
  readonly version: string
  readonly comments: number
  /** False: deleted, or taken down. */
  readonly isThere: boolean
}

/** @param item as Firebase gives it; undefined is returned where it says nothing of this post */
export function foundInItem(
  mentionId: string,
  item: unknown,
  observedAt: EpochMs,
): ItemNow | undefined {
  const fields = fieldsOf(item)
  const id = numberText(fields['id'])
  if (id === undefined || `hackernews:${id}` !== mentionId) return undefined
  const version = JSON.stringify([fields['title'], fields['text']])
  if (fields['deleted'] === true || fields['dead'] === true) {
    const none = { brandId: undefined, source: 'hackernews', via: undefined }
    const record = { type: 'deletion', mentionId, ...none, observedAt } as const
    return { found: [{ type: 'record', record }], version, comments: 0, isThere: false }
  }
  const isComment = fields['type'] === 'comment'
  const replies = isComment ? listOf(fields['kids']).length : fields['descendants']
  const comments = typeof replies === 'number' ? replies : 0
  return {
    found: [counters(id, observedAt, fields['score'], replies)],
    version,
    comments,
    isThere: true,
  }
}

/** An item as a mention, for one whose text has changed. */
export function mentionInItem(item: unknown, observedAt: EpochMs): Found {
  const fields = fieldsOf(item)
  const isComment = fields['type'] === 'comment'
  const parent = numberText(fields['parent'])
  return mentionOf(observedAt, {
    id: numberText(fields['id']),
    isComment,
    author: fields['by'],
    text: joined(html(fields['title']), html(fields['text'])),
    conversationId: undefined,
    inReplyTo: isComment && parent !== undefined ? `hackernews:${parent}` : undefined,
    seconds: fields['time'],
  })
}

interface Parts {
  readonly id: string | undefined
  readonly isComment: boolean
  readonly author: unknown
  readonly text: string
  readonly conversationId: string | undefined
  readonly inReplyTo: string | undefined
  readonly seconds: unknown
}

function mentionOf(observedAt: EpochMs, parts: Parts): Found {
  const { id, isComment, author, text, conversationId, inReplyTo, seconds } = parts
  const at =
    typeof seconds === 'number' && seconds > 0 && seconds < 1e10 ? seconds * 1_000 : undefined
  return checked({
    type: 'mention',
    id: id === undefined ? undefined : `hackernews:${id}`,
    source: 'hackernews',
    kind: isComment ? 'comment' : 'post',
    author: { id: author, handle: author },
    text,
    url: `https://news.ycombinator.com/item?id=${id}`,
    conversationId,
    inReplyTo,
    publishedAt: at === undefined ? undefined : formatInstant(Math.floor(at)),
    observedAt: formatInstant(observedAt),
  })
}

/** Comments have no public score. */
function counters(
  id: string | undefined,
  observedAt: EpochMs,
  likes: unknown,
  comments: unknown,
): Found {
  return checked({
    type: 'engagement',
    mentionId: id === undefined ? undefined : `hackernews:${id}`,
    source: 'hackernews',
    observedAt: formatInstant(observedAt),
    likes,
    comments,
  })
}

function checked(value: Fields): Found {
  const parsed = parseRecord(value)
  return parsed.ok
    ? { type: 'record', record: parsed.record }
    : { type: 'reject', code: parsed.code, reason: parsed.reason }
}

/** An id of digits, whether it comes as text or as a number. */
function numberText(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? text : undefined
}

function html(value: unknown): string {
  return typeof value === 'string' ? textOfHtml(value) : ''
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {}
}
