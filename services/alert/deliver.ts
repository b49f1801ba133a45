/**
 * Brings notifications to people. The topic `notifications` is the outbox itself: a notification without a delivery is
 * still to be sent, whoever crashed in between. Only what is done is committed; what fails is tried again for a day;
 * what is older than its use is replaced by what is true now.
 */

import type { Delivery, Digest, Notification } from '../../shared/core/alert.ts'
import { DAY_MS, type EpochMs, MINUTE_MS, SECOND_MS } from '../../shared/core/time.ts'
import type { Batch, Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { DeliveryQueue, type Pending } from './delivery-queue.ts'
import { recordsOf } from './delivery-records.ts'
import type { Channel, Message, SendResult } from './notifier.ts'

export interface DeliverOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Pick<Events, 'delivered' | 'problem'>
  /** By the name that routes use. */
  readonly channels: ReadonlyMap<string, Channel>
  /** Writes the message as it is true at `sentAt`. Called for each attempt. */
  compose(notification: Notification | Digest, sentAt: EpochMs): Promise<Message>
  /** Between 0 and 1. */
  random(): number
}

export interface Deliverer {
  /** Sends nothing new, lets what is being sent end, and commits what is done. */
  stop(): Promise<void>
  /** Resolves when stopped, rejects when the log failed for good. */
  readonly done: Promise<void>
  /** What is still to be sent, and since when the oldest should have been; for health and metrics. */
  pending(): {
    readonly count: number
    readonly sending: number
    readonly oldestDueAt: EpochMs | undefined
  }
  /** Messages by channel: tried more than once and not gone; given up since this was asked the last time. */
  troubled(): {
    readonly failing: ReadonlyMap<string, number>
    readonly failed: ReadonlyMap<string, number>
  }
}

/** RELIABILITY FM7. After the last, every five minutes. */
const BACKOFF_MS = [5 * SECOND_MS, 15 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS]
/** So that many that failed together do not all come back together. */
const JITTER = 0.2
const EXPIRES_MS = DAY_MS
const LOOK_EVERY_MS = SECOND_MS
/** One attempt, whatever the notifier does. */
const ATTEMPT_MS = MINUTE_MS
/** When stopping, what is being sent may still end. */
const PARTING_MS = 5 * SECOND_MS
const MOST_AT_ONCE = 20
/** A first failure is mended by the second try more often than not. */
const TRIES_UNNOTICED = 1
/** A decision that is repeated after a crash comes within seconds; a day is ample. */
const REMEMBERED_MS = DAY_MS

export function startDelivery(options: DeliverOptions): Deliverer {
  const delivery = new Delivering(options)
  return {
    stop: () => delivery.stop(),
    done: delivery.done,
    pending: () => delivery.pending(),
    troubled: () => delivery.troubled(),
  }
}

class Delivering {
  readonly #options: DeliverOptions
  readonly #queues = new Map<number, DeliveryQueue>()
  readonly #committed = new Map<number, number>()
  readonly #sending = new Set<Promise<void>>()
  #givenUp = new Map<string, number>()
  /** The log is written in turn, so that a commit never goes back. */
  #writing: Promise<void> = Promise.resolve()
  readonly #parting = new AbortController()
  #stopped = false
  readonly #cancelLooking: () => void
  readonly #consumer
  readonly done: Promise<void>

  constructor(options: DeliverOptions) {
    this.#options = options
    this.#consumer = options.bus.consume({
      group: GROUPS.deliver,
      topics: [TOPICS.notifications],
      from: 'earliest',
      onAssigned: (_topic, partitions) => this.#assign(partitions),
      onRevoked: (_topic, partitions) => this.#handBack(partitions),
      onBatch: async (batch) => this.#take(batch),
    })
    this.#cancelLooking = options.clock.every(LOOK_EVERY_MS, () => this.#look())
    this.done = this.#consumer.done
  }

  pending(): ReturnType<Deliverer['pending']> {
    const all = [...this.#queues.values()].flatMap((queue) => queue.entries())
    const due = all.map((entry) => entry.firstDueAt)
    return {
      count: all.length,
      sending: this.#sending.size,
      oldestDueAt: due.length === 0 ? undefined : due.reduce((a, b) => Math.min(a, b)),
    }
  }

  troubled(): ReturnType<Deliverer['troubled']> {
    const failing = new Map<string, number>()
    for (const queue of this.#queues.values())
      for (const { attempts, busy, notification } of queue.entries())
        if (attempts - (busy ? 1 : 0) > TRIES_UNNOTICED) addOne(failing, notification.channel)
    const failed = this.#givenUp
    this.#givenUp = new Map()
    return { failing, failed }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelLooking()
    await this.#consumer.stop()
    const parting = setTimeout(() => this.#parting.abort(new Error('stopping')), PARTING_MS)
    await Promise.all(this.#sending)
    clearTimeout(parting)
    await this.#writing
  }

  /** What was delivered lately is remembered, also where the notification is repeated behind its delivery. */
  async #assign(partitions: readonly number[]): Promise<void> {
    const { bus, clock } = this.#options
    const settled = new Map(partitions.map((partition) => [partition, new Set<string>()]))
    const from = { at: clock.now() - REMEMBERED_MS }
    await readToEnd(bus, [TOPICS.notifications], from, (batch) => {
      for (const { record } of recordsOf(batch)) {
        if (record.type === 'delivery') settled.get(batch.partition)?.add(record.notificationId)
      }
    })
    for (const [partition, ids] of settled) {
      this.#queues.set(partition, new DeliveryQueue(ids))
      this.#committed.delete(partition)
    }
  }

  /** Sends nothing new there and lets what is being sent end, or else the next owner would send it once more. */
  async #handBack(partitions: readonly number[]): Promise<void> {
    const queues = partitions.map((partition) => [partition, this.#queues.get(partition)] as const)
    for (const [, queue] of queues) queue?.close()
    const patience = pause(PARTING_MS, this.#parting.signal)
    await Promise.race([Promise.all(this.#sending), patience])
    for (const partition of partitions) this.#commit(partition)
    await this.#writing
    for (const [partition, queue] of queues) {
      if (this.#queues.get(partition) === queue) this.#queues.delete(partition)
    }
  }

  #take(batch: Batch): void {
    const queue = this.#queues.get(batch.partition)
    if (!queue) return
    for (const { offset, record } of recordsOf(batch)) queue.take(offset, record)
    queue.readTo(batch.nextOffset, batch.endOffset)
    this.#look()
    this.#commit(batch.partition)
  }

  #look(): void {
    if (this.#stopped) return
    const now = this.#options.clock.now()
    for (const [partition, queue] of this.#queues) {
      for (const entry of queue.superseded()) {
        this.#begin(partition, entry, () =>
          this.#record(partition, entry, { outcome: 'superseded' }),
        )
      }
      for (const entry of queue.due(now)) {
        if (this.#sending.size >= MOST_AT_ONCE) return
        this.#begin(partition, entry, () => this.#attempt(partition, entry))
      }
    }
  }

  #begin(partition: number, entry: Pending, work: () => Promise<void>): void {
    entry.busy = true
    const ended = work()
      .catch((error: unknown) => this.#options.events.problem('deliver', error))
      .finally(() => {
        entry.busy = false
        this.#sending.delete(ended)
        this.#commit(partition)
        this.#look()
      })
    this.#sending.add(ended)
  }

  async #attempt(partition: number, entry: Pending): Promise<void> {
    entry.attempts++
    const sentAt = this.#options.clock.now()
    let subject = ''
    let result: SendResult
    try {
      const message = await this.#options.compose(entry.notification, sentAt)
      subject = message.subject
      result = await this.#send(message)
    } catch (error) {
      const detail = error instanceof Error ? error.name : 'unknown'
      result = { ok: false, retry: true, failure: 'bad-configuration', detail }
      this.#options.events.problem(`deliver by ${entry.notification.channel}`, error)
    }
    if (result.ok) return this.#record(partition, entry, { outcome: 'sent', subject })
    const { retry, failure, detail } = result
    const why = { failure, ...(detail === undefined ? {} : { detail }) }
    if (!retry) return this.#record(partition, entry, { outcome: 'failed', subject, ...why })
    this.#options.events.problem(`deliver by ${entry.notification.channel}`, detail ?? failure)
    if (this.#postpone(entry, result.afterMs ?? 0)) return undefined
    return this.#record(partition, entry, {
      outcome: 'failed',
      subject,
      ...why,
      failure: 'expired',
    })
  }

  async #send(message: Message): Promise<SendResult> {
    const channel = this.#options.channels.get(message.notification.channel)
    if (!channel) {
      const detail = `no notifier is called ${message.notification.channel}`
      return { ok: false, retry: false, failure: 'bad-configuration', detail }
    }
    const signal = AbortSignal.any([this.#parting.signal, AbortSignal.timeout(ATTEMPT_MS)])
    return Promise.race([channel.send(message, signal), tooLong(signal)])
  }

  /** @returns false where it has been tried for a day. */
  #postpone(entry: Pending, afterMs: number): boolean {
    const now = this.#options.clock.now()
    const base = BACKOFF_MS[entry.attempts - 1] ?? BACKOFF_MS.at(-1)!
    const jittered = base * (1 + JITTER * (2 * this.#options.random() - 1))
    entry.dueAt = now + Math.max(jittered, afterMs)
    return entry.dueAt - entry.firstDueAt < EXPIRES_MS
  }

  /** Until it stands in the log it is not done: after a crash before that, it is sent once more, with the same id. */
  async #record(
    partition: number,
    { notification, attempts }: Pending,
    what: Pick<Delivery, 'outcome'> & Partial<Delivery>,
  ): Promise<void> {
    const { bus, clock, events } = this.#options
    const { notificationId, brandId, stormId, channel } = notification
    const common = { notificationId, brandId, stormId, at: clock.now(), attempts, subject: '' }
    const delivery: Delivery = { type: 'delivery', ...common, ...what }
    const value = JSON.stringify(delivery)
    for (;;) {
      try {
        await bus.append([{ topic: TOPICS.notifications, key: brandId, value }])
        break
      } catch (error) {
        events.problem('record a delivery', error)
        if (this.#stopped) return
        await pause(LOOK_EVERY_MS, this.#parting.signal)
      }
    }
    this.#queues.get(partition)?.settle(notificationId)
    events.delivered(channel, delivery.outcome)
    if (delivery.outcome === 'failed') addOne(this.#givenUp, channel)
  }

  #commit(partition: number): void {
    const { bus, events } = this.#options
    this.#writing = this.#writing.then(async () => {
      const offset = this.#queues.get(partition)?.doneTo()
      if (offset === undefined || offset === this.#committed.get(partition)) return
      try {
        await bus.commit({ group: GROUPS.deliver, topic: TOPICS.notifications, partition, offset })
        this.#committed.set(partition, offset)
      } catch (error) {
        events.problem('commit deliveries', error)
      }
    })
  }
}

function addOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** For a notifier that does not heed its signal. */
function tooLong(signal: AbortSignal): Promise<SendResult> {
  return new Promise((resolve) => {
    const detail = 'no answer in time'
    const result = { ok: false, retry: true, failure: 'unreachable', detail } as const
    signal.addEventListener('abort', () => resolve(result), { once: true })
  })
}
