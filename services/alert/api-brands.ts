/** Brands, their readings and what was said about them. */

import type { EntityTable } from '../../shared/core/entity-table.ts'
import type { BrandView, Entity } from '../../shared/core/live.ts'
import { oldestAt, readingsBetween } from '../../shared/core/reading-history.ts'
import type { Reading } from '../../shared/core/storm.ts'
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../shared/core/time.ts'
import type { MentionDocument, SearchQuery } from '../../shared/edge/store.ts'
import { searchWithoutCopies } from './api-copies.ts'
import { type ShownLabel, shownLabel } from './api-labels.ts'
import { type Answer, type Asked, type House, Problem, type Route } from './api-route.ts'
import {
  choice,
  type Fields,
  instant,
  optional,
  required,
  share,
  text,
  type Values,
  whole,
} from './api-schema.ts'
import { ask } from './api-store.ts'

const MOST_BUCKETS = 5_000
const MOST_STORED = 10_000

const RANGE: Fields = {
  fromAt: optional(instant, 'Milliseconds since 1970; a day before toAt unless told.'),
  toAt: optional(instant, 'Milliseconds since 1970; now unless told.'),
}
const SEARCH: Fields = {
  text: optional(text(500), 'Words that all occur; "a phrase"; -word must not occur.'),
  sources: optional(text(500), 'Names of sources, separated by commas.'),
  fromAt: optional(instant, 'Published at or after; milliseconds since 1970.'),
  toAt: optional(instant, 'Published before; milliseconds since 1970.'),
  minPNeg: optional(share, 'At least so likely negative.'),
}

export function brandRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/api/v1/brands', id: 'brands', role: 'reader' },
      summary: 'All brands with their level, direction and newest reading.',
      answers: 'Brands',
      handle: () => ({ body: { brands: entitiesOf(house.projection.table, 'brand') } }),
    },
    {
      ...{ method: 'get', path: '/api/v1/brands/{brandId}', id: 'brand', role: 'reader' },
      summary: 'One brand.',
      answers: 'Brand',
      also: [404],
      handle: ({ path }) => ({ body: { brand: brandOf(house, path) } }),
    },
    {
      ...{ method: 'get', path: '/api/v1/brands/{brandId}/readings', id: 'readings' },
      role: 'reader',
      summary: 'Readings of closed cells in [fromAt, toAt], oldest first.',
      query: RANGE,
      answers: 'Readings',
      also: [404],
      handle: (asked) => readings(house, asked),
    },
    ...mentionRoutes(house),
  ]
}

function mentionRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/api/v1/brands/{brandId}/mentions', id: 'mentions' },
      role: 'reader',
      summary: 'Search over the mentions of a brand, newest first.',
      query: {
        ...SEARCH,
        limit: optional(whole(1, 200), 'At most so many; 50 unless told.'),
        after: optional(text(1_000), 'The `next` of the page before.'),
        copies: optional(
          choice('show', 'hide'),
          'hide: of near-copies on a page only the newest, and how many are hidden.',
        ),
      },
      answers: 'Mentions',
      also: [404, 503],
      handle: (asked) => mentions(house, asked),
    },
    {
      ...{ method: 'get', path: '/api/v1/brands/{brandId}/mentions/{mentionId}', id: 'mention' },
      role: 'reader',
      summary: 'One mention with its engagement, oldest sample first; null where it is not known.',
      answers: 'Mention',
      also: [404, 503],
      handle: (asked) => mention(house, asked),
    },
    {
      ...{ method: 'get', path: '/api/v1/brands/{brandId}/histogram', id: 'histogram' },
      role: 'reader',
      summary: 'Mentions and negatives over time, in buckets that hold anything.',
      query: {
        ...SEARCH,
        stepMs: required(whole(MINUTE_MS, 31 * DAY_MS), 'Length of a bucket in milliseconds.'),
      },
      answers: 'Histogram',
      also: [404, 503],
      handle: (asked) => histogram(house, asked),
    },
    {
      ...{ method: 'get', path: '/api/v1/brands/{brandId}/terms', id: 'terms', role: 'reader' },
      summary: 'The words that occur in most of the mentions found.',
      query: { ...SEARCH, limit: optional(whole(1, 100), 'At most so many; 20 unless told.') },
      answers: 'Terms',
      also: [404, 503],
      handle: (asked) => terms(house, asked),
    },
  ]
}

export function entitiesOf<Kind extends Entity['entity']>(
  table: EntityTable,
  kind: Kind,
): Extract<Entity, { entity: Kind }>[] {
  return [...table.entries.values()]
    .map(({ entity }) => entity)
    .filter((one): one is Extract<Entity, { entity: Kind }> => one.entity === kind)
}

function brandOf(house: House, path: Asked['path']): BrandView {
  const entity = house.projection.table.entries.get(`brand/${path['brandId']}`)?.entity
  if (entity?.entity !== 'brand') throw new Problem(404, 'There is no such brand.')
  return entity
}

/** From memory as far as it reaches, before that from the store; `complete` says whether that could be asked. */
async function readings(house: House, { path, query }: Asked): Promise<Answer> {
  const { id } = brandOf(house, path)
  const toAt = number(query, 'toAt') ?? house.clock.now()
  const fromAt = number(query, 'fromAt') ?? toAt - DAY_MS
  if (fromAt > toAt) throw new Problem(400, 'fromAt must not be after toAt')
  return { body: await readingsIn(house, id, fromAt, toAt) }
}

/** Of closed cells in `[fromAt, toAt]`, oldest first. */
export async function readingsIn(
  house: House,
  brandId: string,
  fromAt: EpochMs,
  toAt: EpochMs,
): Promise<{ readonly readings: readonly Reading[]; readonly complete: boolean }> {
  const history = house.projection.brands.get(brandId)?.history
  const remembered = history ? readingsBetween(history, fromAt, toAt) : []
  const memoryFrom = (history && oldestAt(history)) ?? Number.POSITIVE_INFINITY
  if (fromAt >= memoryFrom) return { readings: remembered, complete: true }
  const older = await storedReadings(house, brandId, fromAt, Math.min(toAt + 1, memoryFrom))
  return { readings: [...older.readings, ...remembered], complete: older.complete }
}

async function storedReadings(house: House, brandId: string, fromAt: number, before: number) {
  try {
    const records = await ask(house, (store) =>
      store.records('reading', { brandId, fromAt, toAt: before, limit: MOST_STORED }),
    )
    const readings = records
      .map(({ body }) => JSON.parse(body) as Reading)
      .filter(({ at }) => at >= fromAt && at < before)
      .sort((a, b) => a.at - b.at)
    return { readings, complete: records.length < MOST_STORED }
  } catch (error) {
    if (error instanceof Problem) return { readings: [], complete: false }
    throw error
  }
}

async function mentions(house: House, { path, query }: Asked): Promise<Answer> {
  const limit = number(query, 'limit') ?? 50
  const after = query['after']
  const search = {
    ...searchOf(house, path, query),
    limit,
    ...(after === undefined ? {} : { after: String(after) }),
  }
  if (query['copies'] === 'hide') {
    const page = await ask(house, (store) => searchWithoutCopies(store, search))
    return { body: { ...page, mentions: page.mentions.map((one) => shownMention(house, one)) } }
  }
  const page = await ask(house, (store) => store.search(search))
  const shown = page.mentions.map((one) => shownMention(house, one))
  return { body: { mentions: shown, ...(page.next === undefined ? {} : { next: page.next }) } }
}

async function mention(house: House, { path }: Asked): Promise<Answer> {
  const { id } = brandOf(house, path)
  const mentionId = path['mentionId']!
  const [found, engagement] = await ask(house, (store) =>
    Promise.all([store.mention(id, mentionId), store.engagement(id, mentionId)]),
  )
  return { body: { mention: found ? shownMention(house, found) : null, engagement } }
}

async function histogram(house: House, { path, query }: Asked): Promise<Answer> {
  const stepMs = number(query, 'stepMs')!
  const search = searchOf(house, path, query)
  const toAt = search.toAt ?? house.clock.now() + 1
  const fromAt = search.fromAt ?? toAt - 7 * DAY_MS
  if ((toAt - fromAt) / stepMs > MOST_BUCKETS) {
    throw new Problem(400, `these are more than ${MOST_BUCKETS} buckets: take a longer stepMs`)
  }
  const buckets = await ask(house, (store) => store.histogram({ ...search, fromAt, toAt }, stepMs))
  return { body: { buckets } }
}

async function terms(house: House, { path, query }: Asked): Promise<Answer> {
  const search = searchOf(house, path, query)
  const limit = number(query, 'limit') ?? 20
  return { body: { terms: await ask(house, (store) => store.terms(search, limit)) } }
}

function searchOf(house: House, path: Asked['path'], query: Values): SearchQuery {
  const { text: words, sources, fromAt, toAt, minPNeg } = query
  const brandId = brandOf(house, path).id
  return {
    brandId,
    ...(words === undefined ? {} : { text: String(words) }),
    ...(sources === undefined ? {} : { sources: String(sources).split(',') }),
    ...(fromAt === undefined ? {} : { fromAt: Number(fromAt) }),
    ...(toAt === undefined ? {} : { toAt: Number(toAt) }),
    ...(minPNeg === undefined ? {} : { minPNeg: Number(minPNeg) }),
  }
}

/** The key of the author stays inside: it would let a reader follow a person from brand to brand. */
function shownMention(
  house: House,
  { authorKey: _, ...shown }: MentionDocument,
): Omit<MentionDocument, 'authorKey'> & { readonly label?: ShownLabel } {
  const label = shownLabel(house, shown)
  return label ? { ...shown, label } : shown
}

function number(query: Values, name: string): number | undefined {
  const value = query[name]
  return value === undefined ? undefined : Number(value)
}
