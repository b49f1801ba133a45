/**
 * The door of kafkajs. Its producer and its consumer stay unused: the one resolves without messages that a dying broker
 * never took, the other ends silently on errors that pass. What is used lies below them, one request and one answer at
 * a time; the other `bus-kafka-*.ts` build the promises of the log on that.
 */

/// <reference path="./kafkajs-internals.d.ts" />

import zlib from 'node:zlib'
import kafkajs, { type Admin, type Cluster, type KafkaConfig, type SASLOptions } from 'kafkajs'
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js'
import produceResponse from 'kafkajs/src/protocol/requests/produce/v3/response.js'
import { mendConnections } from './bus-kafka-connection.ts'
import { encodeProduce, PRODUCE, type ProduceBytes } from './bus-kafka-encode.ts'
import {
  decodeFetched,
  encodeFetch,
  FETCH,
  type FetchBytes,
  type Fetched,
  type FetchedPartition,
} from './bus-kafka-fetch.ts'
import type { KafkaBroker, ProducedTopic } from './bus-kafka-protocol.ts'
import { systemClock } from './clock.ts'

export interface KafkaAddress {
  /** `host:port`. */
  readonly brokers: readonly string[]
  readonly ssl?: boolean
  readonly login?: KafkaPassword | undefined
}

export interface KafkaPassword {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: string
}

/** Makes links and admins; connects to nothing by itself. */
export interface KafkaClient {
  readonly address: KafkaAddress
  /** What the brokers are called by name in sentences. */
  readonly name: string
  /** Connections of their own; to be disconnected. */
  cluster(): KafkaCluster
  admin(): KafkaAdmin
  /** Appends to one partition. @returns what the answer names. @throws what the broker refuses */
  produce(broker: KafkaBroker, request: ProduceRequest): Promise<readonly ProducedTopic[]>
  /** Reads some partitions. @throws what the broker refuses, also of one partition alone */
  fetch(broker: KafkaBroker, request: FetchBytes): Promise<readonly FetchedPartition[]>
}

export type ProduceRequest = Omit<ProduceBytes, 'now'>

export type KafkaAdmin = Admin

/** The brokers as kafkajs knows them, with the requests that its types leave out. */
export type KafkaCluster = Omit<Cluster, 'findBroker' | 'findGroupCoordinator'> & {
  findBroker(node: { nodeId: string }): Promise<KafkaBroker>
  findGroupCoordinator(group: { groupId: string }): Promise<KafkaBroker>
}

async function produce(
  broker: KafkaBroker,
  wanted: ProduceRequest,
): Promise<readonly ProducedTopic[]> {
  const body = bodyOf(encodeProduce({ ...wanted, now: systemClock.now() }))
  const protocol = { request: { ...PRODUCE, ...body }, response: produceResponse }
  const { topics } = await poolOf(broker).send<{ topics: ProducedTopic[] }>(protocol)
  return topics
}

async function fetch(
  broker: KafkaBroker,
  wanted: FetchBytes,
): Promise<readonly FetchedPartition[]> {
  const request = { ...FETCH, ...bodyOf(encodeFetch(wanted)) }
  try {
    const { partitions } = await poolOf(broker).send<Fetched>({ request, response: fetchResponse })
    return partitions
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSConnectionClosedError')
      await broker.disconnect()
    throw error
  }
}

const fetchResponse = {
  decode: async (bytes: Buffer) => {
    const fetched = await decodeFetched(bytes, decompress)
    return { ...fetched, clientSideThrottleTime: fetched.throttleMs }
  },
  parse: async (fetched: Fetched) => {
    const bad = fetched.partitions.find(({ errorCode }) => errorCode !== 0)
    const { errorCode, topic, partition } = bad ?? { errorCode: fetched.errorCode }
    if (errorCode !== 0) throw Object.assign(createErrorFromCode(errorCode), { topic, partition })
    return fetched
  },
}

/** @throws as kafkajs, for what it knows by name only */
function decompress(codec: number, bytes: Buffer): Promise<Buffer> {
  const known = kafkajs.CompressionCodecs[codec as Compressed] as Codec | undefined
  if (!known) throw new Error(`a batch of records is compressed by codec ${codec}`)
  return known().decompress(bytes)
}

type Codec = () => { decompress(bytes: Buffer): Promise<Buffer> }
type Compressed = keyof typeof kafkajs.CompressionCodecs

/** Where kafkajs sends its own requests; a body is anything with its bytes. */
interface ConnectionPool {
  send<Answer>(protocol: object): Promise<Answer>
}

function poolOf(broker: KafkaBroker): ConnectionPool {
  return (broker as KafkaBroker & { connectionPool: ConnectionPool }).connectionPool
}

function bodyOf(bytes: Buffer): object {
  return { expectResponse: () => true, encode: async () => ({ buf: bytes, buffer: bytes }) }
}

/** How members say what they want and are told what they get. */
export const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol
export const TOPIC_RESOURCE = kafkajs.ConfigResourceTypes.TOPIC

/**
 * A frozen broker is noticed after this; metadata is not refreshed on a time-out, so it must not grow old either
 * (measured: 9-13 s instead of 40 s without acknowledgement).
 */
const REQUEST_TIMEOUT_MS = 5_000
const METADATA_MAX_AGE_MS = 5_000
/** Short: whoever asks asks again, and says so. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 }

/** @param onLine is given what kafkajs would print; nearly all of it is normal life. */
export function kafkaClient(address: KafkaAddress, onLine: (line: string) => void): KafkaClient {
  mendConnections()
  readZstd()
  const config: KafkaConfig = {
    clientId: 'sturmwarte',
    brokers: [...address.brokers],
    ssl: address.ssl ?? false,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: kafkajs.logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log }) =>
        onLine(`${namespace}: ${log.message}`),
  }
  if (address.login) config.sasl = { ...address.login } as SASLOptions
  const kafka = new kafkajs.Kafka(config)
  return {
    address,
    name: `Kafka at ${address.brokers.join(', ')}`,
    cluster: () => clusterOf(kafka),
    admin: () => kafka.admin(),
    produce,
    fetch,
  }
}

/** kafkajs hands its cluster to those who assign partitions; this one takes it and never runs the consumer. */
function clusterOf(kafka: kafkajs.Kafka): KafkaCluster {
  let cluster: Cluster | undefined
  kafka.consumer({
    groupId: 'none',
    metadataMaxAge: METADATA_MAX_AGE_MS,
    allowAutoTopicCreation: false,
    retry: RETRY,
    readUncommitted: true,
    partitionAssigners: [
      (given) => {
        cluster = given.cluster
        return NO_ASSIGNER
      },
    ],
  })
  return cluster as Cluster & KafkaCluster
}

const NO_ASSIGNER = {
  name: 'none',
  version: 0,
  assign: async () => [],
  protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
}

/** Nothing is written in zstd, but a broker or another program may have; Node can read it since 22.15. */
function readZstd(): void {
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Buffer) => Buffer }
  if (!zstdDecompressSync) return
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: async () => {
      throw new Error('nothing is written in zstd')
    },
    decompress: async (bytes: Buffer) => zstdDecompressSync(bytes),
  })
}
