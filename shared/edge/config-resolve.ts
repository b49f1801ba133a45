/** Fills in the defaults and wraps the secrets: from a file without problems to the `Config` that services get. */

import type { Person, Route, TellingPlan } from '../core/alert.ts'
import type { Brand } from '../core/brand.ts'
import { holidaysOf } from '../core/holidays.ts'
import type { PolicyVersion } from '../core/observation.ts'
import { DEFAULT_POLICY, type Policy, policyId, readPolicy } from '../core/policy.ts'
import type { OwnCues } from '../core/sentiment/touchpoints.ts'
import type { Level } from '../core/storm.ts'
import { type EpochMs, parseDuration } from '../core/time.ts'
import type { Path } from './config-problem.ts'
import type {
  BrandEntry,
  DigestEntry,
  LogEntry,
  PersonEntry,
  PressEntry,
  RouteEntry,
  StoreEntry,
} from './config-schema.ts'
import { hidden, type MissingSecret, Secret } from './config-secret.ts'
import type { Connectors, Draft } from './config-shape.ts'
import type {
  Config,
  ConfiguredPerson,
  Connector,
  DigestConfig,
  LogConfig,
  StoreConfig,
} from './config-types.ts'

/** A stray date of centuries ago in a journal must not fill the log with holidays. */
const MAX_YEARS = 50
const DEFAULT_TIME_ZONE = 'Europe/Berlin'

export interface ResolveOptions {
  readonly path: string
  /** Whether a text was written with a reference in it. */
  readonly referenced: (path: Path) => boolean
  readonly missingSecrets: readonly MissingSecret[]
}

/** `warnings` are left empty: they are found on the result. */
export function resolveDraft(draft: Draft, options: ResolveOptions): Config {
  const { policy } = readPolicy(draft.policy, DEFAULT_POLICY)
  const people = draft.people.map((one) => personOf(one.value))
  const { dashboard, retention } = draft
  return {
    path: options.path,
    brands: draft.brands.map((one) => brandOf(one.value, draft.press)),
    policy,
    brandPolicies: brandPolicies(draft, policy),
    sources: connectorsOf('sources', draft.sources, options.referenced),
    people,
    teams: draft.teams.map((one) => one.value),
    routes: draft.routes?.map((one) => routeOf(one.value, one.index)) ?? routesForAll(draft),
    addresses: new Map(
      draft.people.flatMap(({ value: { id, email, name } }) =>
        email === undefined ? [] : [[id, { email, name: name ?? id }] as const],
      ),
    ),
    notifiers: connectorsOf('notifiers', draft.notifiers, options.referenced),
    dashboard: {
      host: dashboard.host ?? '127.0.0.1',
      port: dashboard.port ?? 8080,
      publicUrl: dashboard.publicUrl,
      token: dashboard.token === undefined ? undefined : new Secret(dashboard.token),
    },
    log: logOf(draft.log),
    store: storeOf(draft.store),
    dataDir: draft.dataDir ?? './data',
    retention: {
      mentionsMs: parseDuration(retention.mentions ?? '90d')!,
      readingsMs: parseDuration(retention.readings ?? '13mo')!,
      stormsMs: parseDuration(retention.storms ?? '2y')!,
      schedule: retention.schedule ?? '17 * * * *',
      timeZone: retention.timeZone ?? DEFAULT_TIME_ZONE,
    },
    http: { contact: draft.http.contact, allow: draft.http.allow ?? [] },
    digest: draft.digest && digestOf(draft.digest, draft),
    warnings: [],
    missingSecrets: options.missingSecrets,
  }
}

/** The thresholds as the record that puts them in force. */
export function policyVersion(config: Config, at: EpochMs): PolicyVersion {
  const { policy, brandPolicies: brands } = config
  return { type: 'policy', policyId: policyId(policy), at, policy, brands }
}

/**
 * Who is told what, with the holidays of the years around `[from, to]`: one before, two after. Written into the log
 * at the start, after a change of the configuration, and at least once a year.
 */
export function tellingPlan(config: Config, from: EpochMs, to: EpochMs = from): TellingPlan {
  const last = new Date(to).getUTCFullYear() + 2
  const first = Math.max(new Date(from).getUTCFullYear() - 1, last - MAX_YEARS)
  const years = Array.from({ length: Math.max(1, last - first + 1) }, (_, i) => first + i)
  const people = config.people.map(({ holidayRegions, ...person }): Person => {
    const dates = holidayRegions.flatMap((region) => holidaysOf(region, years))
    const holidays = new Set([...person.holidays, ...dates.map((one) => one.date)])
    return { ...person, holidays: [...holidays].sort() }
  })
  return { people, teams: config.teams, routes: config.routes }
}

function brandOf(entry: BrandEntry, press: PressEntry): Brand {
  const national = entry.press?.national ?? press.national
  return {
    id: entry.id,
    names: unique(entry.names),
    keywords: unique(entry.keywords),
    hashtags: unique(entry.hashtags?.map((tag) => tag.trim().replace(/^[#＃]+/u, ''))),
    handles: unique(entry.handles?.map((handle) => `@${handle.trim().replace(/^[@＠]+/u, '')}`)),
    exclude: unique(entry.exclude),
    compounds: entry.compounds ?? false,
    languages: unique(entry.languages ?? ['de', 'en']),
    timeZone: entry.timeZone ?? DEFAULT_TIME_ZONE,
    ownAccounts: entry.ownAccounts ?? {},
    ...(entry.classes || entry.touchpoints
      ? { ownWords: { classes: cuesOf(entry.classes), touchpoints: cuesOf(entry.touchpoints) } }
      : {}),
    ...(national ? { nationalMedia: unique(national.map(domainOf)) } : {}),
  }
}

function domainOf(host: string): string {
  return host.toLowerCase().replace(/^www\./, '')
}

type OwnCuesEntry = { add?: readonly string[] | undefined; remove?: readonly string[] | undefined }

function cuesOf(
  own: Readonly<Record<string, OwnCuesEntry | undefined>> = {},
): Record<string, OwnCues> {
  return Object.fromEntries(
    Object.entries(own).map(([name, cues]) => [
      name,
      { add: unique(cues?.add), remove: unique(cues?.remove) },
    ]),
  )
}

function unique(words: readonly string[] | undefined): string[] {
  return [...new Set((words ?? []).map((word) => word.trim()))]
}

function brandPolicies(draft: Draft, policy: Policy): Record<string, Policy> {
  const differing = draft.brands.flatMap(({ value: { id, policy: overrides } }) => {
    const own = readPolicy(overrides ?? {}, policy).policy
    return policyId(own) === policyId(policy) ? [] : [[id, own] as const]
  })
  return Object.fromEntries(differing)
}

function personOf(entry: PersonEntry): ConfiguredPerson {
  const { holidays = [] } = entry
  const list = typeof holidays === 'string' ? [holidays] : holidays
  const [from, to] = (entry.quietHours ?? '').split('-').map(minutesOf)
  return {
    id: entry.id,
    name: entry.name ?? entry.id,
    language: entry.language ?? 'de',
    timeZone: entry.timeZone ?? DEFAULT_TIME_ZONE,
    quietHours: from === undefined || to === undefined ? undefined : { fromMin: from, toMin: to },
    holidays: list.filter((one) => /^\d/.test(one)),
    holidayRegions: list.filter((one) => !/^\d/.test(one)),
  }
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** A route is about storms unless it asks for praise. */
function routeOf(entry: RouteEntry, index: number): Route {
  const { match = {} } = entry
  return {
    id: entry.id ?? `route-${index + 1}`,
    match: {
      minLevel: (match.minLevel ?? 2) as Level,
      maxLevel: (match.maxLevel ?? 6) as Level,
      brands: match.brands ?? [],
      touchpoints: match.touchpoints ?? [],
      kinds: match.kinds ?? ['storm'],
    },
    chain: entry.chain.map((step) => ({
      afterMs: parseDuration(step.after ?? '0s')!,
      unlessAcknowledged: step.unless === 'acknowledged',
      to: step.to,
      channels: step.channels ?? ['email'],
    })),
    continue: entry.continue ?? false,
  }
}

function routesForAll(draft: Draft): Route[] {
  const to = draft.people.flatMap(({ value }) => (value.email === undefined ? [] : [value.id]))
  if (to.length === 0) return []
  return [{ ...routeOf({ chain: [{ to, channels: ['email'] }] }, 0), id: 'everybody' }]
}

function digestOf({ at, to, channels }: DigestEntry, draft: Draft): DigestConfig {
  const members = (id: string) =>
    draft.teams.find(({ value }) => value.id === id)?.value.members ?? [id]
  const readers = [...new Set(to.flatMap(members))]
  return { atMin: minutesOf(at), readers, channels: channels ?? ['email'] }
}

function connectorsOf(
  section: string,
  connectors: Connectors,
  referenced: (path: Path) => boolean,
): Connector[] {
  return Object.entries(connectors).map(([name, { kind, enabled, ...options }]) => ({
    name,
    kind: kind ?? name,
    enabled: enabled ?? true,
    options: hidden(options, [section, name], {
      referenced,
      hideAll: section === 'notifiers',
    }) as Record<string, unknown>,
  }))
}

function logOf({ kind, brokers, ssl, sasl, partitions }: LogEntry): LogConfig {
  if (kind !== 'kafka' || brokers === undefined) return { kind: 'sqlite', partitions }
  return {
    kind,
    brokers,
    ssl: ssl ?? false,
    sasl: sasl && {
      mechanism: sasl.mechanism ?? 'plain',
      username: sasl.username,
      password: new Secret(sasl.password),
    },
    partitions,
  }
}

function storeOf({ kind, node, apiKey, prefix }: StoreEntry): StoreConfig {
  if (kind !== 'elasticsearch' || node === undefined) return { kind: 'sqlite' }
  return { kind, node, apiKey: apiKey === undefined ? undefined : new Secret(apiKey), prefix }
}
