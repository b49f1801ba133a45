/** The requests of the page. Every failure is an `ApiError` that can be said in a sentence; none is swallowed. */

import type { Likeness, StormShape } from '../../../shared/core/likeness.ts'
import type { Policy } from '../../../shared/core/policy.ts'
import type { Reading } from '../../../shared/core/storm.ts'
import type { EpochMs } from '../../../shared/core/time.ts'
import type { Language } from '../../../shared/core/words.ts'

/** A mention as the store gives it out. */
export interface MentionDocument {
  readonly id: string
  readonly brandId: string
  readonly source: string
  readonly kind: string
  readonly text: string
  readonly lang?: string | null
  readonly url?: string | null
  readonly authorHandle?: string | null
  readonly authorFollowers?: number | null
  readonly publishedAt: EpochMs
  readonly observedAt: EpochMs
  readonly pNeg?: number | null
  readonly deletedAt?: EpochMs | null
  /** Near-copies of it that are hidden. */
  readonly copies?: number
  /** What people said that it is. */
  readonly label?: MentionLabel
}

export interface MentionLabel {
  readonly label: 'negative' | 'not-negative'
  readonly by: string
}

export interface EngagementPoint {
  readonly at: EpochMs
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly views: number | null
}

export interface MailHead {
  readonly file: string
  readonly at: EpochMs
  readonly to: string
  readonly subject: string
}

export interface Mail {
  readonly subject: string
  readonly from: string
  readonly to: string
  readonly date: string
  readonly text: string
}

export interface MentionQuery {
  readonly brandId: string
  readonly text: string
  readonly fromAt: EpochMs | null
  readonly toAt: EpochMs | null
  /** At least so likely negative. */
  readonly minPNeg: number | null
  /** Without near-copies. */
  readonly unique: boolean
  readonly limit?: number
  readonly after?: string
}

export interface MentionPage {
  readonly mentions: readonly MentionDocument[]
  /** Near-copies on this page that are not shown. */
  readonly hidden?: number
  readonly next?: string
}

/** A known storm that one is like: one that was published has a name and a source. */
export interface Likest extends Likeness {
  readonly id: string
  readonly name?: Readonly<Record<Language, string>>
  readonly source?: Readonly<Record<Language, string>>
  readonly startedAt?: EpochMs
  readonly shape: StormShape
}

export interface LikenessAnswer {
  readonly state: 'known' | 'too-early'
  /** Storms it was compared with. */
  readonly compared: number
  readonly likest: readonly Likest[]
  readonly shape?: StormShape
}

/** `status` 0: the server was not reached. */
export class ApiError extends Error {
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

const PAGE_SIZE = 50
const id = encodeURIComponent

export const api = {
  policy: () => get<{ policyId: string; policy: Policy }>('policy'),
  readings: (brandId: string, fromAt: EpochMs, toAt: EpochMs) =>
    get<{ readings: Reading[] }>(`brands/${id(brandId)}/readings`, { fromAt, toAt }),
  mention: (brandId: string, mentionId: string) =>
    get<{ mention: MentionDocument | null; engagement: EngagementPoint[] }>(
      `brands/${id(brandId)}/mentions/${id(mentionId)}`,
    ),
  mentions: (query: MentionQuery) =>
    get<MentionPage>(`brands/${id(query.brandId)}/mentions`, {
      text: query.text,
      fromAt: query.fromAt,
      toAt: query.toAt,
      minPNeg: query.minPNeg,
      copies: query.unique ? 'hide' : null,
      after: query.after ?? null,
      limit: query.limit ?? PAGE_SIZE,
    }),
  label: (brandId: string, mentionId: string, label: MentionLabel['label'] | 'none', by: string) =>
    post(`brands/${id(brandId)}/mentions/${id(mentionId)}/label`, { label, by }),
  likeness: (stormId: string) => get<LikenessAnswer>(`storms/${id(stormId)}/likeness`),
  outbox: () => get<{ mails: MailHead[] }>('outbox'),
  mail: (file: string) => get<Mail>(`outbox/${id(file)}`),
  login: (token: string) => post('session', { token }),
  acknowledge: (stormId: string, by: string) => post(`storms/${id(stormId)}/acknowledge`, { by }),
  silence: (stormId: string, minutes: number, by: string) =>
    post(`storms/${id(stormId)}/silence`, { minutes, by }),
  verdict: (stormId: string, verdict: 'right' | 'false-alarm', by: string) =>
    post(`storms/${id(stormId)}/verdict`, { verdict, by }),
  note: (stormId: string, text: string, by: string) =>
    post(`storms/${id(stormId)}/note`, { text, by }),
}

/** Called whenever an answer is 401, by whatever request. */
export function onUnauthorized(listener: () => void): void {
  unauthorized = listener
}

let unauthorized = (): void => {}

type Parameters = Readonly<Record<string, string | number | null>>

async function get<Body>(path: string, parameters: Parameters = {}): Promise<Body> {
  const url = new URL(`api/v1/${path}`, document.baseURI)
  url.hash = ''
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== '') url.searchParams.set(name, String(value))
  }
  const response = await request(url, { headers: { Accept: 'application/json' } })
  try {
    return (await response.json()) as Body
  } catch {
    throw new ApiError(response.status, 'not JSON')
  }
}

async function post(path: string, body: unknown): Promise<void> {
  const url = new URL(`api/v1/${path}`, document.baseURI)
  url.hash = ''
  await request(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Sturmwarte': '1' },
    body: JSON.stringify(body),
  })
}

async function request(url: URL, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' })
  } catch {
    throw new ApiError(0, '')
  }
  if (response.ok) return response
  if (response.status === 401) unauthorized()
  throw new ApiError(response.status, await detailOf(response))
}

/** The sentence of a problem+json answer, if it is one. */
async function detailOf(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.json()
    if (typeof problem !== 'object' || problem === null) return ''
    const { detail, title } = problem as { detail?: unknown; title?: unknown }
    const text = detail ?? title
    return typeof text === 'string' ? text.slice(0, 300) : ''
  } catch {
    return ''
  }
}
