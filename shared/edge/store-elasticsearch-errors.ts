/** What Elasticsearch says when it does not do as asked, as one sentence for the operator. */

import { errors } from '@elastic/elasticsearch'

export type StoreErrorReason =
  | 'unreachable'
  | 'credentials'
  | 'version'
  | 'read-only'
  | 'mapping'
  | 'overloaded'
  | 'answer'

/** `message` says what, where and what to do; `reason` is for programs. All but `version` and `mapping` may pass. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly reason: StoreErrorReason

  constructor(reason: StoreErrorReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** The part of an error of Elasticsearch that we read; also of one item of a bulk. */
export interface Failure {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** What the server answered; undefined where it did not. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof errors.ResponseError)) return undefined
  const body = error.body as { error?: unknown } | string | undefined
  const cause = typeof body === 'object' ? body.error : undefined
  return failureFrom(error.statusCode ?? 0, cause ?? error.message)
}

interface ErrorCause {
  readonly type?: string
  readonly reason?: string | null
  readonly caused_by?: ErrorCause
}

/** `cause` is an error of Elasticsearch as JSON, or a text. */
export function failureFrom(status: number, cause: unknown): Failure {
  if (typeof cause !== 'object' || cause === null) return { status, type: '', text: String(cause) }
  const { type = '', reason, caused_by: deeper } = cause as ErrorCause
  const inner = deeper?.reason ? ` (${deeper.reason})` : ''
  return { status, type, text: shortened(`${reason ?? type}${inner}`) }
}

/** May pass by itself, soon: the server or one of its queues is full, or it is just starting. */
export function isBusy({ status, type }: Failure): boolean {
  return type !== BLOCKED && (status === 429 || status === 502 || status === 503 || status === 504)
}

const BLOCKED = 'cluster_block_exception'

/** A StoreError for anything that a request may throw; what is one already stays. */
export function explained(node: string, error: unknown): Error {
  if (error instanceof StoreError || error instanceof RangeError) return error
  const failure = failureOf(error)
  if (failure) return explainedFailure(node, failure, error)
  const { message } = error as Error
  if (error instanceof errors.ProductNotSupportedError) {
    const text = `What answers at ${node} is not Elasticsearch; check store.node.`
    return new StoreError('version', text, error)
  }
  if (error instanceof errors.DeserializationError) {
    const text = `${node} does not answer in JSON (${shortened(message)}); is it Elasticsearch? Check store.node.`
    return new StoreError('answer', text, error)
  }
  const text = `Elasticsearch at ${node} does not answer (${shortened(message)}); start it, or check store.node. The log keeps what is not stored yet.`
  return new StoreError('unreachable', text, error)
}

export function explainedFailure(node: string, failure: Failure, cause?: unknown): StoreError {
  const { status, type, text } = failure
  if (status === 401) {
    return new StoreError(
      'credentials',
      `Elasticsearch at ${node} refuses the credentials; check store.apiKey.`,
      cause,
    )
  }
  if (type === BLOCKED) {
    return new StoreError(
      'read-only',
      `Elasticsearch at ${node} takes no writes (${text}). Where its disk is nearly full, make room and it goes on by itself; the log keeps what is not stored yet.`,
      cause,
    )
  }
  if (status === 403) {
    return new StoreError(
      'credentials',
      `The key in store.apiKey may not do this at ${node}: ${text}. It needs the cluster privileges monitor and manage_index_templates, and all on its indices.`,
      cause,
    )
  }
  if (isBusy(failure)) {
    return new StoreError('overloaded', `Elasticsearch at ${node} is overloaded (${text}).`, cause)
  }
  return new StoreError(
    'answer',
    `Elasticsearch at ${node} answers ${status}${type && ` ${type}`}: ${text}`,
    cause,
  )
}

const MAX_REASON_CHARS = 400

function shortened(text: string): string {
  return text.length <= MAX_REASON_CHARS ? text : `${text.slice(0, MAX_REASON_CHARS)}…`
}
