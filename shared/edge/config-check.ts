/** What the shape cannot say: references between parts of the file, bounds that depend on others, words, places. */

import { HOLIDAY_REGIONS } from '../core/holidays.ts'
import { DEFAULT_POLICY, POLICY_KEYS, type Policy, readPolicy } from '../core/policy.ts'
import { cueFault, TOUCHPOINT_LIMIT, TOUCHPOINTS } from '../core/sentiment/touchpoints.ts'
import { DAY_MS } from '../core/time.ts'
import { checkRoutes, checkTold } from './config-check-routes.ts'
import {
  type Path,
  type Problem,
  pathText,
  unknownName,
  unknownReference,
} from './config-problem.ts'
import { checkDuration, checkTimeZone, isLoopback, type Report } from './config-report.ts'
import { type BrandEntry, MAX_WORDS, type PersonEntry } from './config-schema.ts'
import { type Draft, type Placed, problem } from './config-shape.ts'
import { whyNotWatched } from './config-words.ts'
import type { ParsedText } from './config-yaml.ts'
import { cronProblem } from './cron.ts'
import { isAllowEntry } from './http-address.ts'

export function checkDraft(draft: Draft, raw: unknown, text: ParsedText): Problem[] {
  const problems: Problem[] = []
  const report: Report = (path, predicate, part) =>
    problems.push(problem(text, path, predicate, part))
  const policy = checkPolicy(['policy'], draft.policy, DEFAULT_POLICY, text, problems)
  for (const brand of draft.brands) {
    checkBrand(brand, report)
    const { index, value } = brand
    checkPolicy(['brands', index, 'policy'], value.policy ?? {}, policy, text, problems)
  }
  for (const person of draft.people) checkPerson(person, report)
  checkIds(raw, report, text)
  for (const { index, value } of draft.teams) {
    for (const [i, member] of value.members.entries()) {
      if (draft.ids.people.includes(member)) continue
      const path = ['teams', index, 'members', i]
      report(path, unknownReference('person', member, draft.ids.people))
    }
  }
  checkRoutes(draft, report)
  if (draft.digest) checkTold(draft.digest, ['digest'], draft, report)
  checkServers(draft, report)
  for (const [i, entry] of (draft.http.allow ?? []).entries()) {
    if (!isAllowEntry(entry))
      report(['http', 'allow', i], 'must be a host, host:port, an address or a network: 10.0.0.0/8')
  }
  return problems
}

function checkPolicy(
  path: Path,
  overrides: Readonly<Record<string, unknown>>,
  base: Policy,
  text: ParsedText,
  problems: Problem[],
): Policy {
  const known: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(overrides)) {
    if ((POLICY_KEYS as string[]).includes(key)) known[key] = value
    else problems.push(problem(text, [...path, key], unknownName(key, POLICY_KEYS), 'key'))
  }
  const read = readPolicy(known, base)
  for (const { key, message } of read.problems) {
    const name = pathText([...path, key])
    problems.push({ ...text.placeOf([...path, key]), path: name, message: `${name}: ${message}` })
  }
  return read.policy
}

function checkBrand({ index, value: brand, whole }: Placed<BrandEntry>, report: Report): void {
  const at: Path = ['brands', index]
  let count = 0
  for (const list of ['names', 'keywords', 'hashtags', 'handles', 'exclude'] as const) {
    for (const [i, word] of (brand[list] ?? []).entries()) {
      count += 1
      const isTag = list === 'hashtags' || list === 'handles'
      const why = isTag && /\s/.test(word.trim()) ? 'must be one word' : undefined
      const refused = why ?? whyNotWatched(word, list === 'handles')
      if (refused !== undefined) report([...at, list, i], refused)
    }
  }
  if (whole && count === (brand.exclude ?? []).length) {
    report(at, 'has no word to watch; give it names, keywords, hashtags or handles')
  }
  if (count > MAX_WORDS) report(at, `must have at most ${MAX_WORDS} words (there are ${count})`)
  checkTimeZone([...at, 'timeZone'], brand.timeZone, report)
  checkOwnWords(at, brand, report)
}

function checkOwnWords(at: Path, brand: BrandEntry, report: Report): void {
  for (const section of ['classes', 'touchpoints'] as const) {
    for (const [name, cues] of Object.entries(brand[section] ?? {})) {
      for (const list of ['add', 'remove'] as const) {
        for (const [i, spelled] of (cues?.[list] ?? []).entries()) {
          const refused = cueFault(spelled)
          if (refused !== undefined) report([...at, section, name, list, i], refused)
        }
      }
    }
  }
  const own = Object.keys(brand.touchpoints ?? {}).filter(
    (name) => !(TOUCHPOINTS as readonly string[]).includes(name),
  )
  const most = TOUCHPOINT_LIMIT - TOUCHPOINTS.length
  if (own.length > most)
    report(
      [...at, 'touchpoints'],
      `must name at most ${most} of your own (there are ${own.length})`,
    )
}

function checkPerson({ index, value: person }: Placed<PersonEntry>, report: Report): void {
  const at: Path = ['people', index]
  checkTimeZone([...at, 'timeZone'], person.timeZone, report)
  const [from, to] = person.quietHours?.split('-') ?? []
  if (from !== undefined && from.trim() === to?.trim()) {
    report([...at, 'quietHours'], 'must not begin and end at the same time')
  }
  const { holidays } = person
  const list = typeof holidays === 'string' ? [holidays] : (holidays ?? [])
  for (const [i, one] of list.entries()) {
    const path = typeof holidays === 'string' ? [...at, 'holidays'] : [...at, 'holidays', i]
    if (/^\d/.test(one)) {
      if (!isDate(one)) report(path, 'must be a date that exists')
    } else if (!HOLIDAY_REGIONS.includes(one)) {
      report(path, `is not a region whose holidays are known: ${HOLIDAY_REGIONS.join(', ')}`)
    }
  }
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}

/** An id is one of a kind; people and teams share one space, because `to` may name either. */
function checkIds(raw: unknown, report: Report, text: ParsedText): void {
  const file = raw as Readonly<Record<string, unknown>>
  for (const sections of [['brands'], ['people', 'teams'], ['routes']]) {
    const firstLine = new Map<string, number>()
    for (const section of sections) {
      const list: unknown = file[section]
      for (const [i, entry] of (Array.isArray(list) ? list : []).entries()) {
        const id = (entry as { id?: unknown } | null | undefined)?.id
        if (typeof id !== 'string') continue
        // Ids are keys of objects in many places.
        if (id in {}) report([section, i, 'id'], 'is a word of the language; take another')
        const path = [section, i, 'id']
        const line = firstLine.get(id)
        if (line !== undefined) report(path, `${id} is taken already, in line ${line}`)
        else firstLine.set(id, text.placeOf(path).line)
      }
    }
  }
}

function checkServers({ dashboard, log, store, retention }: Draft, report: Report): void {
  if (dashboard.token === undefined && !isLoopback(dashboard.host ?? '127.0.0.1')) {
    const way = `dashboard.token: "\${TOKEN}"`
    report(['dashboard', 'host'], `can be reached by others, so a token is needed; write ${way}`)
  }
  if (log.kind === 'kafka' && log.brokers === undefined) {
    report(['log'], 'of kind kafka needs brokers, such as [localhost:9092]')
  }
  for (const key of ['brokers', 'ssl', 'sasl'] as const) {
    if (log.kind !== 'kafka' && log[key] !== undefined)
      report(['log', key], 'needs kind: kafka beside it', 'key')
  }
  if (store.kind === 'elasticsearch' && store.node === undefined) {
    report(['store'], 'of kind elasticsearch needs a node, such as http://localhost:9200')
  }
  for (const key of ['node', 'apiKey', 'prefix'] as const) {
    if (store.kind !== 'elasticsearch' && store[key] !== undefined)
      report(['store', key], 'needs kind: elasticsearch beside it', 'key')
  }
  for (const key of ['mentions', 'readings', 'storms'] as const) {
    checkDuration(['retention', key], retention[key], DAY_MS, 3650 * DAY_MS, report)
  }
  checkTimeZone(['retention', 'timeZone'], retention.timeZone, report)
  const refused = retention.schedule === undefined ? undefined : cronProblem(retention.schedule)
  if (refused !== undefined) report(['retention', 'schedule'], refused)
}
