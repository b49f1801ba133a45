/**
 * Consumer groups within one process: the members of a group share the partitions, and whenever one comes or goes
 * all hand theirs back before any is dealt again, as in Kafka's eager rebalance. So no partition has two readers.
 */

import { BusError, type ConsumeOptions, type Consumer } from './bus.ts'
import type { SqliteLog } from './bus-sqlite-log.ts'
import { type Growth, readOn } from './bus-sqlite-reader.ts'
import type { PartitionRef } from './bus-sqlite-topics.ts'

/** What members need of the log. */
export interface GroupContext {
  readonly log: SqliteLog
  readonly growth: Growth
  now(): number
}

export class Groups {
  readonly #context: GroupContext
  readonly #groups = new Map<string, Group>()

  constructor(context: GroupContext) {
    this.#context = context
  }

  /** `refs`: all partitions of the topics that are consumed. */
  join(options: ConsumeOptions, refs: readonly PartitionRef[]): Consumer {
    const group = this.#groups.get(options.group) ?? new Group()
    this.#groups.set(options.group, group)
    const member = new Member(this.#context, options, refs, () => group.redeal())
    group.members.push(member)
    group.redeal()
    return member
  }

  async stopAll(): Promise<void> {
    const members = [...this.#groups.values()].flatMap((group) => group.members)
    await Promise.all(members.map((member) => member.stop()))
  }
}

class Group {
  members: Member[] = []
  #wanted = false
  #dealing = false

  redeal(): void {
    this.#wanted = true
    if (this.#dealing) return
    this.#dealing = true
    // Those who join or leave in the same turn are dealt together.
    setImmediate(() => void this.#deal())
  }

  async #deal(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false
      await Promise.all(this.members.map((member) => member.release()))
      this.members = this.members.filter((member) => !member.gone)
      const hands = this.members.map(() => [] as PartitionRef[])
      for (const ref of allRefs(this.members)) {
        const takers = hands.filter((_, i) => this.members[i]!.wants(ref))
        takers[ref.partition % takers.length]?.push(ref)
      }
      for (const [i, member] of this.members.entries()) member.take(hands[i]!)
    }
    this.#dealing = false
  }
}

function allRefs(members: readonly Member[]): Iterable<PartitionRef> {
  return new Map(members.flatMap((member) => member.refs.map((ref) => [ref.id, ref]))).values()
}

/** Before partitions are taken anew after a trouble that passes. */
const AGAIN_MS = 1_000

class Member implements Consumer {
  readonly refs: readonly PartitionRef[]
  readonly done: Promise<void>
  gone = false
  readonly #context: GroupContext
  readonly #options: ConsumeOptions
  readonly #redeal: () => void
  #held: readonly PartitionRef[] = []
  #stop = { wanted: false }
  #work: Promise<void> = Promise.resolve()
  #leaving = false
  #failure: { readonly error: unknown } | undefined
  #settle: (failure: { readonly error: unknown } | undefined) => void = () => {}

  constructor(
    context: GroupContext,
    options: ConsumeOptions,
    refs: readonly PartitionRef[],
    redeal: () => void,
  ) {
    this.#context = context
    this.#options = options
    this.refs = refs
    this.#redeal = redeal
    this.done = new Promise((resolve, reject) => {
      this.#settle = (failure) => (failure ? reject(failure.error) : resolve())
    })
  }

  async stop(): Promise<void> {
    this.#leaving = true
    if (!this.gone) this.#redeal()
    await this.done.catch(() => {})
  }

  wants(ref: PartitionRef): boolean {
    return this.#options.topics.includes(ref.topic)
  }

  /** Finishes the batches at hand and gives all partitions back; settles `done` when this was the end. */
  async release(): Promise<void> {
    this.#halt()
    await this.#work
    const { error } = this.#failure ?? {}
    if (error instanceof BusError && error.temporary) this.#failure = undefined
    if (!this.#failure) {
      await this.#guarded(() => this.#tell(this.#options.onRevoked?.bind(this.#options)))
    }
    this.#held = []
    if (!this.#leaving && !this.#failure) return
    this.gone = true
    this.#settle(this.#failure)
  }

  take(refs: readonly PartitionRef[]): void {
    this.#held = refs
    this.#stop = { wanted: this.#leaving }
    const stop = this.#stop
    this.#work = this.#guarded(async () => {
      await this.#tell(this.#options.onAssigned?.bind(this.#options))
      await Promise.all(refs.map((ref) => this.#guarded(() => this.#read(ref, stop))))
    })
  }

  async #read(ref: PartitionRef, stop: { readonly wanted: boolean }): Promise<void> {
    if (stop.wanted) return
    const { log, growth } = this.#context
    const { maxRecords, onBatch } = this.#options
    const options = { maxRecords, stop, onBatch: onBatch.bind(this.#options) }
    await readOn(log, growth, ref, this.#beginning(ref), options)
  }

  /**
   * The committed offset. A group that begins at the end commits where that was, or else records appended between
   * two dealings or before its first commit would be passed over.
   */
  #beginning(ref: PartitionRef): number {
    const { log } = this.#context
    const { group, from } = this.#options
    const end = log.end(ref)
    const committed = log.committed(group, ref)
    if (committed !== undefined && committed <= end) return committed
    if (from === 'earliest') return log.start(ref)
    log.write([{ records: [], offset: { group, ref, next: end } }], this.#context.now())
    return end
  }

  async #tell(
    listener: ((topic: string, partitions: readonly number[]) => Promise<void>) | undefined,
  ): Promise<void> {
    for (const topic of this.#options.topics) {
      const partitions = this.#held
        .filter((ref) => ref.topic === topic)
        .map(({ partition }) => partition)
      if (partitions.length > 0) await listener?.(topic, partitions)
    }
  }

  /** The first failure ends this member: its loops halt and the others get its partitions. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#failure ??= { error }
      this.#halt()
      const passes = error instanceof BusError && error.temporary && !this.#leaving
      if (passes) setTimeout(() => this.#redeal(), AGAIN_MS)
      else this.#redeal()
    }
  }

  #halt(): void {
    this.#stop.wanted = true
    this.#context.growth.announce(this.#held.map((ref) => ref.id))
  }
}
