/**
 * What the page knows: the newest state of every entity. Pure; only frames change it, and a frame that does not
 * fit (another instance, an older revision) changes nothing.
 */

import type {
  BrandView,
  Entity,
  LiveFrame,
  NotificationView,
  SourceView,
  StormView,
  SystemView,
} from '../../../shared/core/live.ts'

export interface Table {
  /** Empty until the first frame. */
  readonly instance: string
  readonly revision: number
  readonly system: SystemView | null
  readonly brands: ReadonlyMap<string, BrandView>
  readonly storms: ReadonlyMap<string, StormView>
  readonly notifications: ReadonlyMap<string, NotificationView>
  readonly sources: ReadonlyMap<string, SourceView>
}

export const EMPTY_TABLE: Table = {
  instance: '',
  revision: 0,
  system: null,
  brands: new Map(),
  storms: new Map(),
  notifications: new Map(),
  sources: new Map(),
}

/** True when the frame continues what is known, or starts anew. */
export function fits(table: Table, frame: LiveFrame): boolean {
  if (frame.full) return true
  return frame.instance === table.instance && frame.revision >= table.revision
}

/** @returns the same table where the frame does not fit; maps without a change stay the same objects. */
export function applyFrame(table: Table, frame: LiveFrame): Table {
  if (!fits(table, frame)) return table
  const start = frame.full ? EMPTY_TABLE : table
  const next = { ...start, instance: frame.instance, revision: frame.revision }
  return {
    ...next,
    system: pick(frame.entities, 'system').at(-1) ?? start.system,
    brands: merge(start.brands, pick(frame.entities, 'brand')),
    storms: merge(start.storms, pick(frame.entities, 'storm')),
    notifications: merge(start.notifications, pick(frame.entities, 'notification')),
    sources: merge(start.sources, pick(frame.entities, 'source')),
  }
}

/** Reads one message of the server; undefined for anything that is no frame. */
export function readFrame(data: unknown): LiveFrame | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(data)
    return isFrame(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isFrame(value: unknown): value is LiveFrame {
  if (typeof value !== 'object' || value === null) return false
  const frame = value as Partial<Record<keyof LiveFrame, unknown>>
  return (
    frame.type === 'frame' &&
    typeof frame.instance === 'string' &&
    typeof frame.revision === 'number' &&
    typeof frame.full === 'boolean' &&
    Array.isArray(frame.entities)
  )
}

function pick<Kind extends Entity['entity']>(
  entities: readonly Entity[],
  kind: Kind,
): Extract<Entity, { entity: Kind }>[] {
  return entities.filter(
    (one): one is Extract<Entity, { entity: Kind }> => one !== null && one?.entity === kind,
  )
}

function merge<View extends { readonly id: string }>(
  known: ReadonlyMap<string, View>,
  changed: readonly View[],
): ReadonlyMap<string, View> {
  if (changed.length === 0) return known
  const next = new Map(known)
  for (const view of changed) next.set(view.id, view)
  return next
}
