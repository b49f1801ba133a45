/** The topics of the embedded log: their making, their partitions, and where a record belongs. */

import { type Append, BusError, partitionOf, type TopicSpec } from './bus.ts'
import type { KeyAndValue } from './bus-sqlite-rows.ts'
import type { Database } from './sqlite.ts'

/** One partition as the tables know it. */
export interface PartitionRef {
  readonly id: number
  readonly topic: string
  readonly partition: number
  readonly compacted: boolean
}

/** A record that has found its partition. */
export interface PlacedRecord extends KeyAndValue {
  readonly ref: PartitionRef
}

export interface Topic {
  readonly spec: TopicSpec
  readonly refs: readonly PartitionRef[]
}

export class SqliteTopics {
  readonly #db: Database
  /** Topics never shrink and never go, so what was found once may be trusted. */
  readonly #known = new Map<string, Topic>()

  constructor(database: Database) {
    this.#db = database
  }

  /** @throws BusError where one is impossible or exists in another shape; then none is created. */
  create(specs: readonly TopicSpec[]): void {
    this.#db.transaction(() => {
      for (const spec of specs) {
        refuseImpossible(spec)
        const found = this.#find(spec.name)
        if (found) refuseOtherShape(spec, found.spec)
        // A start with a full disk must not fail on what needs no writing.
        if (found?.spec.retentionMs !== retentionOf(spec)) this.#write(spec)
      }
    })
    for (const { name } of specs) this.#known.delete(name)
  }

  all(): Topic[] {
    return this.#db
      .all<{ name: string }>('SELECT name FROM topics ORDER BY name')
      .map(({ name }) => this.topic(name))
  }

  /** @throws BusError for a topic that was never created. */
  topic(name: string): Topic {
    const topic = this.#known.get(name) ?? this.#find(name)
    if (!topic) throw new BusError(`The log has no topic "${name}". Create it before it is used.`)
    this.#known.set(name, topic)
    return topic
  }

  /** @throws BusError for a partition that the topic does not have. */
  partition(name: string, partition: number): PartitionRef {
    const { refs } = this.topic(name)
    const ref = refs[partition]
    if (ref) return ref
    throw new BusError(
      `Topic "${name}" has no partition ${partition}; it has 0 to ${refs.length - 1}.`,
    )
  }

  /** @throws BusError for a record that belongs nowhere. */
  place({ topic, key, value, partition, decoded }: Append): PlacedRecord {
    const { spec, refs } = this.topic(topic)
    if (key === null && spec.compacted) {
      throw new BusError(`A record for the compacted topic "${topic}" has no key. Give it one.`)
    }
    if (partition !== undefined)
      return { ref: this.partition(topic, partition), key, value, decoded }
    if (key !== null) return { ref: refs[partitionOf(key, refs.length)]!, key, value, decoded }
    throw new BusError(`A record for topic "${topic}" has neither key nor partition. Give it one.`)
  }

  #find(name: string): Topic | undefined {
    const row = this.#db.get<TopicRow>('SELECT * FROM topics WHERE name = ?', [name])
    if (!row) return undefined
    const compacted = row.compacted === 1
    const retentionMs = row.retention_ms ?? Number.POSITIVE_INFINITY
    const refs = this.#db
      .all<{ id: number; partition: number }>(
        'SELECT id, partition FROM partitions WHERE topic = ? ORDER BY partition',
        [name],
      )
      .map(({ id, partition }) => ({ id, topic: name, partition, compacted }))
    return { spec: { name, partitions: row.partitions, retentionMs, compacted }, refs }
  }

  #write(spec: TopicSpec): void {
    const { name, partitions, compacted } = spec
    const retention = retentionOf(spec)
    this.#db.run(
      `INSERT INTO topics (name, partitions, retention_ms, compacted) VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET retention_ms = excluded.retention_ms`,
      [name, partitions, Number.isFinite(retention) ? retention : null, compacted ? 1 : 0],
    )
    for (let partition = 0; partition < partitions; partition++) {
      const sql = 'INSERT OR IGNORE INTO partitions (topic, partition) VALUES (?, ?)'
      this.#db.run(sql, [name, partition])
    }
  }
}

type TopicRow = { partitions: number; retention_ms: number | null; compacted: number }

function retentionOf({ retentionMs }: TopicSpec): number {
  return Math.floor(retentionMs)
}

/** As Kafka names them. */
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/

function refuseImpossible({ name, partitions }: TopicSpec): void {
  if (!TOPIC_NAME.test(name)) {
    throw new BusError(
      `"${name}" cannot be a topic's name. Use up to 249 letters, digits, dots, underscores and hyphens.`,
    )
  }
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new BusError(`Topic "${name}" cannot have ${partitions} partitions. Give it 1 or more.`)
  }
}

function refuseOtherShape(wanted: TopicSpec, found: TopicSpec): void {
  const { name } = wanted
  if (wanted.partitions !== found.partitions) {
    throw new BusError(
      `Topic "${name}" has ${found.partitions} partitions and cannot be changed to ${wanted.partitions}: keys would lose their place. Configure ${found.partitions}, or begin with an empty data directory.`,
    )
  }
  if (wanted.compacted !== found.compacted) {
    throw new BusError(
      `Topic "${name}" exists and is ${found.compacted ? '' : 'not '}compacted. Begin with an empty data directory to change that.`,
    )
  }
}
