/**
 * What a message says beyond its notification. It is fetched when the message is written, and nobody waits for it: the
 * alert path needs the log alone, so whatever the store does not give within a second is linked instead.
 */

import type { Notification } from '../../shared/core/alert.ts'
import type { SourceState } from '../../shared/core/mention.ts'
import type { Policy } from '../../shared/core/policy.ts'
import { type EpochMs, HOUR_MS } from '../../shared/core/time.ts'
import type { EngagementPoint, MentionDocument, Store } from '../../shared/edge/store.ts'

export interface LeadingPost {
  /** Empty after a deletion. */
  readonly text: string
  readonly authorHandle: string | null
  readonly authorFollowers: number | null
  readonly url: string | null
  readonly source: string
  readonly publishedAt: EpochMs
  readonly deleted: boolean
  /** Oldest first. */
  readonly engagement: readonly EngagementPoint[]
}

export interface MessageContext {
  readonly brandName: string
  /** Names by id of the person. */
  readonly people: ReadonlyMap<string, string>
  /** When it is sent; later than decided where sending was delayed. */
  readonly sentAt: EpochMs
  readonly leading?: LeadingPost
  /** A few that say what most say. */
  readonly typical?: readonly MentionDocument[]
  /** Critical mentions since the storm began, by source, the most first. */
  readonly spread?: readonly { readonly source: string; readonly mentions: number }[]
  /** Sources that do not see what they should. */
  readonly blind?: readonly { readonly source: string; readonly status: SourceState }[]
  /** Where the page is. */
  readonly publicUrl?: string
  readonly policy?: Policy
  /** A recording is being played. */
  readonly recording?: string
  /** Behind the @ of message ids; the sender's own. */
  readonly mailDomain?: string
}

export type Fetched = Pick<MessageContext, 'leading' | 'typical' | 'spread'>

const PATIENCE_MS = 1_000
/** Mentions looked at to find typical ones and to count sources. */
const SAMPLE = 200
const TYPICAL = 3
/** A storm begins before it is called one. */
const LEAD_IN_MS = HOUR_MS

/** Never rejects and never takes longer than a second. */
export async function fetchFor(
  notification: Notification,
  store: Store | undefined,
  patienceMs: number = PATIENCE_MS,
): Promise<Fetched> {
  if (!store) return {}
  const { brandId, leadingMentionId, causes } = notification
  const mentionId = leadingMentionId ?? causes.find((cause) => cause.mentionId)?.mentionId
  const [leading, mentions] = await Promise.all([
    mentionId === undefined
      ? undefined
      : withinPatience(() => leadingPost(store, brandId, mentionId), patienceMs),
    withinPatience(() => sample(store, notification), patienceMs),
  ])
  return {
    ...(leading === undefined ? {} : { leading }),
    ...(mentions === undefined ? {} : { typical: typicalOf(mentions, mentionId) }),
    ...(mentions === undefined ? {} : { spread: spreadOf(mentions) }),
  }
}

async function leadingPost(
  store: Store,
  brandId: string,
  mentionId: string,
): Promise<LeadingPost | undefined> {
  const [found, engagement] = await Promise.all([
    store.mention(brandId, mentionId),
    store.engagement(brandId, mentionId),
  ])
  if (!found) return undefined
  const { text, authorHandle, authorFollowers, url, source, publishedAt, deletedAt } = found
  const deleted = deletedAt !== null
  return { text, authorHandle, authorFollowers, url, source, publishedAt, deleted, engagement }
}

async function sample(store: Store, notification: Notification): Promise<MentionDocument[]> {
  const { brandId, startedAt, at, kind } = notification
  const page = await store.search({
    brandId,
    fromAt: startedAt - LEAD_IN_MS,
    toAt: at + 1,
    limit: SAMPLE,
    ...(kind === 'storm' ? { minPNeg: 0.5 } : {}),
  })
  return page.mentions.filter((one) => one.deletedAt === null && one.text !== '')
}

/** The clearest ones, each by another author and with other words. */
function typicalOf(
  mentions: readonly MentionDocument[],
  leadingId: string | undefined,
): MentionDocument[] {
  const chosen = new Map<string, MentionDocument>()
  const authors = new Set<string>()
  const clearest = [...mentions].sort((a, b) => (b.pNeg ?? 0) - (a.pNeg ?? 0))
  for (const one of clearest) {
    const words = one.text
      .toLowerCase()
      .replace(/\P{L}+/gu, ' ')
      .trim()
      .slice(0, 80)
    const author = one.authorKey ?? one.id
    if (one.id === leadingId || words === '' || chosen.has(words) || authors.has(author)) continue
    chosen.set(words, one)
    authors.add(author)
    if (chosen.size === TYPICAL) break
  }
  return [...chosen.values()]
}

function spreadOf(mentions: readonly MentionDocument[]): { source: string; mentions: number }[] {
  const counts = new Map<string, number>()
  for (const { source } of mentions) counts.set(source, (counts.get(source) ?? 0) + 1)
  return [...counts]
    .map(([source, count]) => ({ source, mentions: count }))
    .sort((a, b) => b.mentions - a.mentions || (a.source < b.source ? -1 : 1))
}

/** Undefined where it fails or takes too long; what comes later is dropped. */
async function withinPatience<Value>(
  ask: () => Promise<Value>,
  patienceMs: number,
): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs)
  })
  const answer = (async () => ask())().catch(() => undefined)
  return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer))
}
