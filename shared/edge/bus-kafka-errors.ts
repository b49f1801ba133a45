/** What Kafka's refusals mean: in one sentence each, and whether they pass. */

import { BusError } from './bus.ts'
import type { KafkaClient } from './bus-kafka-client.ts'

/** kafkajs' errors: `type` is the protocol's own name, `code` the socket's or the protocol's. */
interface KafkaFault extends Error {
  readonly type?: string
  readonly code?: string | number
  readonly broker?: string
}

export function typeOf(error: unknown): string | undefined {
  return faultOf(error).type
}

/** The first in the chain that says what it is; kafkajs wraps what it gave up. */
function faultOf(error: unknown): KafkaFault {
  let fault = error as KafkaFault
  while (fault.type === undefined && fault.cause instanceof Error) fault = fault.cause as KafkaFault
  return fault
}

/** Neither time nor another try helps. */
const REFUSED: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'this user may not use a topic: grant it Describe, Read and Write',
  GROUP_AUTHORIZATION_FAILED: 'this user may not use a consumer group: grant it Read on groups',
  CLUSTER_AUTHORIZATION_FAILED:
    'this user may not do that: create the topics beforehand, or grant it Create',
  SASL_AUTHENTICATION_FAILED: 'the login was refused: check log.sasl',
  UNSUPPORTED_SASL_MECHANISM: 'it knows no such login: check log.sasl.mechanism',
  MESSAGE_TOO_LARGE: 'a record is larger than it takes: raise max.message.bytes of the topic',
  INVALID_RECORD: 'a record for a compacted topic has no key: give it one',
  POLICY_VIOLATION: 'a topic breaks its rules',
  INVALID_REPLICATION_FACTOR: 'there are fewer brokers than replicas',
  UNSUPPORTED_VERSION: 'it is older or newer than this program can talk to: use Kafka 2.1 to 4.x',
}

/** Somebody else has the partition now. */
const LOST = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']

export function isLost(error: unknown): boolean {
  return LOST.includes(typeOf(error) ?? '')
}

/** The sentence for people, and whether another try may help. */
export function busError(error: unknown, client: KafkaClient, doing: string): BusError {
  if (error instanceof BusError) return error
  const fault = faultOf(error)
  const failed = `${client.name}: ${doing} failed`
  const refused = REFUSED[fault.type ?? '']
  if (refused) return new BusError(`${failed}; ${refused}.`)
  if (fault.name === 'KafkaJSSASLAuthenticationError') {
    const { username, mechanism } = client.address.login ?? { username: '', mechanism: '' }
    return new BusError(
      `${client.name} refuses the login of "${username}" by ${mechanism}: check log.sasl.`,
    )
  }
  if (isLost(fault)) {
    return new BusError(`${failed}; another process has the partition now.`, { temporary: true })
  }
  if (fault.name.startsWith('KafkaJSConnection') || fault.name === 'KafkaJSRequestTimeoutError') {
    return new BusError(`${client.name} is out of reach (${reason(fault)}): ${remedy(client)}.`, {
      temporary: true,
    })
  }
  return new BusError(`${failed}; ${reason(fault)}.`, { temporary: true })
}

function reason({ message }: Error): string {
  return message
    .replace(/^Connection error: /, '')
    .replace(/\.+$/, '')
    .slice(0, 300)
}

function remedy({ address }: KafkaClient): string {
  if (address.ssl) return 'start it, or check log.brokers and whether it speaks TLS (log.ssl)'
  return 'start it, or check log.brokers, and log.ssl if it wants TLS'
}
