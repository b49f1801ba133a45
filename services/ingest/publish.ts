/** What was found becomes records of the log: matched to brands, each brand its own copy. No input, no output. */

import type { Matcher } from '../../shared/core/match.ts'
import {
  formatRecord,
  idKey,
  type JournalRecord,
  type SourceStatus,
} from '../../shared/core/mention.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import { type Append, partitionOf } from '../../shared/edge/bus.ts'
import { deadLetter, encodeMark, encodeRecord } from '../../shared/edge/codec.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import type { FetchedItem, Found } from './source.ts'

/** A record of a brand; what a source says about itself belongs to none. */
export type BrandRecord = Exclude<JournalRecord, SourceStatus>

/** The brands that an id is already known to be about; counters and deletions need not name one. */
export interface Known {
  remember(mentionId: string, brandId: string): void
  brandsOf(mentionId: string): readonly string[]
}

/** Ids are remembered in two generations of so many, 60 bytes each: the older one leaves whole. */
const GENERATION = 200_000
const NOBODY: readonly string[] = Object.freeze([])

export function createKnown(generation = GENERATION): Known {
  let young = new Map<number, readonly string[]>()
  let old = new Map<number, readonly string[]>()
  /** Each set of brands once, however many ids have it. */
  const sets = new Map<string, readonly string[]>()
  const withBrand = (brands: readonly string[], brandId: string) => {
    const key = brands.length === 0 ? brandId : [...brands, brandId].join('\n')
    let all = sets.get(key)
    if (!all) {
      all = [...brands, brandId]
      sets.set(key, all)
    }
    return all
  }
  return {
    brandsOf(mentionId) {
      const id = idKey(mentionId)
      return young.get(id) ?? old.get(id) ?? NOBODY
    },
    remember(mentionId, brandId) {
      const id = idKey(mentionId)
      const fresh = young.get(id)
      const brands = fresh ?? old.get(id) ?? NOBODY
      const all = brands.includes(brandId) ? brands : withBrand(brands, brandId)
      if (all === fresh) return
      if (young.size >= generation) [old, young] = [young, new Map()]
      young.set(id, all)
    },
  }
}

/**
 * The brands that a record is about.
 * @returns none where it is nobody's. A brand named in the record stands, if it is one of ours. A mention goes also
 * to the brands that it was about before, so that an edit which takes the name out reaches them.
 */
export function brandsOf(
  record: BrandRecord,
  matcher: Matcher,
  brands: ReadonlySet<string>,
  known: (mentionId: string) => readonly string[],
): readonly string[] {
  if (record.brandId !== undefined) return brands.has(record.brandId) ? [record.brandId] : NOBODY
  if (record.type !== 'mention') return known(record.mentionId)
  const { text, author, source } = record
  const matches = matcher.match({ text, authorHandle: author?.handle, source })
  const before = known(record.id)
  if (matches.length === 0) return before
  const found = matches.map(({ brandId }) => brandId)
  for (const brandId of before) if (!found.includes(brandId)) found.push(brandId)
  return found
}

/** What a block of items becomes, and what will have to be counted once it is stored. */
export interface Block {
  readonly appends: Append[]
  readonly published: Map<JournalRecord['type'], number>
  /** By brand: the newest engagement. */
  readonly measuredTo: Map<string, EpochMs>
  /** By code. */
  readonly dead: Map<string, number>
  unmatched: number
}

export function emptyBlock(): Block {
  return {
    appends: [],
    published: new Map(),
    measuredTo: new Map(),
    dead: new Map(),
    unmatched: 0,
  }
}

/**
 * @param via the connector, where it differs from the platform. A record that says its own keeps it.
 * @param ref how the source finds it again; stands in the log beside the journal's fields and goes no further.
 */
export function addRecord(
  block: Block,
  record: BrandRecord,
  brandId: string,
  via: string | undefined,
  ref: string | undefined,
): void {
  const said = record.via ?? (via === record.source ? undefined : via)
  const topic = record.type === 'engagement' ? TOPICS.engagement : TOPICS.mentions
  const { value: plain, decoded } = encodeRecord({ ...record, brandId, via: said })
  const value = ref === undefined ? plain : `${plain.slice(0, -1)},"ref":${JSON.stringify(ref)}}`
  block.appends.push({ topic, key: brandId, value, decoded })
  if (record.type === 'engagement') {
    const before = Math.max(block.measuredTo.get(brandId) ?? 0, record.observedAt)
    block.measuredTo.set(brandId, before)
  }
  count(block.published, record.type)
}

/**
 * What is appended after what: a log that shows the parts of one append one by one gets the engagement first, and then
 * the mentions with a mark in each partition that the engagement went to. So scoring never takes the one without the other.
 */
export function inSteps(block: Block, partitions: number, atomic: boolean): Append[][] {
  const { appends, measuredTo } = block
  if (atomic || measuredTo.size === 0) return [appends]
  const marks = new Map<number, EpochMs>()
  for (const [brandId, to] of measuredTo) {
    const partition = partitionOf(brandId, partitions)
    marks.set(partition, Math.max(marks.get(partition) ?? 0, to))
  }
  const isCount = ({ topic }: Append) => topic === TOPICS.engagement
  return [
    appends.filter(isCount),
    [
      ...appends.filter((append) => !isCount(append)),
      ...[...marks].map(([partition, to]) => ({
        topic: TOPICS.mentions,
        key: null,
        value: encodeMark(to + 1),
        partition,
      })),
    ],
  ]
}

/** A source's state belongs to no brand and goes to every partition. */
export function addStatus(block: Block, record: SourceStatus, partitions: number): void {
  const value = formatRecord(record)
  for (let partition = 0; partition < partitions; partition++)
    block.appends.push({ topic: TOPICS.mentions, key: null, value, partition })
  count(block.published, record.type)
}

/** The largest dead letter: Kafka takes a megabyte by default. */
const DEAD_LETTER_BYTES = 900_000

export function addDead(
  block: Block,
  { code, reason }: Extract<Found, { type: 'reject' }>,
  origin: string,
  item: Pick<FetchedItem<unknown, unknown>, 'bytes' | 'position'> | undefined,
): void {
  const raw = item?.bytes() ?? new Uint8Array(0)
  const cut =
    raw.length > DEAD_LETTER_BYTES
      ? ` (the first ${DEAD_LETTER_BYTES} of ${raw.length} bytes are kept)`
      : ''
  block.appends.push(
    deadLetter({
      code,
      reason: reason + cut,
      origin,
      position: item?.position ?? 0,
      raw: raw.subarray(0, DEAD_LETTER_BYTES),
    }),
  )
  count(block.dead, code)
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
