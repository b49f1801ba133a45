import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  configSchema,
  describeConfig,
  formatProblem,
  readConfigFile,
  startingConfig,
} from '../../shared/edge/config.ts'
import { brandIdOf } from '../../shared/edge/config-starting.ts'
import { CONTRACT, problems, valid, withBrand } from './config-setup.ts'

const infra = (name: string) => new URL(`../../infra/${name}`, import.meta.url)

describe('the JSON Schema for editors', () => {
  it('is the committed one (UPDATE=1 writes it; format it with biome afterwards)', () => {
    const file = infra('sturmwarte.schema.json')
    const schema = JSON.parse(JSON.stringify(configSchema())) as unknown
    if (process.env['UPDATE']) writeFileSync(file, JSON.stringify(schema, null, 2))
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema)
  })
})

describe('the starting configuration', () => {
  it('is the committed example, and valid as it stands', () => {
    const file = infra('sturmwarte.example.yaml')
    if (process.env['UPDATE']) writeFileSync(file, startingConfig())
    expect(readFileSync(file, 'utf8')).toBe(startingConfig())
    expect(valid(startingConfig()).brands).toMatchObject([{ id: 'acme', names: ['Acme'] }])
  })

  it('stays valid with each of its hints taken up', () => {
    const text = startingConfig()
      .replaceAll(
        /^( *)# (?=keywords|handles|exclude|ownAccounts|sources|policy|people|teams|routes|notifiers)/gm,
        '$1',
      )
      .replaceAll(/^#( {3,})/gm, ' $1')
    expect(problems(text)).toEqual([])
    expect(valid(text).routes).toHaveLength(1)
  })

  it.each([
    ['Müller & Söhne', 'mueller-soehne'],
    ['Straße 1', 'strasse-1'],
    ['L’Oréal', 'l-oreal'],
    ['茶香', 'brand-1'],
    ['  Acme\nMobil  ', 'acme-mobil'],
    ['$& "quoted" \\', 'quoted'],
    ['@NAME@ # x: y', 'name-x-y'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('takes the name %j with the id %s', (name, id) => {
    expect(brandIdOf(name.trim())).toBe(id)
    const [brand] = valid(startingConfig(name)).brands
    expect(brand).toMatchObject({ id, names: [name.replace(/\s+/g, ' ').trim()] })
  })
})

describe('the description of a configuration', () => {
  it('says what would be watched, who would be told, and what is probably not meant', () => {
    expect(describeConfig(valid(CONTRACT))).toBe(`Watched: 1 brand
  acme: Acme, Acme Mobil, acmegate, #acme, @acme, @acme_hilft (not: Acme Comics); de, en; Europe/Berlin
Sources: mastodon
Thresholds: as they come
Told: 1 person, 1 route
  route-1: storm, levels 2 to 6, acme: at once social by email; after 10m unless acknowledged lena by email
Digest: none
Notifiers: email
Page: https://sturm.example.com, with a token
Log: sqlite; store: sqlite; data: ./data
Missing credentials: none
Warnings:
  mail wakes nobody: route-1 has no other channel from level 3 on
`)
  })

  it('warns', () => {
    expect(valid(withBrand()).warnings).toEqual([
      'there is no source, so that nothing will be seen',
      'nobody is told of acme',
    ])
    const text = [
      'brands: [{ id: a, names: [Alpha] }, { id: b, names: [Beta] }]',
      'sources: { rss: { enabled: false }, hackernews: }',
      'people: [{ id: lena, email: l@x.de }]',
      'notifiers: { pager: { kind: webhook, url: https://x.de } }',
      'routes:',
      '  - { match: { brands: [a], maxLevel: 2 }, chain: [{ to: [lena] }] }',
      '  - { match: { brands: [a], minLevel: 3 }, chain: [{ to: [lena], channels: [email, pager] }] }',
      'dashboard: { host: "::", token: short }',
    ].join('\n')
    expect(valid(text).warnings).toEqual([
      'nobody is told of b',
      'there is no SMTP server: mails lie in ./data/outbox',
      'links in mails lead to http://[::]:8080; set dashboard.publicUrl',
      'dashboard.token is shorter than 16 characters',
    ])
    expect(describeConfig(valid(text))).toContain('Sources: rss, not enabled; hackernews\n')
    expect(describeConfig(valid(text))).toContain('Notifiers: pager (webhook)\n')
  })

  it('names the thresholds that differ, of all and of a brand', () => {
    const text =
      'policy: { tauWarn: 1, grace: 10s }\nbrands: [{ id: a, names: [Alpha], policy: { minNegatives: 9 } }]'
    expect(describeConfig(valid(text))).toContain('Thresholds: grace 10s, tauWarn 1\n')
    expect(describeConfig(valid(text))).toContain('Europe/Berlin; minNegatives 9\n')
  })

  it('stays short for ten thousand brands', () => {
    const brands = Array.from({ length: 1_000 }, (_, i) => `- { id: b${i}, names: [Brand ${i}x] }`)
    const text = describeConfig(valid(`brands:\n${brands.join('\n')}`))
    expect(text).toContain('  and 950 more\n')
    expect(text.split('\n').length).toBeLessThan(130)
  })
})

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-words-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const read = (name: string, bytes?: Uint8Array | string): string[] => {
    const path = join(folder, name)
    if (bytes !== undefined) writeFileSync(path, bytes)
    const result = readConfigFile(path, {})
    return result.ok ? [] : result.problems.map((one) => formatProblem(one, name))
  }

  it('that is there is read', () => {
    expect(read('a.yaml', startingConfig())).toEqual([])
    expect(read('a.json', '{"brands":[{"id":"a","names":["Alpha"]}]}')).toEqual([])
    expect(read('utf16.yaml', Buffer.from(`\ufeff${startingConfig()}`, 'utf16le'))).toEqual([])
  })

  it('that is not, or is no text, is a problem like any other', () => {
    mkdirSync(join(folder, 'folder.yaml'))
    expect(read('none.yaml')).toEqual([
      'none.yaml: there is no such file; "sturmwarte init" writes one.',
    ])
    expect(read('folder.yaml')).toEqual(['folder.yaml: this is not a file.'])
    expect(
      read('latin1.yaml', Buffer.from('brands: [{ id: a, names: [Müller] }]', 'latin1')),
    ).toEqual(['latin1.yaml:1:1: the file is not in UTF-8.'])
    expect(read('image.yaml', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0))).toEqual([
      'image.yaml:1:1: the file is not in UTF-8.',
    ])
    expect(read('large.yaml', '#'.repeat(10_000_000))).toEqual([
      'large.yaml:1:1: the file is larger than 8 MB.',
    ])
  })
})
