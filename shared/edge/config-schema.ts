/**
 * The shape of the configuration file, once: the check of a file, its types and the JSON Schema for editors come
 * from here. Values that need other values to be judged are judged in `config-check.ts`.
 */

import { z } from 'zod'
import { HOLIDAY_REGIONS } from '../core/holidays.ts'
import { formatThreshold, POLICY_TABLE } from '../core/policy.ts'
import { CLASSES } from '../core/sentiment/classes.ts'
import { formatDuration } from '../core/time.ts'

export const MAX_BRANDS = 10_000
export const MAX_WORDS = 100
export const MAX_WORD_LENGTH = 64

/** The message stands in the JSON Schema too, where editors look for it. */
function text(pattern: RegExp, patternErrorMessage: string) {
  return z.string().regex(pattern, { error: patternErrorMessage }).meta({ patternErrorMessage })
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const id = text(ID, 'must be 1 to 64 letters (no accents), digits, dots, dashes or underscores')
const word = text(/^[^\r\n\t]{1,64}$/u, `must be one line of 1 to ${MAX_WORD_LENGTH} characters`)
const words = z.array(word).max(MAX_WORDS)
const label = text(/^[^\r\n\t]{1,200}$/u, 'must be one line of 1 to 200 characters')
const duration = text(
  /^\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w|mo|y)$/,
  'must be a duration such as 90s, 10m, 6h or 14d',
)
/** Without scheme tricks, user names and blanks; a password in a URL would be shown wherever the URL is. */
const webUrl = text(
  /^https?:\/\/(?:\[[0-9a-fA-F:.]+\]|[^\s/?#@:[\]\\]+)(?::\d{1,5})?(?:[/?#][^\s\\]*)?$/,
  'must be an address such as https://sturm.example.com, without user name or password',
)
/** One address and nothing else: no display name, no list, no comment, nothing that could add a recipient. */
const email = text(
  /^(?=.{3,254}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u,
  'must be one plain e-mail address such as lena@example.com',
)
const timeZone = text(
  /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/,
  'must be a time zone such as Europe/Berlin',
)
const host = text(/^[A-Za-z0-9.:_[\]-]{1,255}$/, 'must be a host name or an IP address')
const language = text(/^[a-z]{2,3}$/, 'must be a language code such as de or en')
const level = z.int().min(0).max(6)
const secret = z.string().min(1)

/** Judged by `readPolicy`; here only described for editors. */
const policy = z.record(z.string(), z.unknown()).meta({
  description: 'Thresholds; the README lists them with their reasons.',
  properties: Object.fromEntries(
    Object.entries(POLICY_TABLE).map(([key, rule]) => [key, thresholdSchema(key, rule)]),
  ),
  additionalProperties: false,
})

function thresholdSchema(key: string, rule: (typeof POLICY_TABLE)[keyof typeof POLICY_TABLE]) {
  const isTime = rule.kind === 'duration' || rule.kind === 'durations'
  const show = isTime ? formatDuration : String
  const standard = formatThreshold(key as keyof typeof POLICY_TABLE, rule.default)
  const description = `${rule.why} (default ${standard}, ${show(rule.min)} to ${show(rule.max)})`
  if (rule.kind === 'duration') return { type: 'string', description }
  if (rule.kind === 'durations') {
    return { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2, description }
  }
  const type = rule.kind === 'count' ? 'integer' : 'number'
  return { type, minimum: rule.min, maximum: rule.max, description }
}

const ownCues = z.strictObject({
  add: words
    .optional()
    .describe('Words and phrases that tell it; a final * stands for any ending.'),
  remove: words.optional().describe('Words that do not tell it for this brand.'),
})

export const PressShape = z.strictObject({
  national: z
    .array(
      text(
        /^(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z0-9-]{2,63}$/,
        'must be a domain such as spiegel.de',
      ),
    )
    .max(1_000)
    .optional()
    .describe(
      'Domains of the national media that count for level 6, in place of the shipped list.',
    ),
})

export const BrandShape = z.strictObject({
  id: id.describe('The key of everything; do not change it later.'),
  names: words.optional().describe('Words and phrases; case, umlauts and inflection are folded.'),
  keywords: words.optional().describe('Further words that mean this brand.'),
  hashtags: words.optional().describe('With or without the #; with it, in quotes.'),
  handles: words.optional().describe('In quotes: "@acme".'),
  exclude: words.optional().describe('A mention with one of these is not ours.'),
  compounds: z.boolean().optional().describe('Find the names inside German compounds too.'),
  languages: z.array(language).min(1).max(50).optional(),
  timeZone: timeZone.optional(),
  ownAccounts: z
    .record(id, z.array(label).max(MAX_WORDS))
    .optional()
    .describe('Own pages by platform: comments there are mentions.'),
  classes: z
    .strictObject(Object.fromEntries(CLASSES.map((name) => [name, ownCues.optional()])))
    .optional()
    .describe('Own words for what a post is: outrage, churn, outage and so on.'),
  touchpoints: z
    .record(id, ownCues)
    .optional()
    .describe('Own words for where customers meet the brand; a new name is a new touchpoint.'),
  press: PressShape.optional(),
  policy: policy.optional().describe('Thresholds that differ for this brand.'),
})

/** A source or a notifier. All other keys are its own options and judged by its own file. */
export const ConnectorShape = z.looseObject({
  kind: id.optional().describe('What it is, where its name says something else (two accounts).'),
  enabled: z.boolean().optional(),
})
const connectors = z.record(id, ConnectorShape)

const holiday = text(
  /^(?:[A-Z]{2}(?:-[A-Z]{2})?|\d{4}-\d{2}-\d{2})$/,
  'must be a region such as DE-BE or dates such as 2026-12-24',
)

export const PersonShape = z.strictObject({
  id,
  name: label.optional(),
  email: email.optional(),
  language: z.enum(['de', 'en']).optional(),
  timeZone: timeZone.optional(),
  quietHours: text(
    /^(?:[01]\d|2[0-3]):[0-5]\d\s*-\s*(?:[01]\d|2[0-3]):[0-5]\d$/,
    'must be two times such as "22:00-07:00"',
  ).optional(),
  holidays: z
    .union([holiday, z.array(holiday).max(1_000)])
    .optional()
    .describe(`A region (${HOLIDAY_REGIONS.join(', ')}), dates, or a list of both.`),
})

export const TeamShape = z.strictObject({ id, members: z.array(id).min(1).max(1_000) })

const step = z.strictObject({
  after: duration.optional().describe('Waiting time since the alert; none is at once.'),
  unless: z.enum(['acknowledged']).optional(),
  to: z.array(id).min(1).max(100).describe('Teams and people.'),
  channels: z.array(id).min(1).max(20).optional().describe('Names of notifiers; default [email].'),
})

export const RouteShape = z.strictObject({
  id: id.optional(),
  match: z
    .strictObject({
      minLevel: level.optional(),
      maxLevel: level.optional(),
      brands: z.array(id).max(MAX_BRANDS).optional(),
      touchpoints: z.array(word).max(100).optional(),
      kinds: z.array(z.enum(['storm', 'candystorm'])).optional(),
    })
    .optional(),
  chain: z.array(step).min(1).max(20),
  continue: z.boolean().optional().describe('Go on to the next route after this one.'),
})

export const DashboardShape = z.strictObject({
  host: host.optional(),
  port: z.int().min(0).max(65_535).optional(),
  publicUrl: webUrl.optional().describe('What links in messages begin with.'),
  token: secret.optional().describe(`Needed beyond loopback: \${TOKEN}.`),
})

export const LogShape = z.strictObject({
  kind: z.enum(['sqlite', 'kafka']).optional(),
  brokers: z
    .array(text(/^[^\s,/@]{1,255}:\d{1,5}$/, 'must be host:port'))
    .min(1)
    .max(100)
    .optional(),
  ssl: z.boolean().optional(),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
      username: label,
      password: secret,
    })
    .optional(),
  partitions: z.int().min(1).max(1_000).optional(),
})

export const StoreShape = z.strictObject({
  kind: z.enum(['sqlite', 'elasticsearch']).optional(),
  node: webUrl.optional(),
  apiKey: secret.optional(),
  prefix: text(
    /^[a-z][a-z0-9-]{0,39}$/,
    'must be 1 to 40 small letters, digits and hyphens, a letter first',
  )
    .optional()
    .describe('Before the names of all indices; sturmwarte unless told.'),
})

export const HttpShape = z.strictObject({
  contact: text(
    /^[\x21-\x7e]{3,200}$/,
    'must be a mail address or the address of a page, without blanks',
  )
    .optional()
    .describe('Told to every server that is asked, so that its owner can complain.'),
  allow: z
    .array(label)
    .max(100)
    .optional()
    .describe('Hosts (host or host:port) and networks inside that sources may reach.'),
})

export const RetentionShape = z.strictObject({
  mentions: duration.optional(),
  readings: duration.optional(),
  storms: duration.optional(),
  schedule: label
    .optional()
    .describe('When what is older is removed, in cron\'s five fields; default "17 * * * *".'),
  timeZone: timeZone.optional().describe('Of the schedule; default Europe/Berlin.'),
})

export const DigestShape = z.strictObject({
  at: text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "08:00"').describe(
    "On the clock of each reader's own time zone.",
  ),
  to: z.array(id).min(1).max(100).describe('Teams and people.'),
  channels: z.array(id).min(1).max(20).optional().describe('Names of notifiers; default [email].'),
})

export const FileShape = z
  .strictObject({
    $schema: z.string().optional(),
    brands: z.array(BrandShape).min(1).max(MAX_BRANDS),
    sources: connectors.optional(),
    policy: policy.optional(),
    press: PressShape.optional().describe('For brands without one of their own.'),
    people: z.array(PersonShape).max(10_000).optional(),
    teams: z.array(TeamShape).max(1_000).optional(),
    routes: z.array(RouteShape).max(1_000).optional(),
    notifiers: connectors.optional(),
    dashboard: DashboardShape.optional(),
    log: LogShape.optional(),
    store: StoreShape.optional(),
    dataDir: label.optional(),
    retention: RetentionShape.optional(),
    http: HttpShape.optional(),
    digest: DigestShape.optional().describe('The report of a day, once a day.'),
  })
  .meta({ title: 'Sturmwarte', description: 'Configuration of Sturmwarte, sturmwarte.yaml.' })

export type BrandEntry = z.output<typeof BrandShape>
export type PersonEntry = z.output<typeof PersonShape>
export type TeamEntry = z.output<typeof TeamShape>
export type RouteEntry = z.output<typeof RouteShape>
export type DashboardEntry = z.output<typeof DashboardShape>
export type LogEntry = z.output<typeof LogShape>
export type StoreEntry = z.output<typeof StoreShape>
export type PressEntry = z.output<typeof PressShape>
export type HttpEntry = z.output<typeof HttpShape>
export type RetentionEntry = z.output<typeof RetentionShape>
export type DigestEntry = z.output<typeof DigestShape>

/** The JSON Schema of the file, for editors. */
export function configSchema(): object {
  return z.toJSONSchema(FileShape, { io: 'input' })
}
