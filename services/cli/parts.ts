/**
 * The four services as the command line puts them together: each from the configuration, the log, and nothing else
 * that is shared. One process may run all of them (`house.ts`) or one (`service.ts`).
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TellingVersion } from '../../shared/core/alert.ts'
import type { SystemView } from '../../shared/core/live.ts'
import type { PolicyVersion } from '../../shared/core/observation.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import { agreeOnKey } from '../../shared/edge/author-key.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { type Config, policyVersion, tellingPlan } from '../../shared/edge/config.ts'
import { onSchedule } from '../../shared/edge/cron.ts'
import type { Events } from '../../shared/edge/events.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { followLabels, LABEL_LOOK_MS, labelDesk } from '../../shared/edge/labels-follow.ts'
import { type Pseudonyms, pseudonyms, readOrMakeKey } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import type { Store } from '../../shared/edge/store.ts'
import {
  openStore as openStoreOf,
  type StoreSettings,
  storeSettings,
} from '../../shared/edge/store-open.ts'
import { openChannels } from '../alert/channels.ts'
import type { DigestPlan } from '../alert/digest.ts'
import { type AlertService, startAlert } from '../alert/service.ts'
import { type ArchiveService, startArchive } from '../archive/service.ts'
import { startArchiveThread } from '../archive/thread.ts'
import { type IngestService, startIngest } from '../ingest/service.ts'
import { type ScoringService, startScoring } from '../scoring/service.ts'
import { configuredSources } from './connectors.ts'
import { LOG_FILE } from './log.ts'
import { ROOT, VERSION } from './version.ts'

export interface PartOptions {
  readonly config: Config
  readonly dataDir: string
  readonly clock: Clock
  readonly events: Events
  readonly bus: Bus
}

const STORE_FILE = 'store.db'
const KEY_FILE = 'author.key'

export function openStore(config: Config, dataDir: string): Promise<Store> {
  return openStoreOf(settingsOf(config, dataDir))
}

function settingsOf(config: Config, dataDir: string): StoreSettings {
  return storeSettings(config.store, join(dataDir, STORE_FILE))
}

export async function startIngestPart({
  config,
  clock,
  events,
  bus,
}: PartOptions): Promise<IngestService> {
  const sources = configuredSources(config)
  const http = createHttp({ clock, version: VERSION, ...config.http })
  const { brands } = config
  const { staleFactor } = config.policy
  const ingest = await startIngest({ bus, clock, http, events, brands, staleFactor, sources })
  return {
    ...ingest,
    stop: async () => {
      await ingest.stop()
      http.close()
    },
  }
}

export async function startScoringPart(options: PartOptions): Promise<ScoringService> {
  const { config, clock, events, bus, dataDir } = options
  const labels = followLabels(dataDir, (error) => events.problem('labels', error))
  const scorer = createRecordScorer(config.brands, await authorsOf(options), labels.corrections)
  const policy = policyVersion(config, clock.now())
  const scoring = await startScoring({ bus, clock, events, scorer, policy })
  const looking = setInterval(labels.look, LABEL_LOOK_MS)
  looking.unref()
  return {
    ...scoring,
    stop: async () => {
      clearInterval(looking)
      await scoring.stop()
    },
  }
}

export interface AlertPartOptions extends PartOptions {
  readonly store: Store | undefined
  readonly host: string
  readonly port: number
  readonly recording: SystemView['recording']
}

export interface AlertPart extends AlertService {
  /** Thresholds as the page and the mails show them, people and routes, from now on. */
  useConfig(config: Config): Promise<void>
}

export async function startAlertPart(options: AlertPartOptions): Promise<AlertPart> {
  const { config, clock, dataDir } = options
  let policy: PolicyVersion = policyVersion(config, clock.now())
  const alert = await startAlert({
    ...options,
    policy: () => policy,
    telling: tellingOf(config, clock),
    digest: digestOf(config),
    channels: openChannels(config.notifiers, { dataDir, addresses: config.addresses }),
    token: config.dashboard.token?.reveal(),
    publicUrl: config.dashboard.publicUrl,
    brands: config.brands,
    labels: labelDesk(dataDir),
    outboxFolder: hasMailServer(config) ? undefined : outboxOf(dataDir),
    pageFolder: join(ROOT, 'dist', 'page'),
    version: VERSION,
  })
  return {
    ...alert,
    useConfig: async (next) => {
      policy = policyVersion(next, clock.now())
      await alert.useTelling(tellingOf(next, clock))
      alert.useDigest(digestOf(next))
    },
  }
}

/** Beside the embedded log it has a thread and a connection of its own; over Kafka it is a reader like others. */
export async function startArchivePart(
  options: PartOptions & { readonly store: Store },
): Promise<ArchiveService> {
  const { config, dataDir, events, bus, store } = options
  if (config.log.kind === 'kafka')
    return startArchive({ bus, store, events, authors: await authorsOf(options) })
  const files = {
    logPath: join(dataDir, LOG_FILE),
    store: settingsOf(config, dataDir),
    keyPath: join(dataDir, KEY_FILE),
  }
  return startArchiveThread(files, events)
}

/** @throws BusError where other processes on the same log know authors by another key. */
async function authorsOf({ config, dataDir, bus }: PartOptions): Promise<Pseudonyms> {
  const path = join(dataDir, KEY_FILE)
  const key = readOrMakeKey(path)
  if (config.log.kind === 'kafka') await agreeOnKey(bus, key, path)
  return pseudonyms(key)
}

function tellingOf(config: Config, clock: Clock): TellingVersion {
  return { type: 'telling', at: clock.now(), plan: tellingPlan(config, clock.now()) }
}

function digestOf({ digest, people }: Config): DigestPlan | undefined {
  if (!digest) return undefined
  const { atMin, channels } = digest
  return { atMin, channels, readers: people.filter(({ id }) => digest.readers.includes(id)) }
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

/** Forgets on schedule, in the product's time, what is older than log and store may keep. */
export function keepShort({ bus, config, clock, events }: PartOptions, store: Store): () => void {
  const { schedule: expression, timeZone } = config.retention
  let busy = false
  return onSchedule({ expression, timeZone }, { clock }, () => {
    if (busy) return
    busy = true
    forget(bus, store, config, clock.now())
      .then(({ log, documents }) => {
        events.removed('log', log)
        events.removed('store', documents)
      })
      .catch((error) => events.problem('retention', error))
      .finally(() => {
        busy = false
      })
  })
}

async function forget(bus: Bus, store: Store, { retention }: Config, now: EpochMs) {
  const log = await bus.enforceRetention(now)
  const documents = await store.retain([
    { kind: 'mention', olderThan: now - retention.mentionsMs },
    { kind: 'reading', olderThan: now - retention.readingsMs },
    { kind: 'storm', olderThan: now - retention.stormsMs },
    { kind: 'notification', olderThan: now - retention.stormsMs },
  ])
  return { log, documents }
}
