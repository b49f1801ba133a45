/**
 * What has become of statuses that are watched: counters, edits, deletions, and the comments below those that have more
 * of them than before. A status whose own instance is one of ours is asked for there, where its counters are whole.
 */

import type { EpochMs } from '../../shared/core/time.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import {
  BATCH,
  type Called,
  descendantsOf,
  type Instance,
  statusById,
  statusesById,
} from './mastodon-api.ts'
import {
  countersOf,
  editedAtOf,
  foundInStatus,
  idOf,
  inReplyToOf,
  mentionIdOf,
  repliesOf,
  whyNotTold,
} from './mastodon-status.ts'
import { recallOf } from './recall.ts'
import type { Found, MeasureContext, WatchedPost } from './source.ts'

export interface MastodonOptions {
  readonly instances: readonly Instance[]
  readonly tags: readonly string[]
  /** How often a tag is asked for, in milliseconds. */
  readonly every: number
  /** Only accounts that have agreed to be found by search. */
  readonly onlyIndexable: boolean
  /** Whether comments below watched posts are read. */
  readonly comments: boolean
}

type Context = MeasureContext<MastodonOptions>

/** A status as it is now; null: gone. */
type Looked = ReadonlyMap<string, unknown>

interface Target {
  readonly post: WatchedPost
  readonly instance: Instance
  readonly id: string
}

/** Clocks of servers differ; an edit this much older than the last look may still be news. */
const CLOCKS_DIFFER_MS = 5 * MINUTE_MS

/** @throws when no instance answered */
export async function measureStatuses(context: Context): Promise<Found[]> {
  const { options, posts, clock, note } = context
  const targets = posts.flatMap((post) => targetOf(post, options.instances) ?? [])
  const found: Found[] = []
  const troubles: string[] = []
  for (const instance of options.instances) {
    const here = targets.filter((target) => target.instance === instance)
    if (here.length === 0) continue
    const { looked, why } = await lookUp(context, instance, here)
    if (why !== undefined) troubles.push(why)
    for (const target of here) {
      const status = looked.get(target.id)
      if (status !== undefined) found.push(...foundNow(target, status, options, clock.now()))
    }
    if (options.comments) found.push(...(await commentsBelow(context, here, looked)))
  }
  if (found.length === 0 && troubles.length > 0) throw new Error(troubles[0])
  for (const why of troubles) note?.('slow', why)
  return found
}

/** Where a post is asked for: at home, if that is one of ours, else where it was seen. */
function targetOf(post: WatchedPost, instances: readonly Instance[]): Target | undefined {
  const home = HOME.exec(post.mentionId)
  const seen = /^(.+)\/([\w-]+)$/.exec(post.ref ?? '')
  for (const [, origin, id] of [home ?? [], seen ?? []]) {
    const instance = instances.find((one) => one.origin === origin)
    if (instance && id !== undefined) return { post, instance, id }
  }
  return undefined
}

/** `mastodon:https://home/users/lena/statuses/1`, as Mastodon and GoToSocial name their own. */
const HOME = /^mastodon:(https?:\/\/[^/]+)\/(?:users\/[^/]+\/statuses|@[^/]+)\/([\w-]{1,64})$/

/** Instances that do not know the call for many; asked one by one from then on. */
const oneByOne = new WeakMap<Instance, true>()

async function lookUp(
  context: Context,
  instance: Instance,
  targets: readonly Target[],
): Promise<{ readonly looked: Looked; readonly why: string | undefined }> {
  const looked = new Map<string, unknown>()
  const ids = [...new Set(targets.map(({ id }) => id))]
  const isKept = () => context.clock.now() < (keptUntil.get(instance) ?? 0)
  const why = `${instance.origin} has little left of its allowance, which is kept for new posts`
  for (let from = 0; from < ids.length && !oneByOne.has(instance); from += BATCH) {
    if (isKept()) return { looked, why }
    const called = await statusesById(context, instance, ids.slice(from, from + BATCH))
    keepSome(instance, called)
    if (called.ok) {
      for (const status of called.value) looked.set(idOf(status) ?? '', status)
    } else if (NOT_KNOWN.includes(called.problem?.status ?? 0)) oneByOne.set(instance, true)
    else return { looked, why: called.why }
  }
  // What is missing in a list may be gone, or hidden for a while; the instance is asked for each.
  for (const id of ids) {
    if (looked.has(id)) continue
    if (isKept()) return { looked, why }
    const called = await statusById(context, instance, id)
    keepSome(instance, called)
    if (!called.ok) return { looked, why: called.why }
    looked.set(id, called.value)
  }
  return { looked, why: undefined }
}

/** This part of an allowance is for new posts: measuring many must not make us blind for others. */
const KEPT = 0.2
/** By instance: until its allowance is full again. */
const keptUntil = new WeakMap<Instance, EpochMs>()

function keepSome(instance: Instance, called: Called<unknown>): void {
  if (!called.ok || called.rate?.limit === undefined) return
  const { limit, remaining, resetAt } = called.rate
  if (remaining < KEPT * limit) keptUntil.set(instance, resetAt)
}

/** Before Mastodon 4.3 there is no such address; GoToSocial says 405. */
const NOT_KNOWN = [400, 404, 405, 501]

function foundNow(
  { post, instance }: Target,
  status: unknown,
  { onlyIndexable }: MastodonOptions,
  now: EpochMs,
): Found[] {
  const { mentionId } = post
  if (status === null || (mentionIdOf(status) === mentionId && whyNotTold(status, onlyIndexable))) {
    const record = {
      type: 'deletion',
      mentionId,
      brandId: undefined,
      source: 'mastodon',
      via: undefined,
      observedAt: now,
    } as const
    return [{ type: 'record', record }]
  }
  // An instance that answers with another post is not believed.
  if (mentionIdOf(status) !== mentionId) return []
  const editedAt = editedAtOf(status)
  const isEdited = editedAt !== undefined && editedAt > post.measuredAt - CLOCKS_DIFFER_MS
  if (!isEdited) return [countersOf(status, now)]
  return foundInStatus({ origin: instance.origin, status, onlyIndexable }, now)
}

/** Threads read in one go. */
const THREADS = 5

/** Reads the threads that have grown, the fastest first, while more than half of the allowance is left. */
async function commentsBelow(
  context: Context,
  targets: readonly Target[],
  looked: Looked,
): Promise<Found[]> {
  const { options, clock } = context
  const recall = recallOf(options)
  const grown = targets
    .filter(({ post }) => post.kind !== 'comment')
    .map((target) => {
      const replies = repliesOf(looked.get(target.id))
      return { target, replies, by: replies - (recall.noted(target.post.mentionId) ?? 0) }
    })
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by)
  const found: Found[] = []
  for (const { target, replies } of grown.slice(0, THREADS)) {
    const called = await descendantsOf(context, target.instance, target.id)
    if (!called.ok) break
    found.push(...commentsOf(target, called.value, options, clock.now()))
    recall.note(target.post.mentionId, replies)
    const { limit, remaining } = called.rate ?? { limit: undefined, remaining: 0 }
    if (limit !== undefined && remaining < limit / 2) break
  }
  return found
}

function commentsOf(
  { post, instance, id }: Target,
  descendants: readonly unknown[],
  options: MastodonOptions,
  now: EpochMs,
): Found[] {
  const { onlyIndexable } = options
  const { origin } = instance
  const recall = recallOf(options)
  const under = post.mentionId
  const names = new Map<string, string>([[id, under]])
  for (const status of descendants) {
    const [own, name] = [idOf(status), mentionIdOf(status)]
    if (own !== undefined && name !== undefined) names.set(own, name)
  }
  return descendants.flatMap((status) => {
    if (!recall.isNew(mentionIdOf(status) ?? '')) return []
    const inReplyTo = names.get(inReplyToOf(status) ?? '')
    return foundInStatus({ origin, status, onlyIndexable, under, inReplyTo }, now)
  })
}
