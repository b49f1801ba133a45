/** A delivery over a real log in a temporary file, with a clock that stands still and channels that answer as told. */

import { join } from 'node:path'
import { type Deliverer, startDelivery } from '../../services/alert/deliver.ts'
import { composeDigest } from '../../services/alert/digest-message.ts'
import { composeMessage } from '../../services/alert/message.ts'
import type { Channel, Message, SendResult } from '../../services/alert/notifier.ts'
import type { Delivery, Digest, Notification } from '../../shared/core/alert.ts'
import type { Append, Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { type ManualClock, manualClock } from '../../shared/edge/clock.ts'
import { decodeJson } from '../../shared/edge/codec.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { GROUPS, TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { until } from './bus-recorder.ts'
import { context, notification } from './messages.ts'
import { tempFolder } from './temp-folder.ts'

export const START = notification().at

export interface Office {
  readonly clock: ManualClock
  readonly bus: Bus
  readonly problems: string[]
  open(channels: Record<string, Channel>): Deliverer
  /** A crash, as far as this process can: what is being done is forgotten, the log stays. */
  crash(): Promise<void>
  put(...records: (Notification | Digest | Delivery)[]): Promise<void>
  /** Moves the clock in steps until then, and waits each time until nothing is being sent. */
  wait(ms: number, stepMs?: number): Promise<void>
  /** Until all that is due has been tried. */
  settle(): Promise<void>
  deliveries(): Promise<Delivery[]>
  /** Records the group has not committed. */
  lag(): Promise<number>
  close(): Promise<void>
}

export async function office(wrap: (bus: Bus) => Bus = (bus) => bus): Promise<Office> {
  const path = join(tempFolder('deliver'), 'log.db')
  const clock = manualClock(START)
  const problems: string[] = []
  let bus = openSqliteBus({ path, clock })
  await bus.createTopics(topicSpecs(2))
  let deliverer: Deliverer | undefined
  const events = collect(problems)
  const caughtUp = async () => (await lag()) <= (deliverer?.pending().count ?? 0)
  const lag = async () =>
    (await bus.lag(GROUPS.deliver, [TOPICS.notifications])).reduce((sum, one) => sum + one.lag, 0)
  const settle = async () => {
    await until('all is tried', async () => {
      const { sending, count } = deliverer?.pending() ?? { sending: 0, count: 0 }
      return sending === 0 && (count > 0 || (await caughtUp()))
    })
  }
  return {
    clock,
    problems,
    get bus() {
      return bus
    },
    open(channels) {
      deliverer = startDelivery({
        bus: wrap(bus),
        clock,
        events,
        channels: new Map(Object.entries(channels)),
        compose,
        random: () => 0.5,
      })
      deliverer.done.catch((error: unknown) => problems.push(String(error)))
      return deliverer
    },
    async crash() {
      await bus.close()
      bus = openSqliteBus({ path, clock })
    },
    async put(...records) {
      await bus.append(records.map(appendOf))
    },
    async wait(ms, stepMs = 1_000) {
      const end = clock.now() + ms
      while (clock.now() < end) {
        clock.moveTo(Math.min(end, clock.now() + stepMs))
        await settle()
      }
    },
    settle,
    deliveries: () => deliveriesOf(bus),
    lag,
    async close() {
      await deliverer?.stop()
      await bus.close()
    },
  }
}

async function compose(about: Notification | Digest, sentAt: number): Promise<Message> {
  if (about.type === 'digest') return composeDigest(about, { brands: [], blind: [] }, { sentAt })
  return composeMessage(about, context({ sentAt }))
}

function collect(problems: string[]) {
  return {
    delivered: () => undefined,
    problem: (where: string, error: unknown) =>
      problems.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
  }
}

function appendOf(record: Notification | Digest | Delivery): Append {
  return { topic: TOPICS.notifications, key: record.brandId, value: JSON.stringify(record) }
}

async function deliveriesOf(bus: Bus): Promise<Delivery[]> {
  const found: Delivery[] = []
  await readToEnd(bus, [TOPICS.notifications], 'start', (batch) => {
    for (const { value } of batch.records) {
      const record = value && decodeJson<Notification | Delivery>(value)
      if (record?.type === 'delivery') found.push(record)
    }
  })
  return found
}

export interface Recorder extends Channel {
  readonly sent: Message[]
}

/** Remembers what it was given; `answer` decides, by default yes. */
export function recorder(
  answer: (message: Message, attempt: number) => SendResult | Promise<SendResult> = () => ({
    ok: true,
  }),
): Recorder {
  const sent: Message[] = []
  let attempts = 0
  return {
    sent,
    async send(message) {
      const result = await answer(message, ++attempts)
      if (result.ok) sent.push(message)
      return result
    },
    close: async () => undefined,
  }
}

export function note(id: string, more: Partial<Notification> = {}): Notification {
  return notification({ notificationId: id, at: START, reason: 'first', ...more })
}
