/**
 * The desk over which everything goes that sources find: it knows whose it is, writes it down, and counts it once
 * the log has it. All sources share one.
 */

import type { Brand } from '../../shared/core/brand.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import type { MentionKind } from '../../shared/core/mention.ts'
import { DAY_MS, parseInstant } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { decodeJson } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import {
  addDead,
  addRecord,
  addStatus,
  type Block,
  type BrandRecord,
  brandsOf,
  createKnown,
  inSteps,
} from './publish.ts'
import type { NewPost, Schedule } from './schedule.ts'
import type { FetchedItem, Found } from './source.ts'
import type { Gaps } from './source-state.ts'

export interface DeskOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Events
  readonly brands: readonly Brand[]
  /** By connector: the posts whose counters must be asked for. */
  readonly schedules: ReadonlyMap<string, Schedule>
  /** By connector: when mentions were found. */
  readonly gaps: ReadonlyMap<string, Gaps>
}

export interface Desk {
  /** Adds what was found to a block. `item` is where it came from, for the dead letters. */
  add(
    block: Block,
    name: string,
    found: readonly Found[],
    item: FetchedItem<unknown, unknown> | undefined,
  ): void
  /** @throws what the log throws; then nothing is counted, and the same block may be stored again. */
  store(block: Block, name: string): Promise<void>
}

/** Reads the last day of the log, so that what is told by id alone finds its brand after a restart, too. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { bus, clock, events, brands } = options
  const matcher = compileMatcher(brands)
  for (const { brandId, rule, reason } of matcher.rejected) {
    const what = `brand ${brandId}: the rule ${JSON.stringify(rule)} was left out: ${reason}`
    events.problem('ingest: rules', what)
  }
  const ids = new Set(brands.map(({ id }) => id))
  const partitions = await bus.partitionsOf(TOPICS.mentions)
  const memory = createMemory(options)
  await readToEnd(bus, [TOPICS.mentions], { at: clock.now() - DAY_MS }, ({ records }) => {
    for (const { value } of records) memory.readBack(written(value), ids)
  })
  /** A comment belongs also to whom the post belongs that it stands under. */
  const ownersOf = (record: BrandRecord, name: string, under: string | undefined) => {
    const known = memory.brandsOf(name)
    const owners = brandsOf(record, matcher, ids, known)
    return under === undefined ? owners : [...new Set([...owners, ...known(under)])]
  }
  const addFound = (block: Block, name: string, one: Extract<Found, { type: 'record' }>) => {
    const { record, ref, under } = one
    if (record.type === 'source-status') return addStatus(block, record, partitions)
    const owners = ownersOf(record, name, under)
    if (owners.length === 0) block.unmatched++
    for (const brandId of owners) {
      addRecord(block, record, brandId, name, ref)
      if (record.type !== 'mention') continue
      const { id: mentionId, kind, publishedAt, observedAt: foundAt } = record
      memory.remember(name, { mentionId, kind, publishedAt, ref, foundAt }, brandId)
    }
    if (record.type === 'deletion') memory.forget(record.mentionId)
  }
  return {
    add(block, name, found, item) {
      for (const one of found) {
        if (one.type === 'reject') addDead(block, one, name, item)
        else if (one.type === 'record') addFound(block, name, one)
      }
    },
    async store(block, name) {
      for (const step of inSteps(block, partitions, bus.atomicAppends))
        if (step.length > 0) await bus.append(step)
      await untilFollowed(bus)
      for (const [type, records] of block.published) events.published(name, type, records)
      for (const [code, records] of block.dead) events.deadLettered(name, code, records)
      if (block.unmatched > 0) events.unmatched(name, block.unmatched)
    },
  }
}

/** So far ahead of scoring, in records. What is further ahead has left the memory and must be read and decoded again. */
const MOST_AHEAD = 1_000
const LOOK_AGAIN_MS = 5
/** Scoring that moves no further for so many looks is not waited for. */
const MOST_LOOKS = 20

/** Lets scoring in the same process follow: the log would hold everything, but at twice the cost a record. */
async function untilFollowed(bus: Bus): Promise<void> {
  if (!bus.atomicAppends) return
  let at = -1
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const lags = await bus.lag(GROUPS.score, [TOPICS.mentions, TOPICS.engagement])
    if (lags.every(({ lag }) => lag <= MOST_AHEAD)) return
    const committed = lags.reduce((sum, one) => sum + one.committed, 0)
    if (committed > at) looks = 0
    at = committed
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** What the desk knows of mentions that went over it: whose they are, when they came, and that they are watched. */
function createMemory({ clock, schedules, gaps }: DeskOptions) {
  const known = createKnown()
  const remember = (name: string, post: NewPost, brandId: string) => {
    known.remember(post.mentionId, brandId)
    gaps.get(name)?.found(post.foundAt)
    schedules.get(name)?.watch(post, brandId, clock.now())
  }
  const forget = (mentionId: string) => {
    for (const schedule of schedules.values()) schedule.unwatch(mentionId)
  }
  return {
    remember,
    forget,
    brandsOf: (name: string) => (mentionId: string) => {
      const found = known.brandsOf(mentionId)
      return found.length > 0 ? found : (schedules.get(name)?.brandsOf(mentionId) ?? found)
    },
    /** A record of the log, written before this process began. */
    readBack({ type, mentionId, brandId, ...record }: Written, ids: ReadonlySet<string>) {
      if (type === 'deletion' && mentionId) forget(mentionId)
      if (type !== 'mention' || !record.id || !brandId || !ids.has(brandId)) return
      const post = {
        mentionId: record.id,
        kind: record.kind ?? 'post',
        publishedAt: parseInstant(record.publishedAt) ?? 0,
        ref: record.ref,
        foundAt: parseInstant(record.observedAt) ?? clock.now(),
      }
      remember(record.via ?? record.source ?? '', post, brandId)
    },
  }
}

/** A record that this service wrote, without reading it field by field: a day of them must be read fast. */
type Written = Partial<
  Record<
    | 'type'
    | 'id'
    | 'mentionId'
    | 'brandId'
    | 'source'
    | 'via'
    | 'ref'
    | 'publishedAt'
    | 'observedAt',
    string
  >
> & { readonly kind?: MentionKind }

function written(value: Uint8Array | null): Written {
  return (value && decodeJson<Written>(value)) ?? {}
}
