/**
 * What the page shows, folded from the records of the log: brands, storms, notifications and sources, each with its
 * newest state. A record that was folded before changes nothing, so that readers may begin anywhere and repeat.
 * Bounded: what is long over is forgotten, in bulk.
 */

import type { AlertInput, Delivery, Notification } from './alert.ts'
import type { Brand } from './brand.ts'
import { createEntityTable, type EntityTable, putEntity, removeEntities } from './entity-table.ts'
import type { NotificationView, StormView, SystemView } from './live.ts'
import type { SourceStatus } from './mention.ts'
import {
  type BrandState,
  brandView,
  createBrandState,
  foldBrandEvent,
  foldReading,
} from './projection-brand.ts'
import {
  foldSeen,
  foldStatus,
  type SourceEntry,
  type SourceSeen,
  sourceId,
} from './projection-source.ts'
import { foldAnswer, foldEvent, foldUnanswered, type StormState } from './projection-storm.ts'
import type { Reading, StormEvent } from './storm.ts'
import { DAY_MS, type EpochMs } from './time.ts'

export type ProjectionInput =
  | Reading
  | AlertInput
  | Notification
  | Delivery
  | SourceStatus
  | SourceSeen

export interface Projection {
  readonly table: EntityTable
  readonly brands: ReadonlyMap<string, BrandState>
  readonly storms: Map<string, StormState>
  readonly notifications: Map<string, NotificationEntry>
  readonly sources: Map<string, SourceEntry>
  readonly names: Map<string, string>
  /** Storms and notifications a brand has, and what has been forgotten of it. */
  readonly kept: Map<string, Kept>
}

interface NotificationEntry {
  readonly view: NotificationView
  /** When its outcome was last told. */
  readonly saidAt: EpochMs
}

interface Kept {
  storms: number
  notifications: number
  oldestAt: EpochMs
  /** Storms that began, and notifications decided, up to here may have been forgotten. */
  stormsTo: EpochMs
  notificationsTo: EpochMs
}

const KEPT_MS = 30 * DAY_MS
/** Of each kind and brand. What goes, goes down to `KEPT_AFTER`, because each time costs every page a full frame. */
const MOST_KEPT = 500
const KEPT_AFTER = 400
/** Readings in memory, of all brands together; seven days of one brand are 2,016. */
const MOST_READINGS = 200_000
const READINGS_A_WEEK = 2_016
const NEVER = Number.NEGATIVE_INFINITY

/** @param names of people, by id */
export function createProjection(
  brands: readonly Brand[],
  names: ReadonlyMap<string, string>,
): Projection {
  const readings = Math.min(READINGS_A_WEEK, Math.floor(MOST_READINGS / Math.max(1, brands.length)))
  const projection: Projection = {
    table: createEntityTable(),
    brands: new Map(brands.map((brand) => [brand.id, createBrandState(brand, readings)])),
    storms: new Map(),
    notifications: new Map(),
    sources: new Map(),
    names: new Map(names),
    kept: new Map(),
  }
  for (const brand of projection.brands.values()) showBrand(projection, brand)
  return projection
}

/** Records of a brand that is not configured, and such that are no input, change nothing. */
export function fold(projection: Projection, input: ProjectionInput): void {
  switch (input.type) {
    case 'reading':
      foldBrandReading(projection, input)
      break
    case 'storm':
      foldStorm(projection, input)
      break
    case 'acknowledgement':
    case 'silence':
    case 'verdict':
    case 'note':
      changeStorm(projection, input.stormId, (storm) => foldAnswer(storm, input))
      break
    case 'notification':
      foldNotification(projection, input)
      break
    case 'delivery':
      foldDelivery(projection, input)
      break
    case 'telling':
      for (const { id, name } of input.plan.people) projection.names.set(id, name)
      break
    case 'source-status':
      changeSource(projection, sourceId(input), (source) => foldStatus(source, input))
      break
    case 'source-seen':
      changeSource(projection, sourceId(input), (source) => foldSeen(source, input))
  }
}

export function setSystem(projection: Projection, system: SystemView): void {
  putEntity(projection.table, system)
}

function foldBrandReading(projection: Projection, reading: Reading): void {
  const brand = projection.brands.get(reading.brandId)
  if (!brand) return
  foldReading(brand, reading)
  showBrand(projection, brand)
}

function showBrand(projection: Projection, brand: BrandState): void {
  putEntity(projection.table, brandView(brand, openStorm(projection, brand)))
}

function openStorm(projection: Projection, { stormId }: BrandState): StormView | undefined {
  return stormId === null ? undefined : projection.storms.get(stormId)?.view
}

function foldStorm(projection: Projection, event: StormEvent): void {
  const brand = projection.brands.get(event.brandId)
  if (!brand) return
  const known = projection.storms.get(event.stormId)
  const kept = keptOf(projection, event.brandId)
  if (!known && event.startedAt <= kept.stormsTo) return
  const state = foldEvent(known, event)
  if (state === known) return
  if (!known) kept.storms++
  projection.storms.set(event.stormId, state)
  putEntity(projection.table, state.view)
  foldBrandEvent(brand, event)
  showBrand(projection, brand)
  forget(projection, event.brandId, event.at)
}

function changeStorm(
  projection: Projection,
  stormId: string,
  change: (storm: StormState) => StormState,
): void {
  const known = projection.storms.get(stormId)
  if (!known) return
  const state = change(known)
  projection.storms.set(stormId, state)
  putEntity(projection.table, state.view)
}

function foldNotification(projection: Projection, input: Notification): void {
  const { notificationId, stormId, brandId, at, reason, level, channel, to } = input
  const kept = keptOf(projection, brandId)
  const known = projection.notifications.has(notificationId)
  if (!projection.brands.has(brandId) || known || at <= kept.notificationsTo) return
  kept.notifications++
  const toName = projection.names.get(to) ?? to
  const about = { id: notificationId, stormId, brandId, at, reason, level, channel, to, toName }
  const told = { subject: '', outcome: 'pending', deliveredAt: null, detail: null } as const
  show(projection, { entity: 'notification', ...about, ...told }, NEVER)
  if (reason === 'level-raised' && input.status === 'firing')
    changeStorm(projection, stormId, (storm) => foldUnanswered(storm, at))
  forget(projection, brandId, at)
}

/** The newest word counts; of two at the same instant the better one. */
function foldDelivery(projection: Projection, input: Delivery): void {
  const known = projection.notifications.get(input.notificationId)
  const { outcome, at, subject, detail, failure } = input
  if (!known || at < known.saidAt) return
  if (at === known.saidAt && RANK[outcome] <= RANK[known.view.outcome]) return
  const view: NotificationView = {
    ...known.view,
    outcome,
    subject,
    deliveredAt: outcome === 'sent' ? at : null,
    detail: detail ?? failure ?? null,
  }
  show(projection, view, at)
}

const RANK = { pending: 0, failed: 1, superseded: 2, sent: 3 } as const

function show(projection: Projection, view: NotificationView, saidAt: EpochMs): void {
  projection.notifications.set(view.id, { view, saidAt })
  putEntity(projection.table, view)
}

function changeSource(
  projection: Projection,
  id: string,
  change: (source: SourceEntry | undefined) => SourceEntry | undefined,
): void {
  const known = projection.sources.get(id)
  const entry = change(known)
  if (!entry || entry === known) return
  projection.sources.set(id, entry)
  putEntity(projection.table, entry.view)
}

function keptOf(projection: Projection, brandId: string): Kept {
  const known = projection.kept.get(brandId)
  if (known) return known
  const kept = {
    storms: 0,
    notifications: 0,
    oldestAt: NEVER,
    stormsTo: NEVER,
    notificationsTo: NEVER,
  }
  projection.kept.set(brandId, kept)
  return kept
}

/** At most once a day of record time, unless there are too many. */
function forget(projection: Projection, brandId: string, now: EpochMs): void {
  const kept = keptOf(projection, brandId)
  if (kept.oldestAt === NEVER) kept.oldestAt = now
  const isDue = now - kept.oldestAt > KEPT_MS + DAY_MS
  if (!isDue && kept.storms <= MOST_KEPT && kept.notifications <= MOST_KEPT) return
  const endedAt = ({ view }: StormState) => view.endedAt ?? Number.POSITIVE_INFINITY
  const storms = oldest(
    [...projection.storms.values()].filter(({ view }) => view.brandId === brandId),
    endedAt,
    now,
  ).filter(({ view }) => view.endedAt !== null)
  const notifications = oldest(
    [...projection.notifications.values()].filter(({ view }) => view.brandId === brandId),
    ({ view }) => view.at,
    now,
  ).map(({ view }) => view)
  for (const { view } of storms) {
    projection.storms.delete(view.id)
    kept.stormsTo = Math.max(kept.stormsTo, view.startedAt)
  }
  for (const { id, at } of notifications) {
    projection.notifications.delete(id)
    kept.notificationsTo = Math.max(kept.notificationsTo, at)
  }
  kept.storms -= storms.length
  kept.notifications -= notifications.length
  kept.oldestAt = now - KEPT_MS
  removeEntities(projection.table, [...storms.map(({ view }) => view), ...notifications])
}

/** Those older than 30 days, and where there are more than 500 the oldest down to 400. */
function oldest<One>(all: readonly One[], atOf: (one: One) => EpochMs, now: EpochMs): One[] {
  const sorted = all.toSorted((a, b) => atOf(a) - atOf(b))
  const tooMany = all.length > MOST_KEPT ? all.length - KEPT_AFTER : 0
  return sorted.filter((one, place) => place < tooMany || atOf(one) < now - KEPT_MS)
}
