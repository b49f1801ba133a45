/** The calls of the Mastodon API that are needed, as Mastodon, GoToSocial and others serve them. */

import type { Http } from '../../shared/edge/http.ts'
import type { HttpProblem } from '../../shared/edge/http-answer.ts'
import type { RateLimit } from '../../shared/edge/http-limits.ts'

/** One instance, and who asks. */
export interface Instance {
  /** Such as `https://mastodon.social`. */
  readonly origin: string
  readonly token: string | undefined
}

interface Asking {
  readonly http: Http
  readonly signal: AbortSignal
}

export interface Answered<Value> {
  readonly ok: true
  readonly value: Value
  readonly status: number
  readonly rate: RateLimit | undefined
}

export interface Refused {
  readonly ok: false
  /** A sentence with the instance's name and, where somebody can do something, what. */
  readonly why: string
  /** Undefined where there was an answer, and not one of this API. */
  readonly problem: HttpProblem | undefined
}

export type Called<Value> = Answered<Value> | Refused

/** Statuses of one page; what the servers give at most. */
export const PAGE = 40
/** Ids in one call; a larger one is refused (`DEFAULT_STATUSES_LIMIT` of Mastodon's `api/base_controller.rb`). */
export const BATCH = 20

/** One page of a tag, newest first. With `minId` the *oldest* ones after it, so that paging leaves no gap. */
export async function tagPage(
  asking: Asking,
  instance: Instance,
  tag: string,
  minId: string | undefined,
): Promise<Called<readonly unknown[]>> {
  const after = minId === undefined ? '' : `&min_id=${encodeURIComponent(minId)}`
  const path = `/api/v1/timelines/tag/${encodeURIComponent(tag)}?limit=${PAGE}${after}`
  return listOf(instance, await call(asking, instance, path))
}

/** Statuses by id, from Mastodon 4.3 on; those that are gone are missing. */
export async function statusesById(
  asking: Asking,
  instance: Instance,
  ids: readonly string[],
): Promise<Called<readonly unknown[]>> {
  const query = ids.map((id) => `id[]=${encodeURIComponent(id)}`).join('&')
  return listOf(instance, await call(asking, instance, `/api/v1/statuses?${query}`))
}

/** @returns null as value: it is gone, and the instance said so itself */
export async function statusById(
  asking: Asking,
  instance: Instance,
  id: string,
): Promise<Called<unknown>> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}`
  const called = await call(asking, instance, path, [404, 410])
  if (!called.ok || called.status < 400) return called
  // A proxy that answers 404 to everything must not delete everything.
  const { error } = (called.value ?? {}) as { error?: unknown }
  if (typeof error === 'string') return { ...called, value: null }
  return {
    ok: false,
    why: `${hostOf(instance)} answers 404 in no words of the API`,
    problem: undefined,
  }
}

/** What was said below a status. */
export async function descendantsOf(
  asking: Asking,
  instance: Instance,
  id: string,
): Promise<Called<readonly unknown[]>> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}/context`
  const called = await call(asking, instance, path)
  if (!called.ok) return called
  const { descendants } = (called.value ?? {}) as { descendants?: unknown }
  return listOf(instance, { ...called, value: descendants })
}

async function call(
  { http, signal }: Asking,
  instance: Instance,
  path: string,
  answers: readonly number[] = [],
): Promise<Called<unknown>> {
  const { origin, token } = instance
  const url = origin + path
  const got = await http.get({ url, token, signal, answers, accept: 'application/json' })
  if (!got.ok) return { ok: false, why: whyNot(instance, got), problem: got }
  try {
    const value: unknown = JSON.parse(got.body.toString('utf8'))
    return { ok: true, value, status: got.status, rate: got.rate }
  } catch {
    return {
      ok: false,
      why: `${hostOf(instance)} did not answer in JSON; is it a Mastodon instance?`,
      problem: undefined,
    }
  }
}

function listOf(instance: Instance, called: Called<unknown>): Called<readonly unknown[]> {
  if (!called.ok) return called
  const { value } = called
  if (Array.isArray(value)) return { ...called, value }
  return {
    ok: false,
    why: `${hostOf(instance)} did not answer with a list of posts`,
    problem: undefined,
  }
}

/** Mastodon says 401, formerly 422, where only people with an account may look; GoToSocial 401. */
function whyNot(instance: Instance, problem: HttpProblem): string {
  const host = hostOf(instance)
  if (problem.status !== 401 && problem.status !== 403 && problem.status !== 422)
    return problem.reason
  return instance.token === undefined
    ? `${host} shows this only to people with an account: make an access token there (Preferences, Development, scope read:statuses) and set it as token`
    : `${host} does not accept the token (${problem.status}): make a new one there with the scope read:statuses`
}

function hostOf({ origin }: Instance): string {
  return new URL(origin).host
}
