// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Config,
  describeConfig,
  readConfigFile,
  revealed,
  tellingPlan,
} from '../../shared/edge/config.ts'
import { load, problems, valid, withBrand } from './config-setup.ts'

const CANARY = 's3cr3t-canary'
const env = { A: `${CANARY}-a`, P: `${CANARY}/@:p%`, EMPTY: '', MAIL: 'lena@x.de' }

const EVERYWHERE = withBrand(
  'sources:',
  '  mastodon: { accessToken: written-s3cr3t-canary, tags: [acme] }',
  '  youtube: { plain: "${A}", nested: { list: ["x ${A}"] } }',
  '  rss: { feeds: ["https://user:s3cr3t-canary@x.de/feed", "https://x.de/?token=s3cr3t-canary"] }',
  'notifiers:',
  '  email: { smtp: "smtps://user:${P}@mail.x.de", from: wache@x.de }',
  '  slack: { url: https://hooks.example.com/s3cr3t-canary }',
  '  hook: { kind: webhook, headers: { X-Any: s3cr3t-canary }, secret: "${A}" }',
  'dashboard: { host: 0.0.0.0, token: "${A}" }',
  'log: { kind: kafka, brokers: ["k:9092"], ssl: true, sasl: { mechanism: plain, username: u, password: "${A}" } }',
  'store: { kind: elasticsearch, node: "https://es.x.de", apiKey: "${A}" }',
)

/** All the ways in which an object reaches a log, a page or a person. */
function everyPrint(config: Config): string {
  return [
    JSON.stringify(config),
    inspect(config, { depth: 20, showHidden: true, getters: true }),
    describeConfig(config),
    config.warnings.join(),
    JSON.stringify(tellingPlan(config, 0)),
    String(Object.values(config)),
    `${config.dashboard.token}`,
  ].join('\n')
}

describe('a secret', () => {
  it('is shown by nothing that prints a configuration', () => {
    const config = valid(EVERYWHERE, { env })
    expect(everyPrint(config)).not.toContain('s3cr3t')
    expect(everyPrint(config)).toContain('••••')
  })

  it('is there for who needs it', () => {
    const config = valid(EVERYWHERE, { env })
    const options = Object.fromEntries(
      [...config.sources, ...config.notifiers].map((one) => [one.name, revealed(one.options)]),
    )
    expect(options).toEqual({
      mastodon: { accessToken: 'written-s3cr3t-canary', tags: ['acme'] },
      youtube: { plain: 's3cr3t-canary-a', nested: { list: ['x s3cr3t-canary-a'] } },
      rss: { feeds: ['https://user:s3cr3t-canary@x.de/feed', 'https://x.de/?token=s3cr3t-canary'] },
      email: { smtp: 'smtps://user:s3cr3t-canary%2F%40%3Ap%25@mail.x.de', from: 'wache@x.de' },
      slack: { url: 'https://hooks.example.com/s3cr3t-canary' },
      hook: { headers: { 'X-Any': 's3cr3t-canary' }, secret: 's3cr3t-canary-a' },
    })
    expect(config.dashboard.token?.reveal()).toBe(`${CANARY}-a`)
    expect(config.log.kind === 'kafka' && config.log.sasl?.password.reveal()).toBe(`${CANARY}-a`)
    expect(config.store.kind === 'elasticsearch' && config.store.apiKey?.reveal()).toBe(
      `${CANARY}-a`,
    )
  })

  it('stands in no problem, wherever it was put', () => {
    const fields = [
      'dataDir: ["${A}"]',
      'dashboard: { port: "${A}", host: "${A} x", publicUrl: "${A}" }',
      'people: [{ id: "${P}", email: "${A}", timeZone: "${A}", quietHours: "${A}", holidays: "${A}" }]',
      'log: { kind: "${A}", brokers: ["${A}"] }',
      'store: { kind: "${A}", node: "${A}" }',
      'retention: { mentions: "${A}" }',
      'routes: [{ chain: [{ to: ["${A}"], channels: ["${A}"], after: "${A}" }], match: { brands: ["${A}"] } }]',
      'policy: { tauWarn: "${A}", grid: "${A}" }',
      'sources: { mastodon: "${A}" }',
    ]
    const sourceOptions = { rss: () => [{ path: 'x', message: `does not like ${CANARY}-a` }] }
    const found = problems(withBrand(...fields), { env })
    expect(found.length).toBeGreaterThan(12)
    expect(found.join('\n')).not.toContain('s3cr3t')
    expect(problems(withBrand('sources: { rss: { x: "${A}" } }'), { env, sourceOptions })).toEqual([
      '2:22: sources.rss.x does not like ••••.',
    ])
  })
})

describe('a reference', () => {
  it('to a variable that is not there is a problem that names it', () => {
    const text = withBrand(
      'dashboard: { token: "${NOPE}" }',
      'store: { kind: sqlite }',
      'dataDir: "${EMPTY}"',
    )
    expect(problems(text, { env })).toEqual([
      '2:21: dashboard.token has no value: the environment variable NOPE is not set.',
      '4:10: dataDir has no value: the environment variable EMPTY is empty.',
    ])
  })

  it('that is missing is listed where the file is only checked', () => {
    const text = withBrand(
      'dashboard: { host: 0.0.0.0, token: "${NOPE}" }',
      'notifiers: { email: { smtp: "smtps://u:${file:/none}@x.de" } }',
    )
    const config = valid(text, { env, allowMissingSecrets: true })
    expect(config.missingSecrets).toEqual([
      { name: 'NOPE', path: 'dashboard.token', line: 2, column: 36 },
      { name: 'file:/none', path: 'notifiers.email.smtp', line: 3, column: 29 },
    ])
    expect(describeConfig(config)).toContain(
      'Missing credentials:\n  NOPE for dashboard.token, line 2\n  file:/none for notifiers.email.smtp, line 3\n',
    )
    expect(
      problems(withBrand('dashbord: { token: "${NOPE}" }'), { allowMissingSecrets: true }),
    ).toEqual(['2:1: dashbord is not known; did you mean dashboard?'])
  })

  it('is never taken from what every object has', () => {
    expect(problems(withBrand('dataDir: "${constructor}"'), { env })).toEqual([
      '2:10: dataDir has no value: the environment variable constructor is not set.',
    ])
  })

  it.each(['${', '${}', '${A', '${1A}', '${A B}', '${A:-x}', '${env:A}', '${file:}'])(
    'is not %s',
    (written) => {
      expect(problems(withBrand(`dataDir: "${written}"`), { env })).toEqual([
        '2:10: dataDir has a ${ that is no reference; write ${NAME} or ${file:PATH}, and $${ for the signs.',
      ])
    },
  )

  it('is not followed in what it stands for, nor after $$', () => {
    expect(valid(withBrand('dataDir: "$${A} $A"'), { env }).dataDir).toBe('${A} $A')
    expect(valid(withBrand('dataDir: "${B}"'), { env: { B: '${A}' } }).dataDir).toBe('${A}')
  })

  it('in a URL is encoded as user name or password, and nowhere else', () => {
    const smtp = (url: string) =>
      revealed(
        valid(withBrand(`notifiers: { email: { smtp: "${url}" } }`), { env }).notifiers[0]?.options,
      )
    expect(smtp('smtp://${MAIL}:${P}@x.de')).toEqual({
      smtp: 'smtp://lena%40x.de:s3cr3t-canary%2F%40%3Ap%25@x.de',
    })
    expect(smtp('smtp://x.de/${P}')).toEqual({ smtp: 'smtp://x.de/s3cr3t-canary/@:p%' })
    expect(smtp('${P}')).toEqual({ smtp: 's3cr3t-canary/@:p%' })
  })

  it('may give an address too', () => {
    const config = valid(withBrand('people: [{ id: lena, email: "${MAIL}" }]'), { env })
    expect(config.addresses.get('lena')).toEqual({ email: 'lena@x.de', name: 'lena' })
  })
})

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-secrets-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is read beside the configuration, without its last line end', () => {
    writeFileSync(join(folder, 'token'), 's3cr3t-canary-file\n')
    writeFileSync(join(folder, 'empty'), '\n')
    const path = join(folder, 'sturmwarte.yaml')
    writeFileSync(path, withBrand('dashboard: { token: "${file:token}" }'))
    const result = readConfigFile(path, {})
    expect(result.ok && result.config.dashboard.token?.reveal()).toBe('s3cr3t-canary-file')
    writeFileSync(path, withBrand('dashboard: { token: "${file:empty}" }'))
    expect(readConfigFile(path, {})).toMatchObject({
      problems: [{ message: 'dashboard.token has no value: the file empty is empty' }],
    })
  })

  it('that is not there is a problem that names it', () => {
    expect(problems(withBrand('dashboard: { token: "${file:/run/none}" }'))).toEqual([
      '2:21: dashboard.token has no value: the file /run/none does not exist (ENOENT).',
    ])
    expect(load(withBrand('dashboard: { token: x }')).ok).toBe(true)
  })
})
