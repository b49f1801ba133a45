import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/core/time.ts'
import {
  formatProblem,
  policyVersion,
  revealed,
  Secret,
  tellingPlan,
} from '../../shared/edge/config.ts'
import { CONTRACT, load, problems, valid, withBrand } from './config-setup.ts'

const AT = Date.UTC(2026, 2, 2)

it('a brand has words of its own for classes and touchpoints', () => {
  const config = valid(`brands:
  - id: acme
    names: [Acme]
    classes: { outage: { add: ["Funkl*", Funkloch] } }
    touchpoints: { lounge: { add: [Senator Lounge] }, hotline: { remove: [Leitung] } }
`)
  expect(config.brands[0]!.ownWords).toEqual({
    classes: { outage: { add: ['Funkl*', 'Funkloch'], remove: [] } },
    touchpoints: {
      lounge: { add: ['Senator Lounge'], remove: [] },
      hotline: { add: [], remove: ['Leitung'] },
    },
  })
})

describe('the example of the contract', () => {
  const config = valid(CONTRACT)

  it('names what is watched', () => {
    expect(config.brands).toEqual([
      {
        id: 'acme',
        names: ['Acme', 'Acme Mobil'],
        keywords: ['acmegate'],
        hashtags: ['acme'],
        handles: ['@acme', '@acme_hilft'],
        exclude: ['Acme Comics'],
        compounds: false,
        languages: ['de', 'en'],
        timeZone: 'Europe/Berlin',
        ownAccounts: { facebook: ['acme'], mastodon: ['acme@example.social'] },
      },
    ])
    expect(config.sources).toEqual([
      {
        name: 'mastodon',
        kind: 'mastodon',
        enabled: true,
        options: { instances: ['mastodon.social'], tags: ['acme'] },
      },
    ])
  })

  it('says who is told, and keeps addresses apart', () => {
    const plan = tellingPlan(config, AT)
    expect(plan.people).toMatchObject([
      { id: 'lena', name: 'Lena', language: 'de', timeZone: 'Europe/Berlin' },
    ])
    expect(plan.people[0]?.quietHours).toEqual({ fromMin: 22 * 60, toMin: 7 * 60 })
    expect(plan.people[0]?.holidays).toContain('2026-03-08')
    expect(plan.teams).toEqual([{ id: 'social', members: ['lena'] }])
    expect(plan.routes).toEqual([
      {
        id: 'route-1',
        match: { minLevel: 2, maxLevel: 6, brands: ['acme'], touchpoints: [], kinds: ['storm'] },
        chain: [
          { afterMs: 0, unlessAcknowledged: false, to: ['social'], channels: ['email'] },
          {
            afterMs: 10 * MINUTE_MS,
            unlessAcknowledged: true,
            to: ['lena'],
            channels: ['email'],
          },
        ],
        continue: false,
      },
    ])
    expect(JSON.stringify(plan)).not.toContain('example.com')
    expect(config.addresses).toEqual(
      new Map([['lena', { email: 'lena@example.com', name: 'Lena' }]]),
    )
  })

  it('says where the product runs', () => {
    expect(config.dashboard).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'https://sturm.example.com',
    })
    expect(config.dashboard.token?.reveal()).toBe('s3cr3t-canary-token')
    expect(config.notifiers[0]?.options['smtp']).toBeInstanceOf(Secret)
    expect(revealed(config.notifiers[0]?.options)).toEqual({
      smtp: 'smtps://user:s3cr3t-canary-smtp@mail.example.com',
      from: 'Sturmwarte <wache@example.com>',
    })
    expect(config.log).toEqual({ kind: 'sqlite', partitions: undefined })
    expect(config.store).toEqual({ kind: 'sqlite' })
    expect(config.dataDir).toBe('./data')
    expect(config.retention).toEqual({
      mentionsMs: 90 * DAY_MS,
      readingsMs: 390 * DAY_MS,
      stormsMs: 730 * DAY_MS,
      schedule: '17 * * * *',
      timeZone: 'Europe/Berlin',
    })
  })

  it('has the default thresholds, as one record', () => {
    expect(config.policy).toEqual(DEFAULT_POLICY)
    expect(config.brandPolicies).toEqual({})
    expect(policyVersion(config, AT)).toMatchObject({ type: 'policy', at: AT, brands: {} })
  })

  it('is read the same as JSON', () => {
    const asJson = JSON.stringify(
      { brands: [{ id: 'acme', names: ['Acme'] }], dashboard: { port: 1 } },
      null,
      '\t',
    )
    expect(valid(asJson).dashboard.port).toBe(1)
    expect(
      problems('{\n\t"brands": [{"id": "acme", "names": ["Acme"]}],\n\t"dataDri": "x"\n}'),
    ).toEqual(['3:2: dataDri is not known; did you mean dataDir?'])
  })
})

describe('defaults', () => {
  it('need nothing but a brand', () => {
    const config = valid('brands:\n  - id: acme\n    names: [Acme]\n')
    expect(config).toMatchObject({
      sources: [],
      people: [],
      routes: [],
      notifiers: [],
      dashboard: { host: '127.0.0.1', port: 8080 },
      log: { kind: 'sqlite' },
      store: { kind: 'sqlite' },
      dataDir: './data',
    })
  })

  it('tell every person with an address from level 2 on where no route is written', () => {
    const people = 'people: [{ id: a, email: a@x.de }, { id: b }, { id: c, email: c@x.de }]'
    expect(valid(withBrand(people)).routes).toMatchObject([
      { match: { minLevel: 2, brands: [] }, chain: [{ to: ['a', 'c'], channels: ['email'] }] },
    ])
    expect(valid(withBrand(people, 'routes: []')).routes).toEqual([])
  })

  it('take an empty value as not written', () => {
    const config = valid(withBrand('people:', 'policy:', 'sources:', '  hackernews:'))
    expect(config.people).toEqual([])
    expect(config.sources).toMatchObject([{ name: 'hackernews', enabled: true, options: {} }])
  })

  it('take hashtags and handles with or without their sign', () => {
    const [brand] = valid(
      'brands: [{ id: a, hashtags: ["#acme", acme, gate], handles: [acme, "@hilft@x.social"] }]',
    ).brands
    expect(brand).toMatchObject({
      hashtags: ['acme', 'gate'],
      handles: ['@acme', '@hilft@x.social'],
    })
  })
})

describe('sources', () => {
  it('may be of one kind under several names, and be switched off', () => {
    const config = valid(
      withBrand('sources:', '  first: { kind: mastodon, tags: [a] }', '  rss: { enabled: false }'),
    )
    expect(config.sources).toEqual([
      { name: 'first', kind: 'mastodon', enabled: true, options: { tags: ['a'] } },
      { name: 'rss', kind: 'rss', enabled: false, options: {} },
    ])
  })

  it('are judged by their own file, with the place of what it found', () => {
    const sourceOptions = {
      mastodon: (options: Readonly<Record<string, unknown>>) =>
        options['instances'] === undefined
          ? [{ path: 'instances', message: 'is missing' }]
          : [{ path: 'instances[1]', message: 'must be a host name' }],
    }
    const text = withBrand(
      'sources:',
      '  mastodon: { instances: [x.social, 1] }',
      '  more: { kind: mastodon }',
      '  mastodom: {}',
      '  other: { kind: youtub, enabled: false }',
    )
    expect(problems(text, { sourceOptions })).toEqual([
      '3:37: sources.mastodon.instances[1] must be a host name.',
      '4:9: sources.more.instances is missing.',
      '5:3: sources.mastodom is not known; did you mean mastodon?',
      '6:18: sources.other.kind is not known; there is mastodon.',
    ])
  })

  it('and everything else have a position', () => {
    const result = load(CONTRACT)
    if (!result.ok) throw new Error('the contract is valid')
    expect(result.positionOf('sources.mastodon.instances[0]')).toEqual({ line: 13, column: 27 })
    expect(result.positionOf('sources.mastodon.limit')).toEqual({ line: 13, column: 13 })
    expect(result.positionOf('nothing.of.this')).toEqual({ line: 1, column: 1 })
  })
})

describe('thresholds', () => {
  it('of a brand build on those of all, and only differing ones are kept', () => {
    const config = valid(
      [
        'policy: { tauWarn: 1.2 }',
        'brands:',
        '  - { id: a, names: [Alpha], policy: { minNegatives: 20 } }',
        '  - { id: b, names: [Beta], policy: { tauWarn: 1.2 } }',
      ].join('\n'),
    )
    expect(config.policy.tauWarn).toBe(1.2)
    expect(Object.keys(config.brandPolicies)).toEqual(['a'])
    expect(config.brandPolicies['a']).toMatchObject({ tauWarn: 1.2, minNegatives: 20 })
    expect(policyVersion(config, AT).brands['a']?.minNegatives).toBe(20)
  })
})

describe('holidays of a person', () => {
  it('come from regions and from dates, for the years around the time in question', () => {
    const config = valid(
      withBrand('people: [{ id: a, holidays: [DE-SN, 2026-12-24] }, { id: b, holidays: AT }]'),
    )
    const [first, second] = tellingPlan(config, AT).people
    expect(first?.holidays).toEqual([...first!.holidays].sort())
    expect(first?.holidays).toEqual(
      expect.arrayContaining(['2025-11-19', '2026-11-18', '2026-12-24', '2028-12-25']),
    )
    expect(first?.holidays.some((date) => date < '2025' || date > '2029')).toBe(false)
    expect(second?.holidays).toContain('2026-10-26')
    expect(tellingPlan(config, Date.UTC(2020, 0, 1), AT).people[1]?.holidays).toContain(
      '2021-10-26',
    )
    expect(first).not.toHaveProperty('holidayRegions')
  })
})

describe('a problem without a place', () => {
  it('is a sentence all the same', () => {
    const problem = { line: 0, column: 0, path: '', message: 'there is no such file' }
    expect(formatProblem(problem, 'x.yaml')).toBe('x.yaml: there is no such file.')
  })
})

describe('secrets', () => {
  it('are dots to whoever prints them', () => {
    const secret = new Secret('s3cr3t-canary')
    expect(`${secret} ${JSON.stringify({ secret })} ${inspect(secret)} ${String(secret)}`).toBe(
      '•••• {"secret":"••••"} Secret(••••) ••••',
    )
    expect(inspect({ deep: [{ secret }] }, { showHidden: true, depth: 9 })).not.toContain('s3cr3t')
    expect(secret.reveal()).toBe('s3cr3t-canary')
  })
})
