import { beforeAll, describe } from 'vitest'
import type { Bus } from '../../shared/edge/bus.ts'
import { openKafkaBus } from '../../shared/edge/bus-kafka.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { busContract } from '../harness/bus-contract.ts'
import { SERVER_START_MAX_MS, sharedKafka } from '../harness/servers/real-server.ts'

const kafka = sharedKafka()

describe.skipIf(kafka.skipped)('on a real Kafka', () => {
  let brokers: readonly string[]
  beforeAll(async () => {
    brokers = (await kafka.address()).brokers
  }, SERVER_START_MAX_MS)
  const open = (): Bus => openKafkaBus({ brokers, clock: systemClock, sessionMs: 6_000 })

  busContract('the log on Kafka', { retention: false }, async () => {
    let bus = open()
    return {
      bus,
      clock: systemClock,
      async reopen() {
        await bus.close()
        bus = open()
        return bus
      },
    }
  })
})
