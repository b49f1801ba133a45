/** The frames of the live wire as bytes, each made once per revision. */

import { changesSince, type EntityTable } from '../../shared/core/entity-table.ts'
import type { Entity } from '../../shared/core/live.ts'

/** Each frame is written once for all clients that know the same, each entity once for all frames. */
export class Frames {
  readonly #table: EntityTable
  readonly #instance: string
  readonly #texts = new WeakMap<Entity, string>()
  readonly #made = new Map<number | undefined, Buffer>()
  #madeAt = -1

  constructor(table: EntityTable, instance: string) {
    this.#table = table
    this.#instance = instance
  }

  get revision(): number {
    return this.#table.revision
  }

  /** What a page says that it knows, if it had it from this instance. */
  knownTo(url: string): number | undefined {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
    const revision = query.get('revision') ?? ''
    if (query.get('instance') !== this.#instance || !/^\d{1,15}$/.test(revision)) return undefined
    return Number(revision) <= this.revision ? Number(revision) : undefined
  }

  since(known: number | undefined): Buffer {
    if (this.#madeAt !== this.revision) this.#made.clear()
    this.#madeAt = this.revision
    const frame = this.#made.get(known) ?? this.#write(known)
    this.#made.set(known, frame)
    return frame
  }

  #write(known: number | undefined): Buffer {
    const { revision, full, entities } = changesSince(this.#table, known)
    const head = JSON.stringify({ type: 'frame', instance: this.#instance, revision, full })
    const texts = entities.map((entity) => this.#text(entity))
    return Buffer.from(`${head.slice(0, -1)},"entities":[${texts.join(',')}]}`)
  }

  #text(entity: Entity): string {
    const known = this.#texts.get(entity)
    if (known !== undefined) return known
    const text = JSON.stringify(entity)
    this.#texts.set(entity, text)
    return text
  }
}
