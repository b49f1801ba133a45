/**
 * A status of the Mastodon API as a mention with its counters. Whoever does not want to be indexed is left out. Pure and
 * total: a status may come from any server.
 */

import { parseRecord } from '../../shared/core/parse.ts'
import { type EpochMs, formatInstant, parseInstant } from '../../shared/core/time.ts'
import { textOfHtml } from './html-text.ts'
import type { Found } from './source.ts'

/** As an instance showed it. */
export interface SeenStatus {
  /** Of the instance, such as `https://mastodon.social`. */
  readonly origin: string
  readonly status: unknown
  /** Whether only accounts count that have agreed to be found by search. */
  readonly onlyIndexable: boolean
  /** For comments: the post that they stand under, and the one that they answer. */
  readonly under?: string
  readonly inReplyTo?: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

export function foundInStatus(raw: SeenStatus, observedAt: EpochMs): Found[] {
  const { origin, status, onlyIndexable, under, inReplyTo } = fieldsOf(raw) as Partial<SeenStatus>
  const fields = fieldsOf(status)
  const refused = whyNotTold(fields, onlyIndexable === true)
  if (refused !== undefined) return [{ type: 'skip', reason: refused }]
  const account = fieldsOf(fields['account'])
  const mention = parseRecord({
    type: 'mention',
    id: mentionIdOf(fields),
    source: 'mastodon',
    kind: typeof fields['in_reply_to_id'] === 'string' ? 'comment' : 'post',
    author: {
      id: account['uri'] ?? account['url'],
      handle: handleOf(account['acct'], origin),
      followers: account['followers_count'],
      createdAt: account['created_at'],
    },
    text: textOf(fields),
    lang: fields['language'],
    url: fields['url'] ?? fields['uri'],
    conversationId: under,
    inReplyTo,
    publishedAt: fields['created_at'],
    observedAt: formatInstant(observedAt),
  })
  if (!mention.ok) return [{ type: 'reject', code: mention.code, reason: mention.reason }]
  const ref = refOf(origin, fields['id'])
  const told: Found = {
    type: 'record',
    record: mention.record,
    ...(ref === undefined ? {} : { ref }),
  }
  return [under === undefined ? told : { ...told, under }, countersOf(fields, observedAt)]
}

/** The present counters of a status. */
export function countersOf(status: unknown, observedAt: EpochMs): Found {
  const fields = fieldsOf(status)
  const sample = parseRecord({
    type: 'engagement',
    mentionId: mentionIdOf(fields),
    source: 'mastodon',
    observedAt: formatInstant(observedAt),
    likes: fields['favourites_count'],
    comments: fields['replies_count'],
    shares: fields['reblogs_count'],
  })
  if (sample.ok) return { type: 'record', record: sample.record }
  return { type: 'reject', code: sample.code, reason: sample.reason }
}

/** Why a status is not for us; undefined: it is. */
export function whyNotTold(status: unknown, onlyIndexable: boolean): string | undefined {
  const fields = fieldsOf(status)
  const { noindex, indexable } = fieldsOf(fields['account'])
  if (noindex === true) return 'its author does not want to be indexed'
  if (onlyIndexable && indexable !== true) return 'its author has not agreed to be found by search'
  // A token may show us what its owner may see and nobody else.
  const { visibility } = fields
  if (visibility !== undefined && visibility !== 'public' && visibility !== 'unlisted')
    return 'it is not public'
  return typeof fields['reblog'] === 'object' && fields['reblog'] !== null
    ? 'it is a boost'
    : undefined
}

/** The canonical address names a post on every instance that knows it. */
export function mentionIdOf(status: unknown): string | undefined {
  const { uri } = fieldsOf(status)
  return typeof uri === 'string' && /^https?:\/\/\S+$/i.test(uri) ? `mastodon:${uri}` : undefined
}

/** @returns undefined: never edited, or not to be read */
export function editedAtOf(status: unknown): EpochMs | undefined {
  return parseInstant(fieldsOf(status)['edited_at'])
}

export function idOf(status: unknown): string | undefined {
  const { id } = fieldsOf(status)
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined
}

export function repliesOf(status: unknown): number {
  const { replies_count: replies } = fieldsOf(status)
  return typeof replies === 'number' && replies > 0 ? replies : 0
}

export function inReplyToOf(status: unknown): string | undefined {
  const { in_reply_to_id: id } = fieldsOf(status)
  return typeof id === 'string' ? id : undefined
}

function refOf(origin: unknown, id: unknown): string | undefined {
  const own = idOf({ id })
  return typeof origin === 'string' && own !== undefined ? `${origin}/${own}` : undefined
}

function textOf(status: Fields): string {
  const { spoiler_text: warning, content, poll } = status
  const { options } = fieldsOf(poll)
  const choices = Array.isArray(options) ? options.map((one) => fieldsOf(one)['title']) : []
  const parts = [warning, typeof content === 'string' ? textOfHtml(content) : undefined, ...choices]
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n')
}

/** An account of the instance itself is named without its host there. */
function handleOf(acct: unknown, origin: unknown): string | undefined {
  if (typeof acct !== 'string' || acct === '') return undefined
  if (acct.includes('@') || typeof origin !== 'string' || !URL.canParse(origin)) return `@${acct}`
  return `@${acct}@${new URL(origin).hostname}`
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {}
}
