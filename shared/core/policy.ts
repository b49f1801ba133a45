// house: table
/**
 * All thresholds, in one table: default, bounds and the reason of each. Nothing else in the core decides by a
 * number of its own. A policy reaches the processors as a value and as a record in the log, so that a replay uses
 * the one that was valid; the README's table is printed from here.
 */

import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, parseDuration, SECOND_MS } from './time.ts'

interface Entry<Value> {
  readonly default: Value
  readonly min: number
  readonly max: number
  /** Durations are milliseconds in memory and `10m` in files. */
  readonly kind: 'duration' | 'durations' | 'number' | 'count'
  readonly why: string
}

const entry =
  (kind: 'duration' | 'number' | 'count') =>
  (value: number, min: number, max: number, why: string): Entry<number> => ({
    default: value,
    min,
    max,
    kind,
    why,
  })

const duration = entry('duration')
const number = entry('number')
const count = entry('count')

export const POLICY_TABLE = {
  grid: duration(
    5 * MINUTE_MS,
    MINUTE_MS,
    HOUR_MS,
    'cell of score and learning; the judged experiments use 5 min',
  ),
  postGrid: duration(
    30 * SECOND_MS,
    5 * SECOND_MS,
    5 * MINUTE_MS,
    'posts and provisional figures move this often, without learning; divides the grid',
  ),
  grace: duration(5 * SECOND_MS, 0, 5 * MINUTE_MS, 'a record this late still enters its own cell'),
  alertBudget: number(
    0.25,
    0.01,
    50,
    "false alerts per brand and week that the thresholds aim at, each brand's by its own calm history",
  ),
  tauWatch: number(
    0.55,
    0.1,
    3,
    'score that counts as light air; follows the threshold in force in proportion',
  ),
  tauWarn: number(
    0.8,
    0.1,
    3,
    'score that opens a storm, before the history of a brand moves it: about one false alert a month for a calm brand',
  ),
  halfLife: duration(
    HOUR_MS,
    5 * MINUTE_MS,
    DAY_MS,
    'leaky counters forget by half in this time; storms live for hours',
  ),
  growthHalfLives: {
    default: [15 * MINUTE_MS, HOUR_MS],
    min: MINUTE_MS,
    max: DAY_MS,
    kind: 'durations',
    why: 'the fast and the slow rate whose ratio gives the doubling time',
  } as Entry<readonly number[]>,
  shareHalfLife: duration(14 * DAY_MS, DAY_MS, 365 * DAY_MS, 'memory of the usual negative share'),
  varianceHalfLife: duration(
    2 * DAY_MS,
    HOUR_MS,
    60 * DAY_MS,
    'memory of mean and variance; includes bursts on purpose',
  ),
  overdispersion: number(0.04, 0, 1, 'beta-binomial correlation of negatives within a window'),
  shareWeight: number(0.67, 0, 1, 'weight of share against volume in the score'),
  freezeAt: number(
    4,
    1,
    100,
    'from this zShare on the usual share is not learned: a storm must not become normal',
  ),
  maxFreeze: duration(2 * DAY_MS, HOUR_MS, 60 * DAY_MS, 'after so long a new normal is admitted'),
  voteCap: number(4, 1, 100, 'one cell counts in learning at most so many times its usual volume'),
  minNegatives: count(
    8,
    1,
    10_000,
    'evidence: fewer negatives never open a storm by share or volume',
  ),
  minAuthors: count(6, 1, 1_000, 'evidence: fewer distinct negative authors never do'),
  maxAuthorShare: number(
    0.5,
    0.01,
    1,
    'evidence: one author with more of the negatives is no crowd',
  ),
  minShareSurprise: number(
    1,
    -10,
    10,
    'evidence: zShare below which volume alone opens nothing, because a burst at the usual share is harmless; on injected storms a third to two thirds fewer false alerts of calm and always criticised brands, no storm lost',
  ),
  confirmAfter: duration(
    15 * MINUTE_MS,
    0,
    6 * HOUR_MS,
    'a rising storm that is still hot after this is confirmed',
  ),
  hysteresis: number(0.5, 0.1, 1, 'a storm cools below this part of the threshold that opened it'),
  clearAfter: duration(15 * MINUTE_MS, 0, 6 * HOUR_MS, 'cool for so long: the storm is fading'),
  endAfter: duration(
    6 * HOUR_MS,
    10 * MINUTE_MS,
    30 * DAY_MS,
    'fading for so long: the storm has ended',
  ),
  refractory: duration(
    6 * HOUR_MS,
    0,
    30 * DAY_MS,
    'no second storm of the same level sooner after the last opening',
  ),
  growthFactor: number(
    3,
    1,
    100,
    'level 3: the next three hours bring so many times the normal negatives',
  ),
  growthDoubling: duration(
    2 * HOUR_MS,
    15 * MINUTE_MS,
    DAY_MS,
    'level 3: or negatives double within this time',
  ),
  growthMinExcess: count(
    60,
    1,
    10_000,
    'excess negatives below which no doubling time is stated; simulated error above is under a factor of two',
  ),
  level4Factor: number(10, 1, 1_000, 'level 4: negatives over three hours against normal'),
  level5Share: number(
    0.5,
    0.1,
    1,
    'level 5: critics are this part of all mentions over three hours',
  ),
  level5ShareFactor: number(
    2,
    1,
    100,
    'level 5: and at least so many times their usual share, in a time of growthFactor times the normal negatives',
  ),
  level6Factor: number(
    50,
    1,
    10_000,
    'level 6: negatives over three hours against normal, on several channels',
  ),
  pressArticles: count(3, 1, 1_000, 'level 4: so many articles'),
  nationalMedia: count(
    3,
    1,
    16,
    'level 6: so many national media bring an article about it; of the last 16 articles',
  ),
  channelAuthors: count(
    3,
    1,
    1_000,
    'level 3: so many authors with the same cause make a second channel; level 5: so many aroused ones',
  ),
  callAuthors: count(
    12,
    2,
    100_000,
    'level 4: a hashtag, petition or call taken up by so many authors, and',
  ),
  callShare: number(0.1, 0, 1, 'by this part of all critics'),
  arousedShare: number(
    0.3,
    0.01,
    1,
    'level 5: a channel is aroused where this part of its critics is',
  ),
  arousedChannels: count(3, 2, 100, 'level 5: growth with high arousal on so many channels'),
  topicShare: number(
    2,
    0.1,
    100,
    'level 2: one unusual word alone brings so many times the normal negatives of three hours, fewer in proportion as the score is nearer to its threshold, and at least minNegatives by minAuthors',
  ),
  topicSurprise: number(
    3.5,
    1,
    100,
    'level 2: standard deviations from which on a word is that unusual',
  ),
  topicCritical: number(
    0.7,
    0,
    1,
    'level 2: critics among all who say an unusual word; below, it is not they alone who speak of it, as of a final or a fire in another place of that name (simulated weeks: 0.5 to 0.7; storms mostly 1)',
  ),
  topicPart: number(
    0.3,
    0.01,
    1,
    'level 2: where so many of the critics share only such words, share and volume open nothing',
  ),
  postQuantile: number(
    0.995,
    0.5,
    0.9999,
    'a post above this quantile of posts of its age is beyond the norm',
  ),
  postWatchInteractions: count(20, 1, 1_000_000, 'level 1: with at least so many interactions'),
  postMinInteractions: count(
    200,
    1,
    1_000_000,
    'a single post opens a storm only with so many interactions, or',
  ),
  postSmallBrandFactor: number(
    4,
    1,
    100,
    "with so many times the brand's usual largest post where that is smaller",
  ),
  postEarlyPart: number(
    0.5,
    0.1,
    1,
    'of these interactions this part is enough where the low end of its forecast reaches them; with 1 no post opens early',
  ),
  postNegative: number(0.5, 0.05, 1, 'a post counts as negative from this probability on'),
  postUnsure: number(
    0.3,
    0.05,
    1,
    'what is no praise may be critical from this probability on: four of five critical mentions are above, one of ten neutral ones (simulated weeks). Such a post opens a storm with so many more interactions as it is less sure; a call to act counts as criticism. In sums a mention counts nothing up to here and the whole as far beyond `postNegative`',
  ),
  dayVoices: count(
    5,
    2,
    48,
    'tiny brands: at least so many people criticise within a day, and more than',
  ),
  dayChance: number(
    0.003,
    0.000001,
    0.1,
    'tiny brands: what a day like those before brings with this probability; about one false alarm in half a year',
  ),
  postLevel3Factor: number(
    10,
    1,
    10_000,
    'level 3: present or forecast size against the usual largest post',
  ),
  postLevel4Factor: number(100, 1, 100_000, 'level 4: likewise'),
  jumpFactor: number(
    20,
    3,
    10_000,
    'counters that show so many times as much at the next poll are not believed before a later one shows growth; storms double within half an hour at the fastest, polls are ten minutes apart or two',
  ),
  postLife: duration(
    48 * HOUR_MS,
    HOUR_MS,
    60 * DAY_MS,
    'a post is followed for so long after its last growth',
  ),
  postUsualHalfLife: duration(
    14 * DAY_MS,
    DAY_MS,
    365 * DAY_MS,
    'memory of the usual largest post',
  ),
  maxTrackedPosts: count(
    2_000,
    10,
    2_000,
    'posts followed per brand, the slowest leave; bounded so that a snapshot stays below 512 kB',
  ),
  calmPrior: duration(
    7 * DAY_MS,
    DAY_MS,
    365 * DAY_MS,
    'so many days of its own tell as much about the threshold of a brand as all other brands do',
  ),
  calmHalfLife: duration(
    28 * DAY_MS,
    7 * DAY_MS,
    365 * DAY_MS,
    "memory of how high a brand's calm days reach; shorter is noise, on injected storms",
  ),
  slowHalfLife: duration(
    3 * DAY_MS,
    DAY_MS,
    60 * DAY_MS,
    'window of storms that grow for weeks: the negative share of days, which no week-end moves',
  ),
  slowWarn: number(
    1.5,
    0.5,
    20,
    'standard deviations of that share from which a drift opens a storm; a brand whose days vary more has a higher one',
  ),
  settle: duration(
    3 * HOUR_MS,
    0,
    14 * DAY_MS,
    'a new brand is only learned from for so long: windows fill from zero and its usual share is unknown, so share and volume stay silent; single posts do not',
  ),
  warmUp: duration(7 * DAY_MS, 0, 90 * DAY_MS, 'a brand younger than this is shown as warming up'),
  staleFactor: number(3, 1, 100, 'a source is quiet after so many of its usual gaps'),
} satisfies Record<string, Entry<number> | Entry<readonly number[]>>

export type PolicyKey = keyof typeof POLICY_TABLE

/** Every threshold by its name in the configuration; durations in milliseconds. */
export type Policy = {
  readonly [Key in PolicyKey]: (typeof POLICY_TABLE)[Key] extends Entry<readonly number[]>
    ? readonly number[]
    : number
}

export const POLICY_KEYS = Object.keys(POLICY_TABLE) as PolicyKey[]

export const DEFAULT_POLICY: Policy = Object.fromEntries(
  POLICY_KEYS.map((key) => [key, POLICY_TABLE[key].default]),
) as unknown as Policy

export interface PolicyProblem {
  readonly key: string
  /** A sentence without its end: what is wrong and what would do. */
  readonly message: string
}

/**
 * Reads overrides as they stand in a configuration file.
 * @returns the policy with them applied, or every problem found; unknown keys are problems too.
 */
export function readPolicy(
  overrides: Readonly<Record<string, unknown>>,
  base: Policy = DEFAULT_POLICY,
): { readonly policy: Policy; readonly problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = []
  const values: Record<string, number | readonly number[]> = { ...base }
  for (const [key, raw] of Object.entries(overrides)) {
    if (!Object.hasOwn(POLICY_TABLE, key)) {
      problems.push({ key, message: `there is no threshold named ${key}` })
      continue
    }
    const read = readValue(POLICY_TABLE[key as PolicyKey], raw)
    if (typeof read === 'string') problems.push({ key, message: read })
    else values[key] = read
  }
  const policy = values as unknown as Policy
  if (problems.length === 0) problems.push(...contradictions(policy))
  return { policy: problems.length === 0 ? policy : base, problems }
}

function readValue(
  rule: Entry<number> | Entry<readonly number[]>,
  raw: unknown,
): number | readonly number[] | string {
  if (rule.kind === 'durations') {
    if (!Array.isArray(raw) || raw.length !== 2)
      return 'two durations are needed, such as [15m, 60m]'
    const both = raw.map((one) => readValue({ ...rule, default: 0, kind: 'duration' }, one))
    return (both.find((one) => typeof one === 'string') as string | undefined) ?? (both as number[])
  }
  const value = rule.kind === 'duration' ? parseDuration(raw) : raw
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return rule.kind === 'duration'
      ? 'a duration is needed, such as 90s, 10m, 6h or 14d'
      : 'a number is needed'
  }
  if (rule.kind === 'count' && !Number.isInteger(value)) return 'a whole number is needed'
  if (value < rule.min || value > rule.max) {
    return `${formatValue(rule, value)} is out of bounds: ${formatValue(rule, rule.min)} to ${formatValue(rule, rule.max)}`
  }
  return value
}

function contradictions(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = []
  if (policy.tauWatch > policy.tauWarn)
    problems.push({ key: 'tauWatch', message: 'tauWatch must not be above tauWarn' })
  if (policy.grid % policy.postGrid !== 0)
    problems.push({ key: 'postGrid', message: 'postGrid must divide grid without a rest' })
  if (DAY_MS % policy.grid !== 0)
    problems.push({ key: 'grid', message: 'grid must divide a day without a rest' })
  const [fast = 0, slow = 0] = policy.growthHalfLives
  if (fast >= slow)
    problems.push({
      key: 'growthHalfLives',
      message: 'the first of growthHalfLives must be the shorter one',
    })
  return problems
}

function formatValue(rule: { readonly kind: string }, value: number): string {
  return rule.kind === 'duration' || rule.kind === 'durations'
    ? formatDuration(value)
    : String(value)
}

/** A value as it is written in a configuration file. */
export function formatThreshold(key: PolicyKey, value: number | readonly number[]): string {
  const rule = POLICY_TABLE[key]
  return typeof value === 'number'
    ? formatValue(rule, value)
    : `[${value.map((one) => formatValue(rule, one)).join(', ')}]`
}

/** A short readable identity of a policy: a hash (FNV-1a) of all its values. Travels with each decision. */
export function policyId(policy: Policy): string {
  const text = POLICY_KEYS.map((key) => formatThreshold(key, policy[key])).join('|')
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36).padStart(7, '0')
}
