import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../shared/edge/config.ts'
import { CONTRACT, load, problems, withBrand } from './config-setup.ts'

/** Each: what is written from line 2 on, and every problem in full. */
type Example = readonly [written: string, ...expected: string[]]

function examples(list: readonly Example[]): void {
  it.each(list)('%s', (written, ...expected) => {
    expect(problems(withBrand(written))).toEqual(expected)
  })
}

describe('a name with a slip', () => {
  it('is refused with the nearest name, as a line an editor can open', () => {
    const result = load('brands:\n  - { id: a, names: [Alpha] }\npolicy:\n  tauWran: 0.8\n')
    expect(result.ok ? [] : result.problems.map((one) => formatProblem(one, 'f.yaml'))).toEqual([
      'f.yaml:4:3: policy.tauWran is not known; did you mean tauWarn?',
    ])
  })

  examples([
    ['pepole: []', '2:1: pepole is not known; did you mean people?'],
    ['dashboard: { prot: 1 }', '2:14: dashboard.prot is not known; did you mean port?'],
    [
      'dashboard: { PublicURL: x }',
      '2:14: dashboard.PublicURL is not known; did you mean publicUrl?',
    ],
    [
      'dashboard: { colour: red }',
      '2:14: dashboard.colour is not known; there is host, port, publicUrl, token.',
    ],
    ['people: [{ id: a, mail: a@x.de }]', '2:19: people[0].mail is not known; did you mean email?'],
    [
      'routes: [{ match: { minLevle: 2 }, chain: [] }]',
      '2:21: routes[0].match.minLevle is not known; did you mean minLevel?',
      '2:43: routes[0].chain must not be an empty list.',
    ],
    [
      '"a b": 1',
      '2:1: ["a b"] is not known; there is brands, sources, policy, press, people, teams, routes, notifiers, dashboard, log, store, dataDir, retention, http, digest.',
    ],
  ])
})

describe('a value that does not fit', () => {
  examples([
    ['dashboard: { port: 70000 }', '2:20: dashboard.port must be from 0 to 65535.'],
    ['dashboard: { port: 80.5 }', '2:20: dashboard.port must be a whole number.'],
    ['dashboard: { port: "8080" }', '2:20: dashboard.port must be a whole number.'],
    ['dashboard: [8080]', '2:12: dashboard must be a group of keys.'],
    ['dashboard: { publicUrl: ftp://x }', `2:25: dashboard.publicUrl ${URL_RULE()}`],
    ['dashboard: { publicUrl: "https://u:p@x.de" }', `2:25: dashboard.publicUrl ${URL_RULE()}`],
    ['people: { id: a }', '2:9: people must be a list, such as [one, two].'],
    ['people: [a]', '2:10: people[0] must be a group of keys.'],
    ['people: [{ name: A }]', '2:10: people[0].id is missing.'],
    ['people: [{ id: 7 }]', '2:16: people[0].id must be text; write it in quotes.'],
    [
      'people: [{ id: "a/b" }]',
      '2:16: people[0].id must be 1 to 64 letters (no accents), digits, dots, dashes or underscores.',
    ],
    [
      'people: [{ id: constructor }]',
      '2:16: people[0].id is a word of the language; take another.',
    ],
    ['people: [{ id: a, language: fr }]', '2:29: people[0].language must be de or en.'],
    ['log: { kind: kafak }', '2:14: log.kind must be sqlite or kafka.'],
    ['log: { kind: kafka }', '2:6: log of kind kafka needs brokers, such as [localhost:9092].'],
    ['log: { brokers: ["a:1"] }', '2:8: log.brokers needs kind: kafka beside it.'],
    ['log: { kind: kafka, brokers: [a] }', '2:31: log.brokers[0] must be host:port.'],
    [
      'store: { kind: elasticsearch }',
      '2:8: store of kind elasticsearch needs a node, such as http://localhost:9200.',
    ],
    ['store: { apiKey: x }', '2:10: store.apiKey needs kind: elasticsearch beside it.'],
    [
      'retention: { mentions: 90 }',
      '2:24: retention.mentions must be a duration such as 90s, 10m, 6h or 14d.',
    ],
    [
      'http: { allow: ["http://10.0.0.1", 10.0.0.0/8, wiki.intern] }',
      '2:17: http.allow[0] must be a host, host:port, an address or a network: 10.0.0.0/8.',
    ],
    [
      'http: { contact: "wache at example.com" }',
      '2:18: http.contact must be a mail address or the address of a page, without blanks.',
    ],
    ['retention: { mentions: 1h }', '2:24: retention.mentions is out of bounds: 1d to 3650d.'],
    [
      'retention: { schedule: daily }',
      '2:24: retention.schedule must have five fields such as "15 3 * * *" (minute hour day month weekday).',
    ],
    ['retention: { schedule: "61 3 * * *" }', '2:24: retention.schedule has no minute 61.'],
    [
      'retention: { timeZone: Europe/Berlni }',
      '2:24: retention.timeZone is not a time zone; did you mean Europe/Berlin?',
    ],
    [
      'people: [{ id: lena }]\ndigest: { at: 8, to: [lena] }',
      '3:15: digest.at must be a time such as "08:00".',
    ],
    [
      'people: [{ id: lena }]\ndigest: { at: "08:00", to: [lena] }',
      '3:29: digest.to[0] names lena, who has no e-mail address.',
    ],
    [
      'people: [{ id: lena, email: lena@example.com }]\ndigest: { at: 08:00, to: [lean], channels: [fax] }',
      '3:27: digest.to[0] names the person or team lean, which is not known; did you mean lena?',
      '3:45: digest.channels[0] names the notifier fax, which is not known; there is email, dashboard.',
    ],
    ['sources: [mastodon]', '2:10: sources must be a group of keys.'],
    ['sources: { mastodon: true }', '2:22: sources.mastodon must be a group of keys.'],
    [
      'sources: { mastodon: { enabled: 1 } }',
      '2:33: sources.mastodon.enabled must be true or false.',
    ],
    [
      'sources: { "a b": {} }',
      '2:12: sources["a b"] as a name must be 1 to 64 letters (no accents), digits, dots, dashes or underscores.',
    ],
    ['dashboard: { token: 123456 }', '2:21: dashboard.token must be text; write it in quotes.'],
    ['dataDir: [x]', '2:10: dataDir must be one line of 1 to 200 characters.'],
  ])
})

function URL_RULE(): string {
  return 'must be an address such as https://sturm.example.com, without user name or password.'
}

describe('a threshold', () => {
  examples([
    ['policy: { tauWarn: 9 }', '2:20: policy.tauWarn: 9 is out of bounds: 0.1 to 3.'],
    ['policy: { tauWarn: "0.8" }', '2:20: policy.tauWarn: a number is needed.'],
    [
      'policy: { grid: 5 }',
      '2:17: policy.grid: a duration is needed, such as 90s, 10m, 6h or 14d.',
    ],
    ['policy: { minNegatives: 1.5 }', '2:25: policy.minNegatives: a whole number is needed.'],
    ['policy: { tauWarn: 0.2 }', '2:9: policy.tauWatch: tauWatch must not be above tauWarn.'],
    [
      'policy: { growthHalfLives: 1h }',
      '2:28: policy.growthHalfLives: two durations are needed, such as [15m, 60m].',
    ],
    ['policy: [1]', '2:9: policy must be a group of keys.'],
  ])

  it('of a brand is judged on top of those of all', () => {
    const brand = 'brands: [{ id: a, names: [Alpha], policy: { tauWatch: 1, tauWrn: 2 } }]'
    expect(problems(`${brand}\npolicy: { tauWarn: 0.9 }`)).toEqual([
      '1:55: brands[0].policy.tauWatch: tauWatch must not be above tauWarn.',
      '1:58: brands[0].policy.tauWrn is not known; did you mean tauWarn?',
    ])
  })
})

describe('a reference within the file', () => {
  const people =
    'people: [{ id: lena, email: l@x.de }, { id: tom }]\nteams: [{ id: social, members: [lena, tom] }]\n'
  const step = (text: string) => `${people}routes: [{ chain: [${text}] }]`
  examples([
    [
      'teams: [{ id: t, members: [lena] }]',
      '2:28: teams[0].members[0] names the person lena, which is not known.',
    ],
    [
      step('{ to: [lean] }'),
      '4:27: routes[0].chain[0].to[0] names the person or team lean, which is not known; did you mean lena?',
    ],
    [step('{ to: [tom] }'), '4:27: routes[0].chain[0].to[0] names tom, who has no e-mail address.'],
    [
      step('{ to: [social] }'),
      '4:27: routes[0].chain[0].to[0] names social, where tom has no e-mail address.',
    ],
    [step('{ to: [tom], channels: [dashboard] }')],
    [
      step('{ to: [lena], channels: [slack] }'),
      '4:45: routes[0].chain[0].channels[0] names the notifier slack, which is not known; there is email, dashboard.',
    ],
    [
      `notifiers: { slack: { url: x, enabled: false } }\n${step('{ to: [lena], channels: [slack] }')}`,
      '5:45: routes[0].chain[0].channels[0] names the notifier slack, which is not enabled.',
    ],
    [
      step('{ to: [lena], after: 30d }'),
      '4:41: routes[0].chain[0].after is out of bounds: 0ms to 14d.',
    ],
    [step('{ to: [lena], unless: seen }'), '4:42: routes[0].chain[0].unless must be acknowledged.'],
    [
      `${people}routes: [{ match: { brands: [acne], minLevel: 4, maxLevel: 3 }, chain: [{ to: [lena] }] }]`,
      '4:30: routes[0].match.brands[0] names the brand acne, which is not known; did you mean acme?',
      '4:47: routes[0].match.minLevel must not be above maxLevel.',
    ],
    [
      `${people}routes: [{ match: { minLevel: 7 }, chain: [{ to: [lena] }] }]`,
      '4:31: routes[0].match.minLevel must be from 0 to 6.',
    ],
    [
      'people: [{ id: lena }, { id: lena }]\nteams: [{ id: lena, members: [lena] }]',
      '2:30: people[1].id lena is taken already, in line 2.',
      '3:15: teams[0].id lena is taken already, in line 2.',
    ],
  ])

  it('to an entry with a mistake of its own is one problem, not two', () => {
    expect(
      problems(withBrand('people: [{ id: lena, mail: x }]', 'teams: [{ id: t, members: [lena] }]')),
    ).toEqual(['2:22: people[0].mail is not known; did you mean email?'])
  })

  it('needs brands to be different', () => {
    expect(problems('brands:\n- { id: a, names: [Alpha] }\n- { id: a, names: [Beta] }')).toEqual([
      '3:9: brands[1].id a is taken already, in line 2.',
    ])
  })
})

describe('the page beyond loopback', () => {
  it.each(['0.0.0.0', '"::"', '192.168.1.4', 'sturm.example.com'])(
    'on %s needs a token',
    (host) => {
      expect(problems(withBrand(`dashboard: { host: ${host} }`))).toEqual([
        `2:20: dashboard.host can be reached by others, so a token is needed; write dashboard.token: "\${TOKEN}".`,
      ])
      expect(problems(withBrand(`dashboard: { host: ${host}, token: "\${TOKEN}" }`))).toEqual([])
    },
  )

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '"::1"'])('on %s needs none', (host) => {
    expect(problems(withBrand(`dashboard: { host: ${host} }`))).toEqual([])
  })
})

describe('all problems', () => {
  it('are told at once, in reading order', () => {
    const text = CONTRACT.replace('tauWarn: 0.80', 'tauWran: 0.80')
      .replace('members: [lena]', 'members: [lene]')
      .replace('port: 8080', 'port: 80800')
      .replace('id: acme ', 'Id: acme ')
      .replace('timeZone: Europe/Berlin\n', 'timeZone: Europe/Berln\n')
    expect(problems(text)).toEqual([
      '2:5: brands[0].Id is not known; did you mean id?',
      '2:5: brands[0].id is missing.',
      '9:15: brands[0].timeZone is not a time zone; did you mean Europe/Berlin?',
      '14:46: policy.tauWran is not known; did you mean tauWarn?',
      '18:29: teams[0].members[0] names the person lene, which is not known; did you mean lena?',
      '20:36: routes[0].match.brands[0] names the brand acme, which is not known.',
      '26:37: dashboard.port must be from 0 to 65535.',
    ])
  })
})
