/**
 * What is still to be sent of one partition of `notifications`. Decides what is due, what is replaced by something
 * newer, and how far the partition is done. It only remembers; sending and recording belong to `deliver.ts`.
 */

import type { Delivery, Digest, Notification, Outgoing } from '../../shared/core/alert.ts'
import type { EpochMs } from '../../shared/core/time.ts'

export interface Pending {
  readonly offset: number
  readonly notification: Notification | Digest
  /** When it should have gone at first. */
  readonly firstDueAt: EpochMs
  dueAt: EpochMs
  attempts: number
  /** Being sent or recorded: nothing else is decided about it meanwhile. */
  busy: boolean
}

/** Ids remembered as done; repetitions come within seconds. */
const MOST_SETTLED = 50_000

export class DeliveryQueue {
  readonly #pending = new Map<string, Pending>()
  /** The newest per storm, channel and person. */
  readonly #newest = new Map<string, Pending>()
  readonly #settled: Set<string>
  #nextOffset = 0
  #caughtUp = false

  /** @param settled ids of notifications that were delivered before. */
  constructor(settled: Set<string>) {
    this.#settled = settled
  }

  take(offset: number, record: Notification | Digest | Delivery): void {
    this.#nextOffset = Math.max(this.#nextOffset, offset + 1)
    if (record.type === 'delivery') {
      this.settle(record.notificationId)
      return
    }
    const { notificationId, at, notBefore = at } = record
    if (this.#settled.has(notificationId) || this.#pending.has(notificationId)) return
    const dueAt = Math.max(at, notBefore)
    const entry = {
      offset,
      notification: record,
      firstDueAt: dueAt,
      dueAt,
      attempts: 0,
      busy: false,
    }
    this.#pending.set(notificationId, entry)
    this.#newest.set(slotOf(record), entry)
  }

  /** Everything before `nextOffset` was taken; nothing is sent before the end was reached once. */
  readTo(nextOffset: number, endOffset: number): void {
    this.#nextOffset = Math.max(this.#nextOffset, nextOffset)
    if (nextOffset >= endOffset) this.#caughtUp = true
  }

  /** Nothing of it is sent any more; what is known stays. */
  close(): void {
    this.#caughtUp = false
  }

  /** It is known what became of it. */
  settle(notificationId: string): void {
    this.#settled.add(notificationId)
    if (this.#settled.size > MOST_SETTLED) {
      const [oldest] = this.#settled
      if (oldest !== undefined) this.#settled.delete(oldest)
    }
    const entry = this.#pending.get(notificationId)
    if (!entry) return
    this.#pending.delete(notificationId)
    const slot = slotOf(entry.notification)
    if (this.#newest.get(slot) === entry) this.#newest.delete(slot)
  }

  /** Replaced by what is newer, for the same person by the same channel about the same storm. */
  superseded(): Pending[] {
    if (!this.#caughtUp) return []
    return this.entries().filter((entry) => !entry.busy && !this.#isNewest(entry))
  }

  /** To be sent now; never two at once for one person about one storm, so that none overtakes another. */
  due(now: EpochMs): Pending[] {
    if (!this.#caughtUp) return []
    const busy = new Set(
      this.entries().flatMap((entry) => (entry.busy ? [slotOf(entry.notification)] : [])),
    )
    return this.entries().filter(
      (entry) =>
        entry.dueAt <= now && this.#isNewest(entry) && !busy.has(slotOf(entry.notification)),
    )
  }

  /** In the order of the log. */
  entries(): Pending[] {
    return [...this.#pending.values()]
  }

  /** All before this offset is done: what may be committed. */
  doneTo(): number {
    const [first] = this.#pending.values()
    return first?.offset ?? this.#nextOffset
  }

  #isNewest(entry: Pending): boolean {
    return this.#newest.get(slotOf(entry.notification)) === entry
  }
}

function slotOf({ stormId, channel, to }: Outgoing): string {
  return JSON.stringify([stormId, channel, to])
}
