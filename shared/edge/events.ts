/**
 * Every operational event, once: its log line and its metric stand together. Logs are JSON lines on standard error
 * and never carry text of strangers; metrics have closed sets of labels. The only file that knows pino and prom-client.
 */

import { type Logger, pino } from 'pino'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { DriftReport } from '../core/sentiment/drift.ts'

export interface Events {
  /** A part of the program started or stopped; `detail` holds ids and numbers only. */
  info(message: string, detail?: Readonly<Record<string, string | number | boolean>>): void
  /** Something failed and the rest goes on; says what, where and what to do. One line per place and minute. */
  problem(where: string, error: unknown): void
  published(
    source: string,
    kind: 'mention' | 'engagement' | 'deletion' | 'source-status',
    records: number,
  ): void
  /** Seen by a source and nobody's; normal. */
  unmatched(source: string, records: number): void
  deadLettered(origin: string, code: string, records: number): void
  scored(lang: string, records: number): void
  /** The share of unknown words or of unsure texts over a window; a line when it leaves its band or returns. */
  sentimentDrift(report: DriftReport): void
  folded(processor: string, records: number, outputs: number): void
  stormChanged(change: string, level: number): void
  delivered(channel: string, outcome: string): void
  archived(records: number, rejected: number): void
  /** What was older than it may be, of the log or of the store. */
  removed(from: 'log' | 'store', records: number): void
  lag(group: string, records: number): void
  /** All that goes wrong inside at present; what is not named any more is over. */
  troubles(
    all: readonly { readonly kind: string; readonly what: string; readonly count: number }[],
  ): void
  liveClients(clients: number): void
  /** Time from a mention's observation to its place in the page's data, in milliseconds. */
  mentionAge(ms: number): void
  configReloaded(ok: boolean): void
  /** The page that Prometheus reads. */
  metrics(): Promise<string>
}

export interface EventsOptions {
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Milliseconds of the machine, for one line per place and minute. */
  elapsed(): number
}

/** Log fields that may hold a secret by mistake. */
const REDACTED = ['authorization', 'password', 'token', 'cookie', 'dsn', 'smtp', 'apiKey']
const ONE_LINE_PER_MS = 60_000

export function createEvents(options: EventsOptions): Events {
  const log = createLog(options)
  const metrics = createMetrics()
  const seldom = oneLineAMinute(options)
  return {
    info: (message, detail) => log.info(detail ?? {}, message),
    problem: (where, error) => {
      metrics.problems.inc({ where })
      const message = error instanceof Error ? error.message : String(error)
      if (seldom(`${where} ${message}`)) log.warn({ where }, message)
    },
    published: (source, kind, records) => metrics.published.inc({ source, kind }, records),
    unmatched: (source, records) => metrics.unmatched.inc({ source }, records),
    deadLettered: (origin, code, records) => {
      metrics.deadLetters.inc({ origin, code }, records)
      if (seldom(`${origin} ${code}`))
        log.warn({ origin, code, records }, 'records went to the dead letters')
    },
    scored: (lang, records) => metrics.scored.inc({ lang }, records),
    sentimentDrift: (report) => tellDrift(report, log, metrics.sentiment),
    folded: (processor, records, outputs) => {
      metrics.folded.inc({ processor }, records)
      metrics.outputs.inc({ processor }, outputs)
    },
    stormChanged: (change, level) => {
      metrics.storms.inc({ change })
      log.info({ change, level }, 'storm')
    },
    delivered: (channel, outcome) => {
      metrics.deliveries.inc({ channel, outcome })
      if (outcome !== 'sent') log.info({ channel, outcome }, 'notification')
    },
    archived: (records, rejected) => {
      metrics.archived.inc({ outcome: 'stored' }, records - rejected)
      if (rejected > 0) metrics.archived.inc({ outcome: 'rejected' }, rejected)
    },
    removed: (from, records) => {
      metrics.removed.inc({ from }, records)
      log.info({ from, records }, 'retention')
    },
    lag: (group, records) => metrics.lag.set({ group }, records),
    troubles: (all) => {
      metrics.troubles.reset()
      for (const { kind, what, count } of all) metrics.troubles.set({ kind, what }, count)
    },
    liveClients: (clients) => metrics.clients.set(clients),
    mentionAge: (ms) => metrics.age.observe(ms / 1_000),
    configReloaded: (ok) => {
      metrics.reload.set(ok ? 1 : 0)
      log.info({ ok }, 'configuration read again')
    },
    metrics: () => metrics.registry.metrics(),
  }
}

function createLog({ level = 'info' }: EventsOptions): Logger {
  const redact = [...REDACTED, ...REDACTED.map((key) => `*.${key}`)]
  return pino({ level, base: null, redact }, pino.destination({ dest: 2, sync: true }))
}

/** @returns whether this place may say something now. */
function oneLineAMinute({ elapsed }: EventsOptions): (place: string) => boolean {
  const lastLine = new Map<string, number>()
  return (place) => {
    const now = elapsed()
    const last = lastLine.get(place)
    if (last !== undefined && now - last < ONE_LINE_PER_MS) return false
    lastLine.set(place, now)
    return true
  }
}

function tellDrift(
  { lang, unknownWords, unsureTexts, outside, changed }: DriftReport,
  log: Logger,
  shares: Gauge<'lang' | 'share'>,
): void {
  shares.set({ lang, share: 'unknown-words' }, unknownWords)
  shares.set({ lang, share: 'unsure-texts' }, unsureTexts)
  if (!changed) return
  const detail = { lang, unknownWords, unsureTexts, outside: outside.join(', ') }
  if (outside.length === 0) log.info(detail, 'sentiment is back in the range it was made for')
  else log.warn(detail, 'posts no longer look like those the sentiment was made for')
}

function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `sturmwarte_${name}_total`, help, labelNames, registers })
  return {
    registry,
    published: counter('records_published', 'Records acknowledged by the log.', ['source', 'kind']),
    unmatched: counter(
      'records_unmatched',
      'Records that are about no brand; dropped on purpose.',
      ['source'],
    ),
    deadLetters: counter('dead_letters', 'Records that could not be read; kept raw.', [
      'origin',
      'code',
    ]),
    scored: counter('mentions_scored', 'Mentions scored.', ['lang']),
    sentiment: new Gauge({
      name: 'sturmwarte_sentiment_share',
      help: 'Words nobody knows, texts about which the model is unsure, of the last 500 posts.',
      labelNames: ['lang', 'share'],
      registers,
    }),
    folded: counter('records_folded', 'Records folded by a processor.', ['processor']),
    outputs: counter('records_decided', 'Outputs of a processor.', ['processor']),
    storms: counter('storm_changes', 'Changes of storms.', ['change']),
    deliveries: counter('deliveries', 'Notifications by what became of them.', [
      'channel',
      'outcome',
    ]),
    archived: counter('changes_archived', 'Changes written to the store.', ['outcome']),
    removed: counter('records_removed', 'Records older than they may be.', ['from']),
    problems: counter('problems', 'Failures that the rest survived.', ['where']),
    lag: new Gauge({
      name: 'sturmwarte_lag_records',
      help: 'Records appended and not yet worked off.',
      labelNames: ['group'],
      registers,
    }),
    troubles: new Gauge({
      name: 'sturmwarte_troubles',
      help: 'Messages that do not go, records that nobody works off: one series for each.',
      labelNames: ['kind', 'what'],
      registers,
    }),
    clients: new Gauge({ name: 'sturmwarte_live_clients', help: 'Open websockets.', registers }),
    reload: new Gauge({
      name: 'sturmwarte_config_last_reload_ok',
      help: '1 if the last reading of the configuration was valid.',
      registers,
    }),
    age: new Histogram({
      name: 'sturmwarte_mention_age_seconds',
      help: 'From observation to the page.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
      registers,
    }),
  }
}
