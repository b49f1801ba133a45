/**
 * The door of kafkajs. Its producer and its consumer stay unused: the one resolves without messages that a dying broker
 * never took, the other ends silently on errors that pass. What is used lies below them, one request and one answer at
 * a time; the other `bus-kafka-*.ts` build the promises of the log on that.
 */

/// <reference path="./kafkajs-internals.d.ts" />

import zlib from 'node:zlib'
import kafkajs, { type Admin, type Cluster, type KafkaConfig, type SASLOptions } from 'kafkajs'
import produceResponse from 'kafkajs/src/protocol/requests/produce/v3/response.js'
import { mendConnections } from './bus-kafka-connection.ts'
import { encodeProduce, PRODUCE, type ProduceBytes } from './bus-kafka-encode.ts'
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
}

export type ProduceRequest = Omit<ProduceBytes, 'now'>

export type KafkaAdmin = Admin

/** The brokers as kafkajs knows them, with the requests that its types leave out. */
export type KafkaCluster = Omit<Cluster, 'findBroker' | 'findGroupCoordinator'> & {
  findBroker(node: { nodeId: string }): Promise<KafkaBroker>
  findGroupCoordinator(group: { groupId: string }): Promise<KafkaBroker>
}

export interface KafkaBroker {
  fetch(request: FetchRequest): Promise<{ responses: FetchedTopic[] }>
  joinGroup(request: JoinRequest): Promise<JoinAnswer>
  syncGroup(request: SyncRequest): Promise<{ memberAssignment: Buffer }>
  heartbeat(request: Membership): Promise<unknown>
  leaveGroup(request: Pick<Membership, 'groupId' | 'memberId'>): Promise<unknown>
  offsetCommit(request: Membership & { topics: TopicOffsets[] }): Promise<unknown>
  offsetFetch(request: { groupId: string; topics: TopicPartitions[] }): Promise<{
    responses: TopicOffsets[]
  }>
}

export interface FetchRequest {
  readonly maxWaitTime: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly isolationLevel: number
  readonly topics: readonly {
    topic: string
    partitions: { partition: number; fetchOffset: string; maxBytes: number }[]
  }[]
}

export interface FetchedTopic {
  readonly topicName: string
  readonly partitions: readonly FetchedPartition[]
}

export interface FetchedPartition {
  readonly partition: number
  readonly highWatermark: string
  readonly messages: readonly FetchedMessage[]
}

export interface FetchedMessage {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly isControlRecord: boolean
}

export interface ProducedMessage {
  readonly key: string | null
  readonly value: Buffer | null
}

export interface ProducedTopic {
  readonly topicName: string
  readonly partitions: readonly { partition: number; errorCode: number; baseOffset: string }[]
}

async function produce(
  broker: KafkaBroker,
  request: ProduceRequest,
): Promise<readonly ProducedTopic[]> {
  const bytes = encodeProduce({ ...request, now: systemClock.now() })
  const { connectionPool } = broker as KafkaBroker & { connectionPool: ConnectionPool }
  const { topics } = await connectionPool.send({
    request: {
      ...PRODUCE,
      expectResponse: () => true,
      encode: async () => ({ buf: bytes, buffer: bytes }),
    },
    response: produceResponse,
  })
  return topics
}

/** Where kafkajs sends its own requests; a body is anything with its bytes. */
interface ConnectionPool {
  send(protocol: object): Promise<{ topics: ProducedTopic[] }>
}

export interface Membership {
  readonly groupId: string
  readonly groupGenerationId: number
  readonly memberId: string
}

export interface JoinRequest {
  readonly groupId: string
  readonly sessionTimeout: number
  readonly rebalanceTimeout: number
  readonly memberId: string
  readonly groupProtocols: readonly { name: string; metadata: Buffer }[]
}

export interface JoinAnswer {
  readonly generationId: number
  readonly leaderId: string
  readonly memberId: string
  /** Of all members; only the leader is told. */
  readonly members: readonly { memberId: string; memberMetadata: Buffer }[]
}

export interface SyncRequest {
  readonly groupId: string
  readonly generationId: number
  readonly memberId: string
  readonly groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[]
}

export interface TopicPartitions {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number }[]
}

export interface TopicOffsets {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
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
