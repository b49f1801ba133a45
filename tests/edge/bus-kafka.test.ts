import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { DAY_MS } from '../../shared/core/time.ts'
import { type Bus, BusError } from '../../shared/edge/bus.ts'
import { type KafkaBusOptions, openKafkaBus } from '../../shared/edge/bus-kafka.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { busContract } from '../harness/bus-contract.ts'
import { numbered, readAll, record, textOf, until } from '../harness/bus-recorder.ts'
import { SERVER_START_MAX_MS, sharedKafka } from '../harness/servers/real-server.ts'

const kafka = sharedKafka()
let names = 0
const fresh = (what: string) => `${what}-${process.pid}-${Date.now().toString(36)}-k${names++}`

describe.skipIf(kafka.skipped)('on a real Kafka', () => {
  let brokers: readonly string[]
  beforeAll(async () => {
    brokers = (await kafka.address()).brokers
  }, SERVER_START_MAX_MS)

  const open = (more: Partial<KafkaBusOptions> = {}): Bus =>
    openKafkaBus({ brokers, clock: systemClock, sessionMs: 6_000, ...more })
  const openHere = (more: Partial<KafkaBusOptions> = {}): Bus => {
    const bus = open(more)
    onTestFinished(() => bus.close())
    return bus
  }

  busContract('the log on Kafka', { retention: false }, async () => {
    let bus = open()
    return {
      bus,
      clock: systemClock,
      another: async () => open(),
      async reopen() {
        await bus.close()
        bus = open()
        return bus
      },
    }
  })

  test('of two states of one brand the one that the loader prefers counts, not the one written last', async () => {
    const bus = openHere()
    const topic = fresh('states')
    await bus.createTopics([{ name: topic, partitions: 1, retentionMs: DAY_MS, compacted: true }])
    const put = (key: string, value: string | null) => bus.append([{ topic, key, value }])
    await put('brand', '7 by the new owner')
    await put('brand', '3 by one that was put out')
    await put('gone', '9')
    await put('gone', null)
    const number = (value: string | null) => Number.parseInt(value ?? '', 10)
    const found = await bus.readCompacted(topic, 0, (known, later) =>
      number(textOf(known)) > number(textOf(later)) ? known : later,
    )
    expect(found.map(textOf)).toEqual(['7 by the new owner'])
    expect((await bus.readCompacted(topic, 0)).map(textOf)).toEqual(['3 by one that was put out'])
  })

  test('a member whose partition another process has taken cannot write states or commit', async () => {
    const [one, two] = [openHere(), openHere()]
    const [topic, states] = [fresh('topic'), fresh('states')]
    const spec = { name: topic, partitions: 1, retentionMs: DAY_MS, compacted: false }
    await one.createTopics([spec, { ...spec, name: states, compacted: true }])
    const group = fresh('group')
    await one.append(numbered(topic, 0, 5))
    const first = record(one, { group, topics: [topic] })
    await until('the first has it', () => first.seen.length === 5)
    const snapshots = [{ topic: states, key: 'brand', value: 'old' }]
    const foreign = two.commit({ group, topic, partition: 0, offset: 5, snapshots: [] })
    await expect(foreign).rejects.toBeInstanceOf(BusError)
    await first.consumer.stop()
    const second = record(two, { group, topics: [topic] })
    await until('the second has it', () => second.seen.length === 5)
    const late = one.commit({ group, topic, partition: 0, offset: 5, snapshots })
    await expect(late).rejects.toBeInstanceOf(BusError)
    expect(await two.committed(group, topic, 0)).toBeUndefined()
  })

  test('a topic that exists in another shape is refused with what to do', async () => {
    const bus = openHere()
    const spec = { name: fresh('topic'), partitions: 2, retentionMs: DAY_MS, compacted: false }
    await bus.createTopics([spec])
    await expect(openHere().createTopics([{ ...spec, partitions: 3 }])).rejects.toThrow(
      /has 2 partitions .* Set log\.partitions to 2/,
    )
    await expect(openHere().createTopics([{ ...spec, compacted: true }])).rejects.toThrow(
      /is not compacted: set its cleanup\.policy to compact/,
    )
  })

  test('nothing is kept longer than its topic says, whoever set it before', async () => {
    const bus = openHere()
    const spec = { name: fresh('topic'), partitions: 1, retentionMs: DAY_MS, compacted: false }
    await bus.createTopics([spec])
    await bus.createTopics([{ ...spec, retentionMs: DAY_MS / 2 }])
    const settings = await settingsOf(brokers, spec.name)
    const keptMs = Number(settings.get('retention.ms')) + Number(settings.get('segment.ms'))
    expect(keptMs).toBe(DAY_MS / 2)
    expect(settings.get('cleanup.policy')).toBe('delete')
    expect(settings.get('message.timestamp.type')).toBe('LogAppendTime')
  })

  test('a record that is too large is refused alone; what was appended with it stands', async () => {
    const bus = openHere()
    const topic = fresh('topic')
    await bus.createTopics([{ name: topic, partitions: 1, retentionMs: DAY_MS, compacted: false }])
    const fates = await Promise.allSettled(
      [10, 2_000_000, 20].map((length) =>
        bus.append([{ topic, key: 'k', value: 'x'.repeat(length) }]),
      ),
    )
    expect(fates.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await readAll(bus, [topic])).map(({ value }) => value?.length)).toEqual([10, 20])
  })

  test('what another program wrote compressed is read', async () => {
    const bus = openHere()
    const topic = fresh('topic')
    await bus.createTopics([{ name: topic, partitions: 1, retentionMs: DAY_MS, compacted: false }])
    const values = Array.from({ length: 50 }, (_, n) => `${n} `.repeat(n))
    const { CompressionTypes, Kafka, logLevel, Partitioners } = (await import('kafkajs')).default
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    const messages = values.map((value) => ({ key: 'k', value }))
    await producer.send({ topic, messages, compression: CompressionTypes.GZIP })
    await producer.disconnect()
    expect((await readAll(bus, [topic])).map(({ value }) => value)).toEqual(values)
  })

  test('an idle connection sleeps', async () => {
    const bus = openHere()
    const topic = fresh('topic')
    await bus.createTopics([{ name: topic, partitions: 1, retentionMs: DAY_MS, compacted: false }])
    const tail = record(bus, { group: fresh('group'), topics: [topic] })
    await until('it waits', () => tail.caughtUp())
    const warned = vi.fn()
    process.on('warning', warned)
    const set = vi.spyOn(globalThis, 'setTimeout')
    const from = performance.now()
    await until('a second is over', () => performance.now() - from > 1_000)
    const timers = set.mock.calls.filter(([, ms]) => ms === undefined || ms < 2).length
    set.mockRestore()
    process.off('warning', warned)
    expect(timers).toBeLessThan(10)
    expect(warned).not.toHaveBeenCalled()
  })
})

async function settingsOf(brokers: readonly string[], topic: string) {
  const { ConfigResourceTypes, Kafka, logLevel } = (await import('kafkajs')).default
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  })
  await admin.disconnect()
  const entries = resources.flatMap(({ configEntries }) => configEntries)
  return new Map(entries.map(({ configName, configValue }) => [configName, configValue]))
}

describe('a broker that is away', () => {
  test('is one sentence with what to do, and passes', async () => {
    const brokers = ['127.0.0.1:1']
    const bus = openKafkaBus({ brokers, clock: systemClock, patienceMs: 300 })
    onTestFinished(() => bus.close())
    const refused = bus.partitionsOf('mentions')
    await expect(refused).rejects.toMatchObject({ temporary: true })
    await expect(refused).rejects.toThrow(/^Kafka at 127\.0\.0\.1:1 .*check log\.brokers/)
  })
})
