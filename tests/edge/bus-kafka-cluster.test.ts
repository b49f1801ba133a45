/** Three brokers, of which two must have a record: what the log has acknowledged survives the death of any one. */

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { DAY_MS } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { openKafkaBus } from '../../shared/edge/bus-kafka.ts'
import { kafkaClient } from '../../shared/edge/bus-kafka-client.ts'
import { KafkaLink } from '../../shared/edge/bus-kafka-link.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { readAll } from '../harness/bus-recorder.ts'
import { eventually } from '../harness/eventually.ts'
import { type KafkaCluster, startKafka } from '../harness/servers/kafka.ts'
import { isAlive } from '../harness/servers/process-state.ts'
import { ownServer, SERVER_START_MAX_MS } from '../harness/servers/real-server.ts'

const TOPIC = 'told'
const PARTITIONS = 3
const KEYS = Array.from({ length: 9 }, (_, i) => `brand-${i}`)

describe.skipIf(ownServer('kafka').skipped)(
  'the log on three brokers',
  { timeout: 240_000 },
  () => {
    let cluster: KafkaCluster
    beforeAll(async () => {
      cluster = await startKafka({ nodes: 3 })
    }, SERVER_START_MAX_MS)
    afterAll(async () => {
      await cluster?.stop()
      expect(cluster?.nodes.filter(({ pid }) => isAlive(pid))).toEqual([])
    })

    test('what was acknowledged is there once its leader was killed, in the order of each key', async () => {
      const { brokers } = cluster
      const bus = openKafkaBus({ brokers, clock: systemClock, patienceMs: 90_000 })
      onTestFinished(() => bus.close())
      const spec = { name: TOPIC, partitions: PARTITIONS, retentionMs: DAY_MS, compacted: false }
      await bus.createTopics([spec])
      const telling = tell(bus)
      const flowing = () => telling.counts.every((count) => count > 30) || undefined
      await eventually('everything flows', flowing)
      const leader = await leaderOf(brokers, 0)
      const victim = cluster.nodes.find(({ nodeId }) => String(nodeId) === leader)!
      await victim.kill()
      // Its partitions get another leader once the others notice, and appends to them wait for that.
      const before = [...telling.counts]
      const again = () => telling.counts.every((count, i) => count > before[i]! + 10) || undefined
      await eventually('every key flows again', again)
      await victim.start()
      const told = await telling.stop()
      const found = new Map(KEYS.map((key) => [key, [] as number[]]))
      for (const { key, value } of await readAll(bus, [TOPIC])) found.get(key!)!.push(Number(value))
      for (const [i, key] of KEYS.entries()) {
        const values = found.get(key)!
        // A record whose answer died with its broker is sent again: twice is allowed, never not at all.
        const first = [...new Set(values)]
        expect(first).toEqual(Array.from({ length: told[i]! }, (_, n) => n))
      }
    })
  },
)

/** Appends numbers under each key, one call after the other, until it is stopped. */
function tell(bus: Bus) {
  let stopped = false
  const counts = KEYS.map(() => 0)
  const running = KEYS.map(async (key, i) => {
    for (; !stopped; counts[i]!++)
      await bus.append([{ topic: TOPIC, key, value: String(counts[i]) }])
  })
  const failed = Promise.all(running)
  failed.catch(() => undefined)
  return {
    /** How many of each key were acknowledged so far. */
    counts,
    /** How many were at the end. @throws what the log refused */
    stop: async () => {
      stopped = true
      await failed
      return counts
    },
  }
}

async function leaderOf(
  brokers: readonly string[],
  partition: number,
): Promise<string | undefined> {
  const link = new KafkaLink(kafkaClient({ brokers }, () => undefined))
  try {
    await link.know([TOPIC])
    return link.leaderOf(TOPIC, partition)
  } finally {
    await link.disconnect()
  }
}
