/** The log that a configuration names, with its topics: the embedded file, or Kafka. */

import { join } from 'node:path'
import { type Bus, BusError } from '../../shared/edge/bus.ts'
import { openKafkaBus } from '../../shared/edge/bus-kafka.ts'
import type { KafkaAddress } from '../../shared/edge/bus-kafka-client.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { type Clock, systemClock } from '../../shared/edge/clock.ts'
import type { Config, LogConfig } from '../../shared/edge/config.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import { TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { CommandError, EXIT } from './exit.ts'

export interface LogOptions {
  readonly config: Config
  readonly dataDir: string
  readonly clock: Clock
  readonly events: Events
  /** Aborted when the process is to end; a broker is not waited for any longer then. */
  readonly stopping?: AbortSignal | undefined
}

/** The embedded log needs no more: one process folds everything. */
const EMBEDDED_PARTITIONS = 1
/** As many scoring processes can share the work. */
const KAFKA_PARTITIONS = 12
const LOOK_AGAIN_MS = 3_000
export const LOG_FILE = 'log.db'

/** @throws BusError where it refuses for good; a broker that is away is waited for. */
export async function openLog(options: LogOptions): Promise<Bus> {
  const { config } = options
  const bus = config.log.kind === 'kafka' ? kafka(config.log, options) : embedded(options)
  try {
    await untilThere(options, async () => {
      await bus.createTopics(topicSpecs(await partitionsFor(config.log, bus)))
    })
    return bus
  } catch (error) {
    await bus.close()
    throw error
  }
}

function embedded({ dataDir, clock, events }: LogOptions): Bus {
  return openSqliteBus({
    path: join(dataDir, LOG_FILE),
    clock,
    onMovedAside: (movedTo) =>
      events.problem('log', `the log was damaged and lies now in ${movedTo}; a new one was begun`),
  })
}

type KafkaLog = Extract<LogConfig, { kind: 'kafka' }>

export function kafkaAddress({ brokers, ssl, sasl }: KafkaLog): KafkaAddress {
  return { brokers, ssl, login: sasl && { ...sasl, password: sasl.password.reveal() } }
}

function kafka(log: KafkaLog, { events }: LogOptions): Bus {
  return openKafkaBus({
    ...kafkaAddress(log),
    clock: systemClock,
    onTrouble: (sentence) => events.problem('log', sentence),
    // What matters of it comes as a trouble; the rest is for whoever looks for a fault.
    ...(process.env['STURMWARTE_DEBUG']
      ? { onLine: (line: string) => events.info(`kafkajs: ${line}`) }
      : {}),
  })
}

/** What is configured, or what is there already. */
async function partitionsFor({ kind, partitions }: LogConfig, bus: Bus): Promise<number> {
  if (partitions !== undefined) return partitions
  if (kind !== 'kafka') return EMBEDDED_PARTITIONS
  try {
    return await bus.partitionsOf(TOPICS.mentions)
  } catch (error) {
    if (error instanceof BusError && error.temporary) throw error
    return KAFKA_PARTITIONS
  }
}

async function untilThere(
  { stopping, events }: LogOptions,
  attempt: () => Promise<void>,
): Promise<void> {
  for (let said = false; ; said = true) {
    try {
      await attempt()
      return
    } catch (error) {
      if (!(error instanceof BusError && error.temporary)) throw error
      events.problem('log', error)
      if (!said) process.stderr.write(`${error.message} Waiting for it.\n`)
      await pause(LOOK_AGAIN_MS, stopping ?? NEVER)
      if (stopping?.aborted) throw new CommandError('Stopped while waiting.', EXIT.done)
    }
  }
}

const NEVER = new AbortController().signal
