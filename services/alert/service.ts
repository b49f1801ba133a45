/**
 * The alert service: `storms` become notifications, notifications reach people, and the page shows all of it. It also
 * puts time into `storms`, so that escalation never waits for a record.
 */

import { randomInt } from 'node:crypto'
import type { AlertInput, Notification, TellingVersion } from '../../shared/core/alert.ts'
import type { Brand } from '../../shared/core/brand.ts'
import { escalation } from '../../shared/core/escalation.ts'
import type { EscalationState } from '../../shared/core/escalation-state.ts'
import type { SystemView } from '../../shared/core/live.ts'
import type { PolicyVersion, Tick } from '../../shared/core/observation.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { LabelDesk } from '../../shared/edge/labels-follow.ts'
import { type Runner, runProcessor } from '../../shared/edge/run.ts'
import type { Store } from '../../shared/edge/store.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'
import { type Deliverer, startDelivery } from './deliver.ts'
import { type DigestPlan, startDigests } from './digest.ts'
import { composeDigest, type DigestContext } from './digest-message.ts'
import { composeMessage } from './message.ts'
import { fetchFor } from './message-context.ts'
import type { Channel, Message } from './notifier.ts'

export interface AlertOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Events
  /** Only pages and the quotations of mails need it. */
  readonly store: Store | undefined
  readonly brands: readonly Brand[]
  /** Where corrections of the sentiment are kept. */
  readonly labels?: LabelDesk | undefined
  /** Who is told what, at start; it becomes a record of every partition. */
  readonly telling: TellingVersion
  /** To whom the day is reported; undefined reports to nobody. */
  readonly digest?: DigestPlan | undefined
  /** By the name that routes use. */
  readonly channels: ReadonlyMap<string, Channel>
  policy(): PolicyVersion
  readonly host: string
  readonly port: number
  readonly token: string | undefined
  readonly publicUrl: string | undefined
  readonly recording: SystemView['recording']
  /** Where mails lie when there is no mail server. */
  readonly outboxFolder: string | undefined
  readonly pageFolder: string
  readonly version: string
}

export interface AlertService {
  readonly url: string
  /** An address that opens one session; the plain one where none is needed. */
  oneTimeLink(): string
  /** New people and routes from this place in the log on. */
  useTelling(telling: TellingVersion): Promise<void>
  useDigest(plan: DigestPlan | undefined): void
  stop(): Promise<void>
  /** Rejects when a part failed for good. */
  readonly done: Promise<void>
}

/** Time enters the log this often (DESIGN 4). */
const TICK_MS = 5_000
/** What the page shows the lag of. */
const LAG_GROUPS = {
  [GROUPS.score]: [TOPICS.mentions, TOPICS.engagement],
  [GROUPS.detect]: [TOPICS.observations],
  [GROUPS.decide]: [TOPICS.storms],
  [GROUPS.archive]: [TOPICS.mentions, TOPICS.engagement, TOPICS.observations, TOPICS.readings],
}

export async function startAlert(options: AlertOptions): Promise<AlertService> {
  const { bus, clock, events } = options
  let delivering: Deliverer | undefined
  const people = new Map(options.telling.plan.people.map(({ id, name }) => [id, name]))
  const dashboard = await startDashboard({
    ...options,
    people,
    lagGroups: LAG_GROUPS,
    troubled: () => delivering?.troubled() ?? { failing: new Map(), failed: new Map() },
    logClock: clock,
  })
  await broadcast(bus, options.telling)
  const deciding = runEscalation(bus, clock, events)
  const deliverer = startDelivery({
    bus,
    clock,
    events,
    channels: options.channels,
    compose: async (about, sentAt) =>
      about.type === 'digest'
        ? composeDigest(about, dashboard.factsFor(about), surroundings(options, dashboard, sentAt))
        : compose(options, dashboard, people, about, sentAt),
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
  })
  delivering = deliverer
  const digests = startDigests({ bus, clock, events }, options.digest)
  let ticking = Promise.resolve()
  const stopTicks = clock.every(TICK_MS, () => {
    ticking = ticking
      .then(() => tick(bus, clock, deciding))
      .catch((error) => events.problem('alert: tick', error))
  })
  return {
    url: dashboard.url,
    oneTimeLink: () => dashboard.oneTimeLink(),
    useTelling: (telling) => broadcast(bus, telling),
    useDigest: (plan) => digests.usePlan(plan),
    done: Promise.all([deciding.done, deliverer.done]).then(() => undefined),
    stop: async () => {
      stopTicks()
      await digests.stop()
      await ticking
      await deciding.stop()
      await deliverer.stop()
      await dashboard.stop()
      for (const channel of options.channels.values()) await channel.close()
    },
  }
}

const RANDOM_STEPS = 1_000_000

function runEscalation(bus: Bus, clock: Clock, events: Events): Runner {
  return runProcessor<AlertInput, Notification, EscalationState>({
    bus,
    clock,
    processor: escalation,
    group: GROUPS.decide,
    topic: TOPICS.storms,
    stateTopic: TOPICS.alertState,
    tickOf: (input) => (input.type === 'tick' ? input.at : undefined),
    accepts: (input) => ACCEPTED.has(input.type),
    publish: (notification) => ({
      topic: TOPICS.notifications,
      key: notification.brandId,
      value: JSON.stringify(notification),
    }),
    onFolded: (batch, outputs) => events.folded('escalation', batch.records.length, outputs.length),
    onPoison: (code) => events.deadLettered(TOPICS.storms, code, 1),
  })
}

const ACCEPTED: ReadonlySet<string> = new Set<AlertInput['type']>([
  'storm',
  'acknowledgement',
  'silence',
  'verdict',
  'note',
  'telling',
  'tick',
])

async function compose(
  options: AlertOptions,
  dashboard: Dashboard,
  people: ReadonlyMap<string, string>,
  notification: Notification,
  sentAt: EpochMs,
): Promise<Message> {
  const brand = options.brands.find(({ id }) => id === notification.brandId)
  const fetched = await fetchFor(notification, options.store)
  return composeMessage(notification, {
    ...fetched,
    ...surroundings(options, dashboard, sentAt),
    brandName: brand?.names[0] ?? notification.brandId,
    people,
    policy: options.policy().policy,
  })
}

function surroundings(
  { publicUrl, recording }: AlertOptions,
  dashboard: Dashboard,
  sentAt: EpochMs,
): DigestContext {
  return {
    sentAt,
    publicUrl: publicUrl ?? dashboard.url,
    ...(recording ? { recording: recording.name } : {}),
  }
}

/** One tick per partition that this process has read to its end. */
async function tick(bus: Bus, clock: Clock, deciding: Runner): Promise<void> {
  const record: Tick = { type: 'tick', at: clock.now() }
  const value = JSON.stringify(record)
  const ticks = deciding
    .caughtUp()
    .map((partition) => ({ topic: TOPICS.storms, key: null, value, partition }))
  if (ticks.length > 0) await bus.append(ticks)
}

async function broadcast(bus: Bus, telling: TellingVersion): Promise<void> {
  const partitions = await bus.partitionsOf(TOPICS.storms)
  const value = JSON.stringify(telling)
  await bus.append(
    Array.from({ length: partitions }, (_, partition) => ({
      topic: TOPICS.storms,
      key: null,
      value,
      partition,
    })),
  )
}
