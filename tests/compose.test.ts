/**
 * docker-compose.yml, Dockerfile, Prometheus and Grafana are true: what they name exists, what they mount is valid, and
 * nobody but the page is reached from outside. No engine runs here; what only an engine can tell is not tested.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { optionChecks } from '../services/cli/connectors.ts'
import { SERVICES } from '../services/cli/service.ts'
import { readConfigFile } from '../shared/edge/config.ts'
import { createEvents } from '../shared/edge/events.ts'
import { ROOT } from './harness/house-tree.ts'
import { ELASTICSEARCH } from './harness/servers/elasticsearch.ts'
import { KAFKA_VERSION } from './harness/servers/kafka.ts'

interface Service {
  readonly image: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly command?: readonly string[]
  readonly user?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const composeText = read('docker-compose.yml')
const compose = parse(composeText, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
}
const services = Object.entries(compose.services)
const OURS = [...SERVICES]
const CONFIG = 'infra/compose/sturmwarte.yaml'

describe('docker-compose.yml', () => {
  it('has the four services as commands of ours, Kafka, Elasticsearch and a mail server', () => {
    for (const name of OURS) expect(compose.services[name]?.command?.[0]).toBe(name)
    expect(compose.services['kafka']?.image).toBe(`apache/kafka:${KAFKA_VERSION}`)
    expect(compose.services['elasticsearch']?.image).toBe(
      `docker.elastic.co/elasticsearch/elasticsearch:${ELASTICSEARCH.elasticsearch.version}`,
    )
    expect(compose.services['mailpit']?.image).toMatch(/^axllent\/mailpit:/)
  })

  it.each(services)('%s: pinned, watched, known volumes and networks', (_, service) => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/)
    expect(service.healthcheck?.test.length).toBeGreaterThan(1)
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.replace(/\$\{\w+:-([^}]*)\}/, '$1').split(':')
      if (source.startsWith('.')) expect(existsSync(join(ROOT, source))).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    }
    for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network)
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(condition).toBe('service_healthy')
      expect(compose.services[name]?.healthcheck).toBeDefined()
    }
  })

  it('publishes nothing beyond loopback unless told, and Kafka and Elasticsearch nowhere', () => {
    const published = services.flatMap(([, { ports }]) => ports ?? [])
    expect(
      published.filter((port) => !/^(?:127\.0\.0\.1|\$\{\w+:-127\.0\.0\.1\}):/.test(port)),
    ).toEqual([])
    for (const name of ['kafka', 'elasticsearch', 'scoring', 'archive'])
      expect(compose.services[name]?.networks).toEqual(['inside'])
    expect(compose.networks['inside']?.internal).toBe(true)
  })

  it.each(OURS)('%s has no rights it does not need', (name) => {
    const service = compose.services[name]
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    expect(existsSync(join(ROOT, service?.build?.dockerfile ?? ''))).toBe(true)
  })

  it('holds no secret: every value that is one comes from the environment', () => {
    const secret = /token|password|secret|key/i
    const written = services
      .flatMap(([, { environment }]) => Object.entries(environment ?? {}))
      .filter(([name, value]) => secret.test(name) && !/^\$\{\w+:[-?]/.test(value))
    expect(written).toEqual([])
    expect(composeText).not.toMatch(/_(?:PASSWORD|TOKEN|SECRET)=\S/)
  })
})

describe('its configuration', () => {
  const env = Object.fromEntries(
    Object.keys(compose.services['alert']?.environment ?? {}).map((name) => [
      name,
      `a-long-${name}-value`,
    ]),
  )

  it('is valid with the environment that the services have', () => {
    const result = readConfigFile(join(ROOT, CONFIG), env, optionChecks())
    expect(result.ok ? [] : result.problems).toEqual([])
  })

  it('names the hosts, ports and folders of the compose file', () => {
    const result = readConfigFile(join(ROOT, CONFIG), env, optionChecks())
    if (!result.ok) throw new Error('not valid')
    const { log, store, dashboard, dataDir } = result.config
    expect(log).toMatchObject({ kind: 'kafka', brokers: ['kafka:9092'] })
    expect(compose.services['kafka']?.environment).toMatchObject({
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092',
    })
    expect(store).toMatchObject({ kind: 'elasticsearch', node: 'http://elasticsearch:9200' })
    expect(dashboard.host).toBe('0.0.0.0')
    expect(compose.services['alert']?.ports?.[0]).toMatch(
      new RegExp(`:${dashboard.port}:${dashboard.port}$`),
    )
    expect(compose.services['alert']?.healthcheck?.test.at(-1)).toBe(String(dashboard.port))
    expect(compose.services['alert']?.volumes).toContain(`data:${dataDir}`)
  })
})

describe('infra/Dockerfile', () => {
  const instructions = read('infra/Dockerfile')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => ({ name: line.split(' ', 1)[0]!, rest: line.slice(line.indexOf(' ') + 1) }))
  const all = (name: string) =>
    instructions.filter((one) => one.name === name).map(({ rest }) => rest)
  const copied = all('COPY').filter((rest) => !rest.startsWith('--from'))

  it('begins with pinned images and ends as an ordinary user with a health check', () => {
    expect(all('FROM').map((image) => image.split(' ')[0])).toEqual(
      Array(2).fill(expect.stringMatching(/^node:\d+\.\d+\.\d+-/)),
    )
    expect(all('USER')).toEqual(['node'])
    expect(all('HEALTHCHECK')).toHaveLength(1)
    expect(existsSync(join(ROOT, 'infra/healthcheck.mjs'))).toBe(true)
  })

  it('copies what exists, and what its ignore file lets through', () => {
    const sources = copied.flatMap((rest) => rest.split(' ').slice(0, -1))
    expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
    const admitted = read('infra/Dockerfile.dockerignore').split('\n')
    expect(sources.filter((path) => !admitted.includes(`!${path}`))).toEqual([])
  })

  it('carries over whatever the package is made of, and starts its command', () => {
    const { files, bin } = JSON.parse(read('package.json')) as {
      files: string[]
      bin: { sturmwarte: string }
    }
    const carried = all('COPY')
      .filter((rest) => rest.startsWith('--from=build'))
      .map((rest) => rest.split(' ').at(-1))
    const needed = files.filter((path) => !path.startsWith('!'))
    expect(needed.filter((path) => !carried.includes(path))).toEqual([])
    expect(all('ENTRYPOINT')[0]).toContain(`/app/${bin.sturmwarte}`)
  })
})

describe('Prometheus and Grafana', () => {
  const folders = ['infra/prometheus', 'infra/grafana/dashboards']
  const texts = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => read(`${folder}/${name}`)),
  )

  it('ask only for metrics that exist', async () => {
    const page = await createEvents({ level: 'silent', elapsed: () => 0 }).metrics()
    const types = [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
    const known = types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    )
    const asked = new Set(texts.flatMap((text) => text.match(/\bsturmwarte_\w+/g) ?? []))
    expect(asked.size).toBeGreaterThan(6)
    expect([...asked].filter((name) => !known.includes(name))).toEqual([])
  })

  it('find the services by their names', () => {
    const { scrape_configs: jobs } = parse(read('infra/prometheus/prometheus.yml')) as {
      scrape_configs: {
        dns_sd_configs?: { names: string[]; port: number }[]
        static_configs?: { targets: string[] }[]
      }[]
    }
    const found = jobs.flatMap(({ dns_sd_configs: dns = [], static_configs: fixed = [] }) => [
      ...dns.flatMap(({ names, port }) => names.map((name) => `${name}:${port}`)),
      ...fixed.flatMap(({ targets }) => targets),
    ])
    expect(found.sort()).toEqual(['alert:8080', 'archive:9100', 'ingest:9100', 'scoring:9100'])
    for (const name of ['ingest', 'scoring', 'archive'])
      expect(compose.services[name]?.command?.slice(-2)).toEqual(['--port', '9100'])
  })
})
