/**
 * `sturmwarte ingest`, `scoring`, `alert`, `archive`: one service as one process over Kafka. They are composed of the
 * same parts as `start`, and differ from it by the configuration only.
 */

import { mkdirSync } from 'node:fs'
import { Command } from 'commander'
import type { Bus } from '../../shared/edge/bus.ts'
import { type Clock, systemClock } from '../../shared/edge/clock.ts'
import { type Config, policyVersion, watchConfig } from '../../shared/edge/config.ts'
import { lockDataDirectory } from '../../shared/edge/data-lock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { runUntilStopped, stopSignal } from '../../shared/edge/process.ts'
import { optionChecks, unwatched } from './connectors.ts'
import { CommandError, configOrExit, EXIT } from './exit.ts'
import { openLog } from './log.ts'
import {
  keepShort,
  openStore,
  type PartOptions,
  startAlertPart,
  startArchivePart,
  startIngestPart,
  startScoringPart,
} from './parts.ts'
import { portOf } from './port.ts'
import { startVitals } from './vitals.ts'

export const SERVICES = ['ingest', 'scoring', 'alert', 'archive'] as const
export type ServiceName = (typeof SERVICES)[number]

const DOES: Readonly<Record<ServiceName, string>> = {
  ingest: 'reads the sources and puts what is about a brand into the log',
  scoring: 'scores and folds; as many of these as there are partitions share the work',
  alert: 'decides, sends and shows the page',
  archive: 'writes the store that the page searches',
}

interface ServiceArguments {
  readonly config: string
  readonly data?: string
  readonly port?: number
  readonly host?: string
}

export function serviceCommand(name: ServiceName): Command {
  const isAlert = name === 'alert'
  return new Command(name)
    .description(`one service as one process over Kafka: ${DOES[name]}`)
    .requiredOption('--config <file>', 'the configuration')
    .option('--data <dir>', 'where its own files lie')
    .option(
      '--port <n>',
      isAlert
        ? 'port of the page; 0 takes a free one'
        : 'port of health and metrics; none unless told',
      portOf,
    )
    .option('--host <h>', isAlert ? 'address of the page' : 'address of health and metrics')
    .action((options: ServiceArguments) => serve(name, options))
}

async function serve(name: ServiceName, options: ServiceArguments): Promise<void> {
  const signalled = stopSignal()
  const stopping = new AbortController()
  void signalled.then(() => stopping.abort())
  const config = configOrExit(options.config, optionChecks())
  for (const note of notesFor(name, config)) process.stderr.write(`note: ${note}\n`)
  const service = await startService(name, {
    config,
    dataDir: options.data ?? config.dataDir,
    clock: systemClock,
    host: options.host,
    port: options.port,
    stopping: stopping.signal,
  })
  process.stderr.write(`Sturmwarte ${name} runs${service.says}\n`)
  const { events } = service
  const unwatch = watchConfig(
    options.config,
    process.env,
    (next) =>
      service.useConfig(next).then(
        () => events.configReloaded(true),
        (error) => events.problem('configuration', error),
      ),
    (problems) => {
      events.configReloaded(false)
      for (const { line, column, message } of problems)
        events.problem('configuration', `${options.config}:${line}:${column}: ${message}`)
    },
    optionChecks(),
  )
  await runUntilStopped(signalled, service.failed, async () => {
    unwatch()
    await service.stop()
  })
}

function notesFor(name: ServiceName, config: Config): string[] {
  const shared =
    config.store.kind === 'sqlite' && (name === 'alert' || name === 'archive')
      ? [
          `store.kind is sqlite: archive writes ${config.dataDir}/store.db and the page of alert reads it, so both must run on this machine; name an Elasticsearch where they do not`,
        ]
      : []
  return name === 'ingest' ? [...config.warnings, ...unwatched(config)] : shared
}

export interface ServiceOptions {
  readonly config: Config
  readonly dataDir: string
  readonly clock: Clock
  readonly host: string | undefined
  readonly port: number | undefined
  readonly stopping?: AbortSignal
}

export interface Service {
  readonly events: Events
  /** Where it can be seen, for people. */
  readonly says: string
  /** Rejects when it failed for good; resolves when it has nothing more to do. */
  readonly failed: Promise<unknown>
  /** What may change while it runs. */
  useConfig(config: Config): Promise<void>
  stop(): Promise<void>
}

/** What one service is beside the log. */
type Part = Pick<Service, 'failed' | 'stop'> & Partial<Pick<Service, 'says' | 'useConfig'>>

/** @throws BusError where the log refuses for good; a broker that is away is waited for. */
export async function startService(name: ServiceName, options: ServiceOptions): Promise<Service> {
  const { config, clock, dataDir } = options
  if (config.log.kind !== 'kafka') {
    throw new CommandError(
      `${name} is a process of its own over Kafka only: set log to { kind: kafka, brokers: ["host:9092"] }, or run everything in one process with sturmwarte start`,
      EXIT.usage,
    )
  }
  mkdirSync(dataDir, { recursive: true })
  const events = createEvents({ level: 'info', elapsed: () => clock.elapsed() })
  const bus = await openLog({ ...options, events })
  try {
    const part = await PARTS[name]({ config, dataDir, clock, events, bus }, options)
    const vitals = await vitalsOf(name, options, bus, events)
    return {
      events,
      says: part.says ?? vitals.says,
      failed: part.failed,
      useConfig: part.useConfig ?? (async () => undefined),
      stop: async () => {
        await vitals.stop()
        await part.stop()
        await bus.close()
      },
    }
  } catch (error) {
    await bus.close()
    throw error
  }
}

/** The page of `alert` tells its own health. */
async function vitalsOf(name: ServiceName, options: ServiceOptions, bus: Bus, events: Events) {
  const { host = '127.0.0.1', port } = options
  if (name === 'alert' || port === undefined) return { says: '.', stop: async () => undefined }
  const vitals = await startVitals({ bus, clock: options.clock, events, host, port })
  return { says: `; its health: ${vitals.url}`, stop: () => vitals.stop() }
}

type StartPart = (part: PartOptions, options: ServiceOptions) => Promise<Part>

const PARTS: Readonly<Record<ServiceName, StartPart>> = {
  ingest: async (part) => {
    const ingest = await startIngestPart(part)
    // Sources that have ended do not end the service: they begin again with its next start.
    return { failed: new Promise(() => undefined), stop: () => ingest.stop() }
  },
  scoring: async (part) => {
    const scoring = await startScoringPart(part)
    return {
      failed: scoring.done,
      stop: () => scoring.stop(),
      useConfig: (next) => scoring.usePolicy(policyVersion(next, part.clock.now())),
    }
  },
  alert: async (part, { host, port }) => {
    const store = await openStore(part.config, part.dataDir)
    const { dashboard } = part.config
    const alert = await startAlertPart({
      ...part,
      store,
      host: host ?? dashboard.host,
      port: port ?? dashboard.port,
      recording: null,
    })
    return {
      says: `: ${alert.oneTimeLink()}`,
      failed: alert.done,
      useConfig: (next) => alert.useConfig(next),
      stop: async () => {
        await alert.stop()
        await store.close()
      },
    }
  },
  archive: async (part) => {
    const isFile = part.config.store.kind === 'sqlite'
    const lock = isFile ? lockDataDirectory(part.dataDir, part.clock.now()) : undefined
    const store = await openStore(part.config, part.dataDir)
    const archive = await startArchivePart({ ...part, store })
    const stopForgetting = keepShort(part, store)
    return {
      failed: archive.done,
      stop: async () => {
        stopForgetting()
        await archive.stop()
        await store.close()
        lock?.release()
      },
    }
  },
}
