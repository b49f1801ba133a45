/** What a route is. One table of these drives the server, the guards and the OpenAPI document. */

import type { Brand } from '../../shared/core/brand.ts'
import type { PolicyVersion } from '../../shared/core/observation.ts'
import type { Projection } from '../../shared/core/projection.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { LabelDesk } from '../../shared/edge/labels-follow.ts'
import type { Store } from '../../shared/edge/store.ts'
import type { Access, Visitor } from './access.ts'
import type { Fields, Values } from './api-schema.ts'

/** `anyone` needs nothing; `reader` and `operator` need a session or the token, where the server is guarded. */
export type Role = 'anyone' | 'reader' | 'operator'

export interface Route {
  readonly method: 'get' | 'post'
  /** With `{name}` for what varies. */
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly role: Role
  readonly query?: Fields
  readonly body?: Fields
  /** The name of a schema of the OpenAPI document; none: no JSON. */
  readonly answers?: string
  /** Statuses beyond 200, 400, 401 and 403. */
  readonly also?: readonly number[]
  /** The answer is that of success. */
  readonly status?: number
  handle(asked: Asked): Promise<Answer> | Answer
}

export interface Asked {
  /** Decoded; none is empty or longer than 2,000 characters. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Values
  readonly body: Values
  readonly visitor: Visitor
  /** The address of whoever asks. */
  readonly from: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, with its type in `headers`. */
  readonly text?: string
}

/** What the routes may use. */
export interface House {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Events
  readonly store: Store | undefined
  readonly projection: Projection
  readonly brands: readonly Brand[]
  readonly labels: LabelDesk | undefined
  readonly access: Access
  readonly version: string
  readonly outboxFolder: string | undefined
  policy(): PolicyVersion
  health(): Health
}

export interface Health {
  /** Why not; empty: ready. Stable words first, e.g. `catching-up: storms`. */
  readonly notReady: readonly string[]
}

/** An answer of another kind: RFC 9457. `detail` is a sentence for people and never holds a secret. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }
}
