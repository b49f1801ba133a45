/** All that is about no brand: policy, sources, outbox, session, health, metrics. */

import { entitiesOf } from './api-brands.ts'
import { type Answer, type Asked, type House, Problem, type Route } from './api-route.ts'
import { required, text } from './api-schema.ts'
import { listMails, openMail } from './outbox.ts'

export function houseRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/api/v1/policy', id: 'policy', role: 'reader' },
      summary: 'The thresholds in force, and those of brands that differ.',
      answers: 'Policy',
      handle: () => {
        const { policyId, policy, brands } = house.policy()
        return { body: { policyId, policy, brands } }
      },
    },
    {
      ...{ method: 'get', path: '/api/v1/sources', id: 'sources', role: 'reader' },
      summary: 'What each source can see at present.',
      answers: 'Sources',
      handle: () => ({ body: { sources: entitiesOf(house.projection.table, 'source') } }),
    },
    {
      ...{ method: 'get', path: '/api/v1/outbox', id: 'outbox', role: 'reader' },
      summary: 'Mails that lie in the outbox folder because there is no mail server; newest first.',
      answers: 'Outbox',
      also: [404],
      handle: async () => ({ body: { mails: await listMails(outboxOf(house)) } }),
    },
    {
      ...{ method: 'get', path: '/api/v1/outbox/{file}', id: 'mail', role: 'reader' },
      summary: 'One of these mails as text.',
      answers: 'Mail',
      also: [404],
      handle: async ({ path }) => {
        const mail = await openMail(outboxOf(house), path['file']!)
        if (!mail) throw new Problem(404, 'There is no such mail.')
        return { body: mail }
      },
    },
    ...sessionRoutes(house),
    ...healthRoutes(house),
  ]
}

function sessionRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/api/v1/session', id: 'session', role: 'anyone' },
      summary: 'Whether a session is needed, and whether there is one.',
      answers: 'Session',
      handle: ({ visitor }) => ({
        body: { guarded: house.access.guarded, open: visitor.kind !== 'nobody' },
      }),
    },
    {
      ...{ method: 'post', path: '/api/v1/session', id: 'login', role: 'anyone' },
      summary: 'Exchanges the token, or that of a one-time link, for a session cookie.',
      body: { token: required(text(1_000), 'The token.') },
      status: 204,
      also: [429],
      handle: (asked) => login(house, asked),
    },
  ]
}

function healthRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/healthz', id: 'healthz', role: 'anyone' },
      summary: 'Whether this process answers.',
      answers: 'Health',
      handle: () => ({ body: { status: 'ok', version: house.version } }),
    },
    {
      ...{ method: 'get', path: '/readyz', id: 'readyz', role: 'anyone' },
      summary: 'Whether the page shows the present; 503 with the reasons where it does not.',
      answers: 'Readiness',
      also: [503],
      handle: () => {
        const { notReady } = house.health()
        const isReady = notReady.length === 0
        return {
          status: isReady ? 200 : 503,
          body: { status: isReady ? 'ready' : 'not-ready', reasons: notReady },
        }
      },
    },
    {
      ...{ method: 'get', path: '/metrics', id: 'metrics', role: 'reader' },
      summary: 'For Prometheus.',
      handle: async () => ({
        text: await house.events.metrics(),
        headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
      }),
    },
  ]
}

function outboxOf({ outboxFolder }: House): string {
  if (outboxFolder !== undefined) return outboxFolder
  throw new Problem(404, 'Mails are sent by a mail server here; there is no outbox.')
}

function login(house: House, { body, from }: Asked): Answer {
  const result = house.access.login(String(body['token']), from)
  if (result === 'slow') {
    throw new Problem(429, 'Too many wrong tries. Wait a minute.', { 'Retry-After': '60' })
  }
  if (result === 'wrong') throw new Problem(401, 'This token is not valid, or its link was used.')
  return { status: 204, headers: { 'Set-Cookie': result.cookie } }
}
