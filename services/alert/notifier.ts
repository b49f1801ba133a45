/**
 * The contract of a notifier: one file in `notifiers/`, one line in its table of contents. When to send, how often,
 * to whom and what is written belong to `deliver.ts` and `message.ts`; a notifier only knows its protocol.
 */

import type { Delivery, Digest, Notification } from '../../shared/core/alert.ts'
import type { EpochMs } from '../../shared/core/time.ts'

/** One message, written. */
export interface Message {
  readonly notification: Notification | Digest
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Of a mail: `Message-ID`, `References` and so on; the same for the same notification. */
  readonly headers: Readonly<Record<string, string>>
  readonly sentAt: EpochMs
}

export type Failure = NonNullable<Delivery['failure']>

export type SendResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** Whether the same message may succeed later. */
      readonly retry: boolean
      readonly failure: Failure
      /** Not before so long: the other side said so, or a person must act first. */
      readonly afterMs?: number
      /** For people: what the other side answered. Never a secret. */
      readonly detail?: string
    }

/** A notifier with its options, ready to send; what routes call a channel. */
export interface Channel {
  /**
   * Sends to one person, at most once a call; called again with the same notification after a failure that said
   * `retry`, and after a crash. Several calls run at the same time. Ends soon after the signal. A throw is taken for
   * `bad-configuration` and tried again slowly.
   */
  send(message: Message, signal: AbortSignal): Promise<SendResult>
  close(): Promise<void>
}

/** What every notifier may need to know of its surroundings. */
export interface Surroundings {
  readonly dataDir: string
  /** Of people, by id. The only place addresses come from. */
  readonly addresses: ReadonlyMap<string, { readonly email: string; readonly name: string }>
}

export interface OptionProblem {
  /** Relative to the options: `smtp`. */
  readonly path: string
  /** A predicate: `must be an address such as smtps://…`. */
  readonly message: string
}

export type ParsedOptions<Options> =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly problems: readonly OptionProblem[] }

export interface Notifier<Options> {
  /** Its `kind` in the configuration. */
  readonly name: string
  readonly summary: string
  /** Of the options in plain text, secrets included; problems never repeat a value. */
  parse(options: Readonly<Record<string, unknown>>): ParsedOptions<Options>
  open(options: Options, surroundings: Surroundings): Channel
}
