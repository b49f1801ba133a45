/** The same servers as containers, for machines with a Docker engine. The images are those of docker-compose.yml. */

import {
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
  Wait,
} from 'testcontainers'
import {
  ELASTICSEARCH,
  type ElasticsearchAddress,
  type ElasticsearchName,
} from './elasticsearch.ts'
import { KAFKA_VERSION, type KafkaAddress } from './kafka.ts'
import { addressOf, GREENMAIL_VERSION, type MailAddress } from './mail.ts'
import { freePorts } from './server-process.ts'

export interface Container<Address> {
  readonly address: Address
  stop(): Promise<void>
}

export async function dockerAnswers(): Promise<boolean> {
  try {
    await getContainerRuntimeClient()
    return true
  } catch {
    return false
  }
}

/** A client is sent to the address that the broker advertises, so the port outside is chosen before the start. */
export async function kafkaContainer(): Promise<Container<KafkaAddress>> {
  const [port = 0] = await freePorts(1)
  const container = await new GenericContainer(`apache/kafka:${KAFKA_VERSION}`)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start()
  return started(container, { brokers: [`127.0.0.1:${port}`] })
}

export async function elasticsearchContainer(
  name: ElasticsearchName,
): Promise<Container<ElasticsearchAddress>> {
  const image = `docker.elastic.co/elasticsearch/elasticsearch:${ELASTICSEARCH[name].version}`
  const container = await new GenericContainer(image)
    .withExposedPorts(9200)
    .withEnvironment({
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    })
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow', 9200))
    .start()
  const node = `http://${container.getHost()}:${container.getMappedPort(9200)}`
  return started(container, { node })
}

export async function mailContainer(): Promise<Container<MailAddress>> {
  const container = await new GenericContainer(`greenmail/standalone:${GREENMAIL_VERSION}`)
    .withExposedPorts(3025, 3465, 8080)
    .withWaitStrategy(Wait.forHttp('/api/service/readiness', 8080))
    .start()
  const [smtp, smtps, api] = [3025, 3465, 8080].map((port) => container.getMappedPort(port))
  return started(container, addressOf(container.getHost(), smtp!, smtps!, api!))
}

function started<Address>(container: StartedTestContainer, address: Address): Container<Address> {
  return { address, stop: async () => void (await container.stop()) }
}
