/** A configuration, understood: every reference resolved, every default filled in, every secret wrapped. */

import type { Person, Route, Team } from '../core/alert.ts'
import type { Brand } from '../core/brand.ts'
import type { Policy } from '../core/policy.ts'
import type { Problem } from './config-problem.ts'
import type { MissingSecret, Secret } from './config-secret.ts'
import type { Place } from './config-yaml.ts'

export interface Config {
  /** Where it was read. */
  readonly path: string
  readonly brands: readonly Brand[]
  readonly policy: Policy
  /** Only of the brands that differ. */
  readonly brandPolicies: Readonly<Record<string, Policy>>
  readonly sources: readonly Connector[]
  readonly people: readonly ConfiguredPerson[]
  readonly teams: readonly Team[]
  /** As written, or the one that stands for none: everybody with an address hears of level 2 and above. */
  readonly routes: readonly Route[]
  /** By the id of the person; never in the log. */
  readonly addresses: ReadonlyMap<string, { readonly email: string; readonly name: string }>
  readonly notifiers: readonly Connector[]
  readonly dashboard: {
    readonly host: string
    readonly port: number
    readonly publicUrl: string | undefined
    readonly token: Secret | undefined
  }
  readonly log: LogConfig
  readonly store: StoreConfig
  /** As written: relative to the working folder. */
  readonly dataDir: string
  readonly retention: {
    readonly mentionsMs: number
    readonly readingsMs: number
    readonly stormsMs: number
    /** In cron's five fields. */
    readonly schedule: string
    readonly timeZone: string
  }
  /** How sources ask others. */
  readonly http: {
    readonly contact: string | undefined
    /** What may be reached although it lies inside. */
    readonly allow: readonly string[]
  }
  /** The report of a day; undefined where nobody asked for one. */
  readonly digest: DigestConfig | undefined
  /** Sentences about what is allowed and probably not meant. */
  readonly warnings: readonly string[]
  /** Empty unless missing secrets were allowed. */
  readonly missingSecrets: readonly MissingSecret[]
}

/** A source or a notifier. `name` tells two of one `kind` apart. */
export interface Connector {
  readonly name: string
  readonly kind: string
  readonly enabled: boolean
  /** Without `kind` and `enabled`; texts that are secret are a `Secret`. `revealed` gives them in plain text. */
  readonly options: Readonly<Record<string, unknown>>
}

/** `holidays` holds the dates as written; those of the regions depend on the year, see `tellingPlan`. */
export interface ConfiguredPerson extends Person {
  readonly holidayRegions: readonly string[]
}

export interface DigestConfig {
  /** Minutes after midnight, on the clock of each reader. */
  readonly atMin: number
  /** Ids of people; teams are resolved. */
  readonly readers: readonly string[]
  readonly channels: readonly string[]
}

export type LogConfig =
  | { readonly kind: 'sqlite'; readonly partitions: number | undefined }
  | {
      readonly kind: 'kafka'
      readonly brokers: readonly string[]
      readonly ssl: boolean
      readonly sasl: KafkaLogin | undefined
      readonly partitions: number | undefined
    }

export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  readonly username: string
  readonly password: Secret
}

export type StoreConfig =
  | { readonly kind: 'sqlite' }
  | {
      readonly kind: 'elasticsearch'
      readonly node: string
      readonly apiKey: Secret | undefined
      readonly prefix: string | undefined
    }

/**
 * Judges the options of one kind of source or notifier, in plain text. `path` is relative to the options
 * (`instances[0]`), `message` a predicate such as `must be a host name`.
 */
export type OptionsValidator = (
  options: Readonly<Record<string, unknown>>,
) => readonly { readonly path: string; readonly message: string }[]

export interface LoadOptions {
  /** Named in messages; its ending says nothing: YAML reads JSON too. */
  readonly path: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads what `${file:PATH}` names. @throws where it cannot. */
  readFile(path: string): string
  /** By kind. Where given, a source of another kind is a problem. */
  readonly sourceOptions?: Readonly<Record<string, OptionsValidator>>
  readonly notifierOptions?: Readonly<Record<string, OptionsValidator>>
  /** For `check`: lists missing secrets in the result and does not refuse. */
  readonly allowMissingSecrets?: boolean
}

export type LoadResult =
  | {
      readonly ok: true
      readonly config: Config
      /** Of a path such as `sources.mastodon.instances[0]`; of its surroundings where it is not there. */
      readonly positionOf: (path: string) => Place
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }
