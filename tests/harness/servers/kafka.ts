/** Apache Kafka in KRaft mode: one node or several, from the jars of Maven Central. */

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs'
import { downloadFolder, fetchedOnce, mavenJars } from './downloads.ts'
import { findJava, type Java } from './java.ts'
import { freePorts, type ServerProcess, serverFolder, startProcess } from './server-process.ts'

export const KAFKA_VERSION = '4.1.1'
export const KAFKA_LEAST_JAVA = 17
/** For one node alone; each of several gets less. */
const HEAP_MB = 512
const HEAP_OF_SEVERAL_MB = 384

export interface KafkaAddress {
  /** `host:port` of every node. */
  readonly brokers: readonly string[]
}

export interface KafkaNode extends ServerProcess {
  readonly nodeId: number
  /** Its own `host:port`. */
  readonly broker: string
}

export interface KafkaCluster extends KafkaAddress {
  readonly nodes: readonly KafkaNode[]
  /** Ends every node and removes its data. */
  stop(): Promise<void>
}

export interface KafkaOptions {
  /** How many nodes, each broker and controller; 1 unless told. */
  readonly nodes?: number
  /** Further lines of `server.properties`, for every node. */
  readonly properties?: Readonly<Record<string, string>>
  /** How it must be talked to where `properties` demand TLS or a login. */
  readonly client?: Pick<KafkaConfig, 'ssl' | 'sasl'>
}

/** Fetches the jars if they are not there yet. @returns their folder */
export function fetchKafka(): Promise<string> {
  return fetchedOnce(downloadFolder(), `kafka-${KAFKA_VERSION}`, (into) =>
    mavenJars(into, [
      `org.apache.kafka:kafka_2.13:${KAFKA_VERSION}`,
      `org.apache.kafka:kafka-tools:${KAFKA_VERSION}`,
    ]),
  )
}

/** A cluster of the caller's own, which must stop it. Resolves when every node is part of it. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  const java = findJava(KAFKA_LEAST_JAVA)
  if (!java) throw new Error(`Kafka needs Java ${KAFKA_LEAST_JAVA} or newer`)
  const jars = await fetchKafka()
  const count = options.nodes ?? 1
  const ports = await freePorts(2 * count)
  const members = Array.from({ length: count }, (_, index) => ({
    nodeId: index + 1,
    port: ports[2 * index]!,
    controllerPort: ports[2 * index + 1]!,
  }))
  const folder = serverFolder()
  const clusterId = newClusterId()
  try {
    const nodes = await Promise.all(
      members.map((member) =>
        startNode({ java, jars, folder, clusterId, members, options }, member),
      ),
    )
    return {
      brokers: nodes.map(({ broker }) => broker),
      nodes,
      stop: async () => {
        // A controller that shuts down in order waits for a majority, which the others' end takes away.
        await Promise.all(nodes.map((node) => (count === 1 ? node.stop() : node.kill())))
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** The tool that formats a node's folder takes an id that begins with a hyphen for an option. */
function newClusterId(): string {
  const bytes = randomBytes(16)
  bytes[0] = bytes[0]! & 0x7f
  return bytes.toString('base64url')
}

interface Member {
  readonly nodeId: number
  readonly port: number
  readonly controllerPort: number
}

interface Setup {
  readonly java: Java
  readonly jars: string
  readonly folder: string
  readonly clusterId: string
  readonly members: readonly Member[]
  readonly options: KafkaOptions
}

async function startNode(setup: Setup, member: Member): Promise<KafkaNode> {
  const folder = join(setup.folder, String(member.nodeId))
  mkdirSync(folder)
  const properties = join(folder, 'server.properties')
  writeFileSync(properties, propertiesOf(setup, member, join(folder, 'data')))
  const command = join(setup.java.home, 'bin/java')
  const run = ['-cp', join(setup.jars, '*')]
  await promisify(execFile)(command, [
    ...run,
    'kafka.tools.StorageTool',
    ...['format', '-t', setup.clusterId, '-c', properties],
  ])
  const count = setup.members.length
  const heapMb = count === 1 ? HEAP_MB : HEAP_OF_SEVERAL_MB
  const broker = `127.0.0.1:${member.port}`
  const started = await startProcess({
    name: `Kafka ${KAFKA_VERSION}, node ${member.nodeId},`,
    command,
    args: [`-Xms${heapMb}m`, `-Xmx${heapMb}m`, ...run, 'kafka.Kafka', properties],
    folder,
    answers: async () => (await brokersKnownTo(broker, setup.options.client)) === count,
  })
  return Object.assign(started, { nodeId: member.nodeId, broker })
}

function propertiesOf({ members, options }: Setup, member: Member, data: string): string {
  const voters = members.map(
    ({ nodeId, controllerPort }) => `${nodeId}@127.0.0.1:${controllerPort}`,
  )
  const replicas = String(Math.min(members.length, 3))
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': String(member.nodeId),
    'controller.quorum.voters': voters.join(','),
    listeners: `PLAINTEXT://127.0.0.1:${member.port},CONTROLLER://127.0.0.1:${member.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${member.port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': data,
    'default.replication.factor': replicas,
    'min.insync.replicas': members.length > 1 ? '2' : '1',
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    ...options.properties,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

async function brokersKnownTo(broker: string, client: KafkaOptions['client']): Promise<number> {
  const kafka = new Kafka({
    ...client,
    clientId: 'sturmwarte-tests',
    brokers: [broker],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 0 },
  })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length
  } finally {
    await admin.disconnect()
  }
}
