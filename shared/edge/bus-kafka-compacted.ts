/** Reading what a partition of a compacted topic holds, at one go. */

import type { Choose, LogRecord } from './bus.ts'
import { type KafkaContext, persist } from './bus-kafka-context.ts'
import { noLeader } from './bus-kafka-link.ts'

const BYTES = 8_388_608

/** Kafka keeps at least the newest record of a key; older ones stand there until they are cleaned away. */
export async function readCompacted(
  context: KafkaContext,
  topic: string,
  partition: number,
  choose: Choose = (_, later) => later,
): Promise<LogRecord[]> {
  const present = new Map<string, LogRecord>()
  const { link } = context
  const ask = (place: 'start' | 'end') =>
    persist(context, `reading "${topic}"`, () => link.offsets(topic, [partition], place))
  const [[start = 0], [end = 0]] = await Promise.all([ask('start'), ask('end')])
  for (let from = start; from < end; ) {
    const { records, next } = await persist(context, `reading "${topic}"`, () =>
      fetchOnce(context, topic, partition, from),
    )
    for (const record of records) {
      const { key } = record
      if (key === null) continue
      const known = present.get(key)
      const chosen = known && record.value !== null ? choose(known, record) : record
      if (chosen === known) continue
      present.delete(key)
      if (record.value !== null) present.set(key, record)
    }
    // Nothing more came: what stood there was cleaned away meanwhile.
    if (next <= from) break
    from = next
  }
  return [...present.values()]
}

async function fetchOnce(
  { client, link }: KafkaContext,
  topic: string,
  partition: number,
  from: number,
): Promise<{ records: LogRecord[]; next: number }> {
  const leader = link.leaderOf(topic, partition)
  if (leader === undefined) throw noLeader(topic)
  const broker = await link.broker(leader)
  const places = [{ topic, partition, offset: from, maxBytes: BYTES }]
  const request = { maxWaitMs: 0, minBytes: 0, maxBytes: BYTES, places }
  const [fetched] = await client.fetch(broker, request)
  const records: LogRecord[] = []
  for (const batch of fetched?.batches ?? []) batch.take(from, batch.left, records)
  return { records, next: fetched?.batches.at(-1)?.nextOffset ?? from }
}
