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
import { TOPICS } from '../../shared/edge/topics.ts'
import {
  addDead,
  addRecord,
  addStatus,
  type Block,
  type BrandRecord,
  brandsOf,
  createKnown,
} from './publish.ts'
import type { Schedule } from './schedule.ts'
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
  const { bus, clock, events, brands, schedules, gaps } = options
  const matcher = compileMatcher(brands)
  for (const { brandId, rule, reason } of matcher.rejected) {
    const what = `brand ${brandId}: the rule ${JSON.stringify(rule)} was left out: ${reason}`
    events.problem('ingest: rules', what)
  }
  const ids = new Set(brands.map(({ id }) => id))
  const partitions = await bus.partitionsOf(TOPICS.mentions)
  const known = createKnown()
  const forget = (mentionId: string) => {
    for (const schedule of schedules.values()) schedule.unwatch(mentionId)
  }
  await readToEnd(bus, [TOPICS.mentions], { at: clock.now() - DAY_MS }, ({ records }) => {
    for (const { value } of records) {
      const { type, mentionId, brandId, ...record } = written(value)
      if (type === 'mention' && record.id && brandId && ids.has(brandId)) {
        known.remember(record.id, brandId)
        const connector = record.via ?? record.source ?? ''
        const foundAt = parseInstant(record.observedAt) ?? clock.now()
        gaps.get(connector)?.found(foundAt)
        schedules.get(connector)?.watch(
          {
            mentionId: record.id,
            kind: record.kind ?? 'post',
            publishedAt: parseInstant(record.publishedAt) ?? 0,
            ref: record.ref,
            foundAt,
          },
          brandId,
          clock.now(),
        )
      } else if (type === 'deletion' && mentionId) forget(mentionId)
    }
  })
  const brandsById = (name: string) => (mentionId: string) => {
    const found = known.brandsOf(mentionId)
    return found.length > 0 ? found : (schedules.get(name)?.brandsOf(mentionId) ?? found)
  }
  /** A comment belongs also to whom the post belongs that it stands under. */
  const ownersOf = (record: BrandRecord, name: string, under: string | undefined) => {
    const owners = brandsOf(record, matcher, ids, brandsById(name))
    return under === undefined ? owners : [...new Set([...owners, ...brandsById(name)(under)])]
  }
  return {
    add(block, name, found, item) {
      for (const one of found) {
        if (one.type === 'skip') continue
        if (one.type === 'reject') addDead(block, one, name, item)
        else if (one.record.type === 'source-status') addStatus(block, one.record, partitions)
        else {
          const { record, ref, under } = one
          const owners = ownersOf(record, name, under)
          if (owners.length === 0) block.unmatched++
          for (const brandId of owners) {
            addRecord(block, record, brandId, name, ref)
            if (record.type !== 'mention') continue
            const { id: mentionId, kind, publishedAt, observedAt: foundAt } = record
            known.remember(mentionId, brandId)
            gaps.get(name)?.found(foundAt)
            const post = { mentionId, kind, publishedAt, ref, foundAt }
            schedules.get(name)?.watch(post, brandId, clock.now())
          }
          if (record.type === 'engagement') schedules.get(name)?.counted(record)
          if (record.type === 'deletion') forget(record.mentionId)
        }
      }
    },
    async store(block, name) {
      if (block.appends.length > 0) await bus.append(block.appends)
      for (const [type, records] of block.published) events.published(name, type, records)
      for (const [code, records] of block.dead) events.deadLettered(name, code, records)
      if (block.unmatched > 0) events.unmatched(name, block.unmatched)
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
