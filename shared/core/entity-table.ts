/**
 * The table behind the live wire: each entity with its newest state and the revision at which it last changed.
 * A revision is one change of one entity; an entity put again as it was changes nothing.
 */

import type { Entity } from './live.ts'

export interface EntityTable {
  readonly entries: Map<string, Entry>
  /** The keys that changed, in order: `changes[i]` is the change of revision `changesFrom + i + 1`. */
  changes: string[]
  changesFrom: number
  /** Entities were taken out at this revision; whoever knows an older state needs everything anew. */
  removedAt: number
  revision: number
}

interface Entry {
  readonly entity: Entity
  readonly revision: number
}

export interface Changes {
  readonly revision: number
  /** True: these are all entities. */
  readonly full: boolean
  readonly entities: readonly Entity[]
}

/** Changes remembered in order, at least; older ones are found by looking at every entity. */
const REMEMBERED = 4_096

export function createEntityTable(): EntityTable {
  return { entries: new Map(), changes: [], changesFrom: 0, removedAt: 0, revision: 0 }
}

/** @returns whether anything changed. */
export function putEntity(table: EntityTable, entity: Entity): boolean {
  const key = entityKey(entity)
  const known = table.entries.get(key)
  if (known && sameValue(known.entity, entity)) return false
  table.revision++
  table.entries.set(key, { entity, revision: table.revision })
  table.changes.push(key)
  if (table.changes.length >= 2 * REMEMBERED) {
    table.changes = table.changes.slice(-REMEMBERED)
    table.changesFrom = table.revision - REMEMBERED
  }
  return true
}

/** Takes many out at once: each call costs every client a full frame. */
export function removeEntities(table: EntityTable, entities: readonly Entity[]): void {
  const gone = entities.filter((entity) => table.entries.delete(entityKey(entity)))
  if (gone.length === 0) return
  table.revision++
  table.removedAt = table.revision
  table.changes = []
  table.changesFrom = table.revision
}

/** What changed after revision `known`; everything where that is undefined, older than a removal, or never was. */
export function changesSince(table: EntityTable, known: number | undefined): Changes {
  const { revision, entries } = table
  if (known === undefined || known < table.removedAt || known > revision) {
    return { revision, full: true, entities: [...entries.values()].map(({ entity }) => entity) }
  }
  const entities: Entity[] = []
  if (known >= table.changesFrom) {
    for (let at = known + 1; at <= revision; at++) {
      const entry = entries.get(table.changes[at - table.changesFrom - 1] ?? '')
      if (entry?.revision === at) entities.push(entry.entity)
    }
  } else {
    for (const entry of entries.values()) if (entry.revision > known) entities.push(entry.entity)
  }
  return { revision, full: false, entities }
}

function entityKey(entity: Entity): string {
  return `${entity.entity}/${entity.id}`
}

/** Of values as they come out of JSON. A missing property and an undefined one are the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const one = a as Record<string, unknown>
  const other = b as Record<string, unknown>
  for (const key in one) if (!sameValue(one[key], other[key])) return false
  for (const key in other) if (!(key in one) && other[key] !== undefined) return false
  return true
}
