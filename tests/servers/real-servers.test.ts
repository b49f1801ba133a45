/** The real servers themselves: each answers, survives what tests do to it, and is gone after its end. */

import { Client } from '@elastic/elasticsearch'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { startElasticsearch } from '../harness/servers/elasticsearch.ts'
import { mailsOf, startMail } from '../harness/servers/mail.ts'
import { isAlive } from '../harness/servers/process-state.ts'
import {
  ownServer,
  SERVER_START_MAX_MS,
  sharedElasticsearch,
  sharedKafka,
  sharedMail,
} from '../harness/servers/real-server.ts'

const PATIENT = { timeout: SERVER_START_MAX_MS }
const kafka = sharedKafka()
const mail = sharedMail()

describe('Kafka', PATIENT, () => {
  it.skipIf(kafka.skipped)(
    'is shared: everybody gets the same one, and it keeps records',
    async () => {
      const { brokers } = await kafka.address()
      expect(await kafka.address()).toEqual({ brokers })
      const topic = `real-servers-${process.pid}`
      await append(brokers, topic, 'hallo')
      expect(await lengthOf(brokers, topic)).toBe(1)
    },
  )
})

describe('Elasticsearch', PATIENT, () => {
  describe.each(['elasticsearch', 'elasticsearch9'] as const)('%s', (name) => {
    const elasticsearch = sharedElasticsearch(name)

    it.skipIf(elasticsearch.skipped)('is shared, and finds what it was given', async () => {
      const { node } = await elasticsearch.address()
      const index = `real-servers-${process.pid}`
      await put(node, index, { text: 'Sturm im Wasserglas' })
      expect(await countOf(node, index, 'wasserglas')).toBe(1)
    })
  })

  it.skipIf(ownServer('elasticsearch').skipped)(
    'has what was written when it comes back after a kill',
    async () => {
      const server = await startElasticsearch('elasticsearch')
      try {
        await put(server.node, 'told', { text: 'vor dem Ende' })
        const { pid } = server
        await server.kill()
        expect(isAlive(pid)).toBe(false)
        await server.start()
        expect(await countOf(server.node, 'told', 'ende')).toBe(1)
      } finally {
        await server.remove()
      }
      expect(isAlive(server.pid)).toBe(false)
    },
  )
})

describe('GreenMail', PATIENT, () => {
  it.skipIf(mail.skipped)('is shared, and shows the mails of each in order', async () => {
    const address = await mail.address()
    const to = `real-servers-${process.pid}@example.com`
    expect(await mailsOf(address, to)).toEqual([])
    for (const subject of ['Brise', 'Sturm']) await write(address.smtp, to, subject)
    expect(await mailsOf(address, to)).toEqual([
      expect.stringContaining('Subject: Brise'),
      expect.stringContaining('Subject: Sturm'),
    ])
  })

  it.skipIf(ownServer('mail').skipped)('is gone after its end', async () => {
    const server = await startMail()
    await write(server.smtp, 'lena@example.com', 'Sturm')
    await server.remove()
    expect(isAlive(server.pid)).toBe(false)
    await expect(write(server.smtp, 'lena@example.com', 'Sturm')).rejects.toThrow('ECONNREFUSED')
  })
})

function client(brokers: readonly string[]): Kafka {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 30 } })
}

async function append(brokers: readonly string[], topic: string, value: string): Promise<void> {
  const producer = client(brokers).producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic, messages: [{ value }] })
  await producer.disconnect()
}

async function lengthOf(brokers: readonly string[], topic: string): Promise<number> {
  const admin = client(brokers).admin()
  await admin.connect()
  const partitions = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  return partitions.reduce((sum, { offset }) => sum + Number(offset), 0)
}

/** 8.x refuses what the client of 9 says by default; 9.x takes either. */
function search(node: string): Client {
  const type = 'application/vnd.elasticsearch+json;compatible-with=8'
  return new Client({ node, headers: { accept: type, 'content-type': type } })
}

async function put(node: string, index: string, document: object): Promise<void> {
  await search(node).index({ index, document, refresh: true })
}

async function countOf(node: string, index: string, text: string): Promise<number> {
  const { count } = await search(node).count({ index, query: { match: { text } } })
  return count
}

async function write(url: string, to: string, subject: string): Promise<void> {
  const transport = createTransport(url)
  await transport.sendMail({ from: 'wache@example.com', to, subject, text: 'hallo' })
}
