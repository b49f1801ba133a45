/**
 * What a source is: a value with a handful of fields. `fetch` is its only touch with the world; `read` is pure and
 * total. Polling rhythm, retries, matching, publishing, cursors and metrics belong to the service, so that a
 * newcomer cannot get them wrong. One file per source, one line in `sources/index.ts`, one recorded fixture.
 */

import type { JournalRecord, MentionKind } from '../../shared/core/mention.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Http } from '../../shared/edge/http.ts'
import type { TakeNote } from './source-state.ts'

/** What one raw item holds: records (nobody's yet: the service matches them), or why it is none. */
export type Found =
  | {
      readonly type: 'record'
      readonly record: JournalRecord
      /** How the source finds a mention again where the id does not say it; handed back to `measure`. */
      readonly ref?: string
      /** A mention that stands under this one is about the same brands, whatever its text. */
      readonly under?: string | undefined
    }
  /** Readable and of no use, e.g. a like of something we do not follow. */
  | { readonly type: 'skip'; readonly reason: string }
  /** Unreadable: goes to the dead letters with its raw bytes. */
  | { readonly type: 'reject'; readonly code: string; readonly reason: string }

export interface FetchedItem<Raw, Cursor> {
  readonly raw: Raw
  /** Where to go on after this item; stored only once the log has acknowledged it. */
  readonly cursor: Cursor
  /** The raw bytes for the dead letters. */
  bytes(): Uint8Array
  /** Line or number within the source, for messages. */
  readonly position: number
  /** Called once the log has acknowledged all that was found in the item: the place to answer a sender. */
  acknowledged?(found: readonly Found[]): void
  /**
   * Called instead when the log refused. Who has this tells the sender, who sends it again; items without it are
   * kept and offered to the log until it takes them.
   */
  failed?(error: unknown): void
}

export interface FetchContext<Options, Cursor> {
  readonly options: Options
  /** As stored last; undefined at the very first start. JSON. */
  readonly cursor: Cursor | undefined
  readonly clock: Clock
  /** The way out of the house. */
  readonly http: Http
  /** Aborts when the service stops. */
  readonly signal: AbortSignal
  /**
   * What this round cannot do as it should, e.g. one feed of many cannot be read; it holds until a round without it.
   */
  readonly note?: TakeNote
  /** Tells the operator what only the running source knows, such as the port that it was given. */
  say?(message: string, detail?: Readonly<Record<string, string | number | boolean>>): void
}

/** A post that is measured again. */
export interface WatchedPost {
  readonly mentionId: string
  /** As the source found it, if it said so. */
  readonly ref: string | undefined
  readonly kind: MentionKind
  readonly publishedAt: EpochMs
  /** When it was looked at last: found or measured. */
  readonly measuredAt: EpochMs
}

export interface MeasureContext<Options> {
  readonly options: Options
  readonly posts: readonly WatchedPost[]
  readonly clock: Clock
  readonly http: Http
  readonly signal: AbortSignal
  /** As in a round of `fetch`. */
  readonly note?: TakeNote
}

export type OptionsResult<Options> =
  | { readonly ok: true; readonly options: Options }
  | {
      readonly ok: false
      readonly problems: readonly { readonly key: string; readonly message: string }[]
    }

export interface Source<Options, Raw, Cursor> {
  /** The name in the configuration. */
  readonly name: string
  /** One sentence for `sturmwarte sources`. */
  readonly summary: string
  /** What it needs (keys, accounts), what it can see and what it cannot, in one sentence each. */
  readonly needs: string
  readonly sees: string
  readonly cannotSee: string
  /** Reads its own part of the configuration; refuses what it does not know. */
  parseOptions(raw: Readonly<Record<string, unknown>>): OptionsResult<Options>
  /** How long to wait between two fetches; undefined: one fetch is a stream that ends by itself or never. */
  pollEveryMs?(options: Options): number
  /**
   * Yields items in groups that belong together (a page, a block of lines); an empty group says that the world was
   * reached and had nothing. Ends when there is no more for now, and promptly when `signal` aborts. The group is
   * stored, or refused for good, when the next one is asked for. Throws for what only the world can mend; the service tries again with growing pauses.
   */
  fetch(context: FetchContext<Options, Cursor>): AsyncIterable<FetchedItem<Raw, Cursor>[]>
  /** Never throws. `observedAt` is when we learned of it; a journal's own instants stand. */
  read(raw: Raw, observedAt: EpochMs): Found[]
  /**
   * What has become of posts known by id: present counters, edits, deletions, comments; for sources that must be asked
   * for them. Throws for what only the world can mend; the posts then wait for their next turn.
   */
  measure?(context: MeasureContext<Options>): Promise<Found[]>
  /** Posts per call of `measure`. */
  readonly measureBatch?: number
}

/** A source in a list of sources of many kinds. */
// biome-ignore lint/suspicious/noExplicitAny: a table of contents holds sources of unrelated types; each is used only with its own options.
export type AnySource = Source<any, any, any>

/** Helps option parsers: takes fields of known names, refuses the rest. */
export function readOptions<Options>(
  raw: Readonly<Record<string, unknown>>,
  readers: { readonly [Key in keyof Options]: (value: unknown) => Options[Key] | Problem },
): OptionsResult<Options> {
  const problems: { key: string; message: string }[] = []
  const known = readers as Readonly<Record<string, (value: unknown) => unknown>>
  for (const key of Object.keys(raw)) {
    if (!Object.hasOwn(known, key)) {
      problems.push({
        key,
        message: `is not known here; known are ${Object.keys(known).join(', ')}`,
      })
    }
  }
  const options: Record<string, unknown> = {}
  for (const [key, read] of Object.entries(known)) {
    const value = read(Object.hasOwn(raw, key) ? raw[key] : undefined)
    if (value instanceof Problem) problems.push({ key, message: value.message })
    else options[key] = value
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, options: options as Options }
}

/** Why an option was refused, as the end of a sentence that begins with its name. */
export class Problem {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}
