/** A look at Kafka for people: is it there, does it let us in, are the topics as they should be? */

import { type KafkaAddress, kafkaClient } from './bus-kafka-client.ts'
import { busError } from './bus-kafka-errors.ts'

export interface KafkaFinding {
  readonly ok: boolean
  /** A sentence without its full stop. */
  readonly says: string
}

/** @param partitions as configured; undefined: as they are */
export async function probeKafka(
  address: KafkaAddress,
  topics: readonly string[],
  partitions: number | undefined,
): Promise<KafkaFinding> {
  const client = kafkaClient(address, () => undefined)
  const admin = client.admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const existing = new Set(await admin.listTopics())
    const there = topics.filter((topic) => existing.has(topic))
    const { topics: known } =
      there.length > 0 ? await admin.fetchTopicMetadata({ topics: there }) : { topics: [] }
    const counts = new Set(known.map((topic) => topic.partitions.length))
    const wanted = partitions ?? [...counts][0]
    const found = `${client.name}: ${counted(brokers.length, 'broker')}, ${there.length} of ${topics.length} topics`
    const others = [...counts].filter((count) => count !== wanted)
    if (others.length > 0) {
      const says = `${found}, with ${[...counts].join(' and ')} partitions instead of ${wanted}; set log.partitions to what is there`
      return { ok: false, says }
    }
    const rest = there.length < topics.length ? '; the rest is made at the start' : ''
    return { ok: true, says: `${found}${rest}` }
  } catch (error) {
    const { message } = busError(error, client, 'looking around')
    return { ok: false, says: message.replace(/\.$/, '') }
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
