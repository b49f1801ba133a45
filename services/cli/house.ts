/**
 * Everything in one process, on the embedded log and store: what `start` and `demo` run. The parts know each other
 * only through the log, as they do when scaled out.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TellingVersion } from '../../shared/core/alert.ts'
import type { SystemView } from '../../shared/core/live.ts'
import type { PolicyVersion } from '../../shared/core/observation.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import { HOUR_MS } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { type Config, policyVersion, tellingPlan } from '../../shared/edge/config.ts'
import { lockDataDirectory } from '../../shared/edge/data-lock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { pseudonyms, readOrMakeKey } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import type { Store } from '../../shared/edge/store.ts'
import { openWorkerStore } from '../../shared/edge/store-worker.ts'
import { topicSpecs } from '../../shared/edge/topics.ts'
import { openChannels } from '../alert/channels.ts'
import { startAlert } from '../alert/service.ts'
import { startArchiveThread } from '../archive/thread.ts'
import { startIngest } from '../ingest/service.ts'
import { startScoring } from '../scoring/service.ts'
import { configuredSources } from './connectors.ts'
import { ROOT, VERSION } from './version.ts'

export interface HouseOptions {
  readonly config: Config
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly clock: Clock
  readonly recording: SystemView['recording']
}

export interface House {
  readonly url: string
  readonly events: Events
  /** Resolves when every source has ended by itself, as a recording does. */
  readonly ended: Promise<void>
  /** Rejects when a part failed for good. */
  readonly failed: Promise<unknown>
  /** Thresholds, people and routes from now on. */
  useConfig(config: Config): Promise<void>
  /** An address that opens one session; the plain one where none is needed. */
  oneTimeLink(): string
  stop(): Promise<void>
}

/** The embedded log needs no more: one process folds everything. */
const PARTITIONS = 1
const RETENTION_EVERY_MS = HOUR_MS

/** @throws DataDirectoryBusyError when another process holds the data; sentences for ports and disks. */
export async function startHouse(options: HouseOptions): Promise<House> {
  const { clock, dataDir } = options
  const lock = lockDataDirectory(dataDir, clock.now())
  const events = createEvents({ level: 'warn', elapsed: () => clock.elapsed() })
  const stops: (() => Promise<void> | void)[] = [() => lock.release()]
  const stop = async () => {
    for (const one of stops.reverse()) await one()
    stops.length = 0
  }
  try {
    return await startParts(options, events, stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

type Stops = (() => Promise<void> | void)[]

async function startParts(
  options: HouseOptions,
  events: Events,
  stops: Stops,
  stop: () => Promise<void>,
): Promise<House> {
  const { config, clock, dataDir } = options
  const { bus, store } = await openData(options, events, stops)
  let policy = policyVersion(config, clock.now())
  const alert = await startAlert({
    ...options,
    bus,
    store,
    events,
    policy: () => policy,
    telling: tellingOf(config, clock),
    channels: openChannels(config.notifiers, { dataDir, addresses: config.addresses }),
    token: config.dashboard.token?.reveal(),
    publicUrl: config.dashboard.publicUrl,
    brands: config.brands,
    outboxFolder: hasMailServer(config) ? undefined : outboxOf(dataDir),
    pageFolder: join(ROOT, 'dist', 'page'),
    version: VERSION,
  })
  stops.push(() => alert.stop())
  const { archive, scoring, ingest } = await startWork(options, bus, policy, events, stops)
  stops.push(keepShort(bus, store, options, events))
  return {
    url: alert.url,
    events,
    ended: ingest.done,
    failed: Promise.all([alert.done, archive.done, scoring.done]),
    useConfig: async (next) => {
      policy = policyVersion(next, clock.now())
      await scoring.usePolicy(policy)
      await alert.useTelling(tellingOf(next, clock))
    },
    oneTimeLink: () => alert.oneTimeLink(),
    stop,
  }
}

async function openData({ clock, dataDir }: HouseOptions, events: Events, stops: Stops) {
  const bus = openSqliteBus({
    path: join(dataDir, LOG),
    clock,
    onMovedAside: (movedTo) =>
      events.problem('log', `the log was damaged and lies now in ${movedTo}; a new one was begun`),
  })
  stops.push(() => bus.close())
  await bus.createTopics(topicSpecs(PARTITIONS))
  const store = await openWorkerStore({ path: join(dataDir, STORE) })
  stops.push(() => store.close())
  return { bus, store }
}

/** The last parts to start are the first that bring records: whoever reads them is there by then. */
async function startWork(
  { config, clock, dataDir }: HouseOptions,
  bus: Bus,
  policy: PolicyVersion,
  events: Events,
  stops: Stops,
) {
  const keyPath = join(dataDir, KEY)
  const authors = pseudonyms(readOrMakeKey(keyPath))
  const files = { logPath: join(dataDir, LOG), storePath: join(dataDir, STORE), keyPath }
  const archive = await startArchiveThread(files, events)
  stops.push(() => archive.stop())
  const scorer = createRecordScorer(config.brands, authors)
  const scoring = await startScoring({ bus, clock, events, scorer, policy })
  stops.push(() => scoring.stop())
  const sources = configuredSources(config)
  const ingest = await startIngest({ bus, clock, events, brands: config.brands, sources })
  stops.push(() => ingest.stop())
  return { archive, scoring, ingest }
}

const LOG = 'log.db'
const STORE = 'store.db'
const KEY = 'author.key'

function tellingOf(config: Config, clock: Clock): TellingVersion {
  return { type: 'telling', at: clock.now(), plan: tellingPlan(config, clock.now()) }
}

function hasMailServer({ notifiers }: Config): boolean {
  return notifiers.some(
    ({ kind, enabled, options }) => kind === 'email' && enabled && options['smtp'] !== undefined,
  )
}

function outboxOf(dataDir: string): string {
  const folder = join(dataDir, 'outbox')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Forgets, once an hour of the product's time, what is older than log and store may keep. */
function keepShort(
  bus: Bus,
  store: Store,
  { config, clock }: HouseOptions,
  events: Events,
): () => void {
  let busy = false
  return clock.every(RETENTION_EVERY_MS, () => {
    if (busy) return
    busy = true
    forget(bus, store, config, clock.now())
      .catch((error) => events.problem('retention', error))
      .finally(() => {
        busy = false
      })
  })
}

async function forget(bus: Bus, store: Store, { retention }: Config, now: EpochMs): Promise<void> {
  await bus.enforceRetention(now)
  await store.retain([
    { kind: 'mention', olderThan: now - retention.mentionsMs },
    { kind: 'reading', olderThan: now - retention.readingsMs },
    { kind: 'storm', olderThan: now - retention.stormsMs },
    { kind: 'notification', olderThan: now - retention.stormsMs },
  ])
}
