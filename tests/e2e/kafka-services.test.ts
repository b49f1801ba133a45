/**
 * The four services as a company runs them over Kafka: processes of their own that share nothing but the log and the
 * store, over TLS with a certificate of the house and with a login.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SERVICES, type ServiceName } from '../../services/cli/service.ts'
import { HOUR_MS } from '../../shared/core/time.ts'
import { buildCli, cli } from '../harness/cli.ts'
import { outboxOf } from '../harness/demo-process.ts'
import { eventually } from '../harness/eventually.ts'
import { ROOT } from '../harness/house-tree.ts'
import { type KafkaCluster, startKafka } from '../harness/servers/kafka.ts'
import { secureKafka } from '../harness/servers/kafka-secure.ts'
import { ownServer, SERVER_START_MAX_MS } from '../harness/servers/real-server.ts'

const MINUTES = 60_000
const POST = 'facebook:acme-1'
const USER = 'sturmwarte'
const PASSWORD = 'nebelhorn'
const COMPLAINT = 'Acme ist furchtbar schlecht'

describe.skipIf(ownServer('kafka').skipped)('ingest, scoring, alert and archive over Kafka', () => {
  let folder: string
  let kafka: KafkaCluster
  let env: Record<string, string>
  beforeAll(async () => {
    buildCli()
    folder = mkdtempSync(join(tmpdir(), 'sturmwarte-services-'))
    const secure = await secureKafka(folder, { username: USER, password: PASSWORD })
    env = { NODE_EXTRA_CA_CERTS: secure.certificate, KAFKA_PASSWORD: PASSWORD }
    kafka = await startKafka(secure)
  }, SERVER_START_MAX_MS)
  afterAll(async () => {
    await kafka?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a complaint that thousands like reaches the page, the search and a mail; each stops when it is told to', {
    timeout: 4 * MINUTES,
  }, async () => {
    const { file, dataDir } = configured(folder, kafka.brokers)
    const running = SERVICES.map((name) => started(file, name, env))
    onTestFinished(() => {
      for (const { child } of running) child.kill('SIGKILL')
    })
    const about = async () => running.map(({ name, said }) => `${name}: ${said()}`).join('\n')
    const waiting = { withinMs: 2 * MINUTES, about }
    const alert = running.find(({ name }) => name === 'alert')!
    const url = await eventually('alert says where the page is', alert.url, waiting)
    const get = async <Answer>(path: string) => (await (await fetch(url + path)).json()) as Answer

    const storm = async () => {
      const { storms } = await get<{ storms: Storm[] }>('/api/v1/storms')
      return storms.find(({ peakLevel }) => peakLevel >= 2)
    }
    const found = async () => {
      const path = '/api/v1/brands/acme/mentions?text=schlechte'
      const { mentions } = await get<{ mentions: Mention[] }>(path)
      return mentions[0]
    }
    const mail = () => outboxOf(dataDir)[0]
    expect(await eventually('the storm is on the page', storm, waiting)).toMatchObject({
      brandId: 'acme',
      kind: 'storm',
    })
    expect(await eventually('the archive has its mentions', found, waiting)).toMatchObject({
      text: COMPLAINT,
    })
    await eventually('a mail lies in the outbox', mail, waiting)

    const statuses = await Promise.all(running.map(({ stop }) => stop()))
    expect(statuses, await about()).toEqual([0, 0, 0, 0])
  })

  test('a wrong password and a missing certificate are a sentence each', {
    timeout: 4 * MINUTES,
  }, async () => {
    const { file } = configured(folder, kafka.brokers)
    const doctor = async (env: Record<string, string>) =>
      (await cli(['doctor', '--config', file], { env })).stdout
    expect(await doctor(env)).toMatch(/ok +log +Kafka at .*: 1 broker/)
    expect(await doctor({ ...env, KAFKA_PASSWORD: 'wrong' })).toMatch(
      /FAIL +log +Kafka at .* refuses the login of "sturmwarte" by plain: check log\.sasl/,
    )
    const untrusted = await doctor({ KAFKA_PASSWORD: PASSWORD })
    expect(untrusted).toMatch(/FAIL +log +Kafka at .*self-signed certificate/)
    expect(untrusted).not.toContain(PASSWORD)
  })
})

interface Storm {
  readonly brandId: string
  readonly kind: string
  readonly peakLevel: number
}

interface Mention {
  readonly text: string
}

/** One complaint that many agree with, and a configuration that watches for it. */
function configured(folder: string, brokers: readonly string[]) {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { recursive: true })
  const now = new Date().toISOString()
  const common = { brandId: 'acme', source: 'facebook', observedAt: now }
  const mention = {
    ...{ type: 'mention', id: POST, ...common, kind: 'post', lang: 'de', text: COMPLAINT },
    ...{ publishedAt: new Date(Date.now() - HOUR_MS).toISOString(), pNeg: 0.95 },
  }
  const counters = { type: 'engagement', mentionId: POST, ...common }
  const reactions = { likes: 6_000, comments: 900, shares: 300 }
  const records = [mention, { ...counters, ...reactions }]
  const journal = join(dataDir, 'journal.ndjson')
  writeFileSync(journal, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const config = {
    brands: [{ id: 'acme', names: ['Acme'] }],
    sources: { file: { paths: [journal] } },
    people: [{ id: 'lena', name: 'Lena', email: 'lena@example.com', language: 'de' }],
    routes: [{ match: { minLevel: 2 }, chain: [{ to: ['lena'], channels: ['email'] }] }],
    dashboard: { port: 0 },
    log: {
      ...{ kind: 'kafka', brokers, partitions: 2, ssl: true },
      sasl: { mechanism: 'plain', username: USER, password: `\${KAFKA_PASSWORD}` },
    },
    dataDir,
  }
  const file = join(dataDir, 'sturmwarte.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config))
  return { file, dataDir }
}

function started(file: string, name: ServiceName, env: Readonly<Record<string, string>>) {
  const main = join(ROOT, 'dist/services/cli/main.js')
  const child: ChildProcess = spawn(process.execPath, [main, name, '--config', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exit = once(child, 'exit')
  let said = ''
  child.stderr?.on('data', (part) => {
    said += part
  })
  return {
    name,
    child,
    said: () => said,
    url: () => / runs.*(http:\/\/[^/\s]+)/.exec(said)?.[1],
    stop: async () => {
      child.kill('SIGTERM')
      return (await exit)[0] as number | null
    },
  }
}
