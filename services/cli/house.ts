/**
 * Everything in one process: what `start` and `demo` run, on the embedded log or over Kafka. The parts know each other
 * only through the log, as they do when scaled out.
 */

import type { SystemView } from '../../shared/core/live.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { type Config, policyVersion } from '../../shared/edge/config.ts'
import { lockDataDirectory } from '../../shared/edge/data-lock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { openLog } from './log.ts'
import {
  keepShort,
  openStore,
  startAlertPart,
  startArchivePart,
  startIngestPart,
  startScoringPart,
} from './parts.ts'

export interface HouseOptions {
  readonly config: Config
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly clock: Clock
  readonly recording: SystemView['recording']
  /** Aborted when the process is to end while it still waits for a broker. */
  readonly stopping?: AbortSignal
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
  const bus = await openLog({ ...options, events })
  stops.push(() => bus.close())
  const store = await openStore(config, dataDir)
  stops.push(() => store.close())
  const part = { config, dataDir, clock, events, bus }
  const alert = await startAlertPart({ ...options, ...part, store })
  stops.push(() => alert.stop())
  const archive = await startArchivePart({ ...part, store })
  stops.push(() => archive.stop())
  const scoring = await startScoringPart(part)
  stops.push(() => scoring.stop())
  // The last to start is the first that brings records: whoever reads them is there by then.
  const ingest = await startIngestPart(part)
  stops.push(() => ingest.stop())
  stops.push(keepShort(part, store))
  return {
    url: alert.url,
    events,
    ended: ingest.done,
    failed: Promise.all([alert.done, archive.done, scoring.done]),
    useConfig: async (next) => {
      await scoring.usePolicy(policyVersion(next, clock.now()))
      await alert.useConfig(next)
    },
    oneTimeLink: () => alert.oneTimeLink(),
    stop,
  }
}
