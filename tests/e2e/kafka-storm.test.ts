/** The demo's storm over a real Kafka, with scoring in processes that come and die: the same as embedded, told once. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleChild, type Child, removeBundles } from '../harness/child.ts'
import { DEMO_CHANGES, DEMO_NOTIFICATION_IDS, DEMO_STORM_IDS } from '../harness/demo-golden.ts'
import { eventually } from '../harness/eventually.ts'
import { type KafkaCluster, startKafka } from '../harness/servers/kafka.ts'
import { ownServer, SERVER_START_MAX_MS } from '../harness/servers/real-server.ts'
import { type Play, playRecording } from '../harness/storm-play.ts'

const MINUTES = 60_000

describe.skipIf(ownServer('kafka').skipped)('the demo storm over Kafka', () => {
  let folder: string
  let kafka: KafkaCluster
  let startScoring: (...args: string[]) => Child
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sturmwarte-kafka-'))
    kafka = await startKafka()
    startScoring = await bundleChild('tests/harness/recorded-scoring.ts')
  }, SERVER_START_MAX_MS)
  afterAll(async () => {
    await kafka?.stop()
    removeBundles()
    rmSync(folder, { recursive: true, force: true })
  })

  const play = (script: (play: Play) => Promise<void>) =>
    playRecording({
      dataDir: join(folder, 'kafka'),
      brokers: kafka.brokers,
      startScoring,
      script,
    })
  /** The storm on the brand's wall, once it has reached a level. */
  const stormAt = ({ storms }: Play, level: number) =>
    eventually(`a storm has reached level ${level}`, async () =>
      (await storms()).find((one) => one.kind === 'storm' && one.peakLevel >= level),
    )

  test('a second process joins, the first is killed in the middle of the storm, the broker is restarted', {
    timeout: 5 * MINUTES,
  }, async () => {
    const [node] = kafka.nodes
    const told = await play(async (play) => {
      await stormAt(play, 2)
      await play.meanwhile(() => play.joinScoring())
      await stormAt(play, 3)
      await play.meanwhile(() => play.firstScoring.kill())
      await stormAt(play, 4)
      await play.meanwhile(async () => {
        await node!.stop()
        await node!.start()
      })
    })
    expect(told.stormIds).toEqual(DEMO_STORM_IDS)
    expect(told.changes).toEqual(DEMO_CHANGES)
    expect(told.decided).toEqual(DEMO_NOTIFICATION_IDS)
    expect(told.sentTwice).toEqual([])
    expect(told.open).toEqual([])
  })
})
