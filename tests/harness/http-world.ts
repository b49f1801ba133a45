/** The way out of the house and a server behind it that does as it is told. */

import { expect, onTestFinished } from 'vitest'
import { type ManualClock, manualClock } from '../../shared/edge/clock.ts'
import { createHttp, DEADLINE_MS, type HttpRequest } from '../../shared/edge/http.ts'
import type { HttpAnswer, HttpProblem, HttpResult } from '../../shared/edge/http-answer.ts'
import { type Answer, startWebServer } from './web-server.ts'

export const NOW = Date.parse('2026-03-02T12:00:00Z')

/** A server, and the way to it. */
export async function openHttpWorld(answer: Answer, more: { readonly contact?: string } = {}) {
  const server = await startWebServer(answer)
  const clock = manualClock(NOW)
  const http = createHttp({
    clock,
    version: '1.2.3',
    allow: [server.host],
    random: () => 0.5,
    ...more,
  })
  onTestFinished(() => http.close())
  const get = (path: string, request: Partial<HttpRequest> = {}) =>
    http.get({ url: server.url + path, signal: new AbortController().signal, ...request })
  return { server, clock, get, http }
}

export function answer(result: HttpResult): HttpAnswer {
  if (!result.ok) throw new Error(result.reason)
  return result
}

export function problem(result: HttpResult): HttpProblem {
  if (result.ok) throw new Error(`${result.status}, although it should have failed`)
  expect(result.reason).toMatch(/^[^\n]{10,300}$/)
  return result
}

/** Moves the clock to the deadline as soon as the server has been asked. */
export async function untilDeadline(
  clock: ManualClock,
  asked: string[],
  running: Promise<HttpResult>,
) {
  while (asked.length === 0) await new Promise(setImmediate)
  clock.moveTo(clock.now() + DEADLINE_MS)
  return running
}
