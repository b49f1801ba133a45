/** What the interface answers, on a real log and a real store. */

import { describe, expect, test } from 'vitest'
import type { AfterAction } from '../../shared/core/after-action.ts'
import type { BrandView, StormView } from '../../shared/core/live.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { readAll, until } from '../harness/bus-recorder.ts'
import { openDashboard } from '../harness/dashboard-harness.ts'
import { openNight, POST, POST_ID, STORM } from '../harness/dashboard-night.ts'
import { acknowledged, stormEvent, stormIdOf, T0 } from '../harness/live-samples.ts'
import { schemaFaults } from '../harness/schema-check.ts'

interface Described {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> }
}
interface Operation {
  readonly operationId: string
  readonly responses: Record<string, { readonly content?: Record<string, { schema: object }> }>
}

const EXAMPLES: Readonly<Record<string, string>> = {
  '{brandId}': 'acme',
  '{stormId}': STORM,
  '{mentionId}': POST,
  '{file}': '1.eml',
}
const QUERIES: Readonly<Record<string, string>> = {
  histogram: `?stepMs=${HOUR_MS}&fromAt=${T0 - DAY_MS}`,
}
const BODIES: Readonly<Record<string, object>> = {
  acknowledge: { by: 'Lena' },
  silence: { by: 'Lena', minutes: 30 },
  verdict: { by: 'Lena', verdict: 'right' },
  note: { by: 'Lena', text: 'seen' },
  login: { token: 'any' },
  label: { by: 'Lena', label: 'not-negative' },
}

describe('the description', () => {
  test('is true: each answer is as it says, with nothing beyond', async () => {
    const opened = await openNight()
    const { json } = await opened.request('/api/v1/openapi.json')
    const { paths, components } = json as Described
    let answers = 0
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.operationId === 'live') continue
        const address = path.replace(/\{\w+\}/g, (name) => EXAMPLES[name]!)
        const query = QUERIES[operation.operationId] ?? ''
        const reply = await (method === 'get'
          ? opened.request(address + query)
          : opened.post(address, BODIES[operation.operationId]))
        const described = operation.responses[String(reply.status)]
        expect([path, reply.status, described !== undefined]).toEqual([path, reply.status, true])
        expect(reply.status).toBeLessThan(300)
        const content = described?.content?.['application/json']
        if (content) {
          const faults = schemaFaults(reply.json, content.schema as never, components.schemas)
          expect([path, faults]).toEqual([path, []])
        }
        answers++
      }
    }
    expect(answers).toBe(26)
  })

  test('names only schemas that it has', async () => {
    const opened = await openDashboard()
    const { text, json } = await opened.request('/api/v1/openapi.json')
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((found) => found[1]!)
    const { schemas } = (json as Described).components
    expect(named.filter((name) => !Object.hasOwn(schemas, name))).toEqual([])
    expect(
      Object.keys(schemas).filter((name) => !named.includes(name) && name !== 'Frame'),
    ).toEqual([])
  })
})

describe('brands', () => {
  test('are there from the start, with ids that need escaping', async () => {
    const opened = await openDashboard()
    const { json } = await opened.request('/api/v1/brands')
    expect((json as { brands: BrandView[] }).brands.map(({ id }) => id)).toEqual(['acme', 'b/eta'])
    expect((await opened.request('/api/v1/brands/b%2Feta/readings')).json).toEqual({
      readings: [],
      complete: true,
    })
    for (const path of ['', '/readings', '/mentions', '/histogram?stepMs=3600000', '/terms']) {
      expect((await opened.request(`/api/v1/brands/nobody${path}`)).status).toBe(404)
    }
  })
})

describe('what people do about a storm', () => {
  test('is a record in the order of the log, and comes back as the state of the storm', async () => {
    const opened = await openNight()
    opened.clock.moveTo(T0 + HOUR_MS)
    const by = '  Lena\u202e\n Beispiel '
    await opened.post(`/api/v1/storms/${STORM}/acknowledge`, { by })
    await opened.post(`/api/v1/storms/${STORM}/silence`, { by, minutes: 30 })
    await opened.post(`/api/v1/storms/${STORM}/note`, { by, text: 'eins\r\nzwei' })
    await opened.post(`/api/v1/storms/${STORM}/verdict`, { by, verdict: 'right' })
    const about = {
      brandId: 'acme',
      stormId: stormIdOf('acme'),
      at: T0 + HOUR_MS,
      by: 'Lena Beispiel',
    }
    const written = await readAll(opened.bus, ['storms'])
    expect(written.slice(-4).map(({ value }) => JSON.parse(value!))).toEqual([
      { type: 'acknowledgement', ...about },
      { type: 'silence', ...about, until: T0 + 90 * MINUTE_MS },
      { type: 'note', ...about, text: 'eins\nzwei' },
      { type: 'verdict', ...about, verdict: 'right' },
    ])
    expect(new Set(written.map(({ partition }) => partition)).size).toBe(1)
    let storm: StormView | undefined
    await until('the verdict is known', async () => {
      const { json } = await opened.request(`/api/v1/storms/${STORM}`)
      storm = (json as { storm: StormView }).storm
      return storm.verdict !== null
    })
    expect(storm).toMatchObject({ status: 'acknowledged', silencedUntil: T0 + 90 * MINUTE_MS })
    expect(storm?.notes).toEqual([{ at: about.at, by: about.by, text: 'eins\nzwei' }])
  })

  test('is refused about a storm that is over, but for a verdict and a note', async () => {
    const opened = await openNight()
    await opened.append(stormEvent(T0 + DAY_MS, 'ended'))
    const act = (name: string, body: object) => opened.post(`/api/v1/storms/${STORM}/${name}`, body)
    await until('it is over', async () => (await act('acknowledge', { by: 'x' })).status === 409)
    expect((await act('silence', { by: 'x', minutes: 5 })).status).toBe(409)
    expect((await act('verdict', { by: 'x', verdict: 'right' })).status).toBe(202)
    expect((await act('note', { by: 'x', text: 'y' })).status).toBe(202)
    expect((await opened.post('/api/v1/storms/none/note', { by: 'x', text: 'y' })).status).toBe(404)
  })

  test('that the log does not take is said to be not recorded', async () => {
    const opened = await openNight()
    await opened.bus.close()
    const reply = await opened.post(`/api/v1/storms/${STORM}/note`, { by: 'x', text: 'y' })
    expect(reply.status).toBe(503)
    expect(reply.json).toMatchObject({ detail: expect.stringContaining('Nothing was recorded') })
  })
})

test('the report says how long it took: to detect, to tell, to acknowledge, to the all-clear', async () => {
  const opened = await openNight()
  const ended = stormEvent(T0 + 7 * HOUR_MS, 'ended', { leadingMentionId: POST_ID })
  await opened.append(acknowledged(T0 + 10 * MINUTE_MS), ended)
  let report: AfterAction | undefined
  await until('it is over', async () => {
    report = (await opened.request(`/api/v1/storms/${STORM}/report`)).json as AfterAction
    return report.allClearAt !== null
  })
  expect(report).toMatchObject({
    beganAt: T0 - HOUR_MS,
    beganWith: 'leading-mention',
    toDetectMs: HOUR_MS,
    toTellMs: 2 * MINUTE_MS,
    toAcknowledgeMs: 10 * MINUTE_MS,
    toAllClearMs: 7 * HOUR_MS,
    peakLevel: 2,
    people: ['Lena Beispiel'],
    messages: { pending: 0, sent: 1, failed: 0, superseded: 0 },
  })
})

test('storms can be asked for by brand and state', async () => {
  const opened = await openNight()
  const count = async (query: string) =>
    ((await opened.request(`/api/v1/storms${query}`)).json as { storms: unknown[] }).storms.length
  expect(await count('')).toBe(1)
  expect(await count('?status=firing&brandId=acme')).toBe(1)
  expect(await count('?status=resolved')).toBe(0)
  expect(await count('?brandId=b%2Feta')).toBe(0)
})

test('the page: never from a cache, its hashed files for ever', async () => {
  const opened = await openDashboard()
  const page = await opened.request('/')
  expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store'])
  const script = await opened.request('/assets/index-Abc123.js')
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(script.headers['content-type']).toMatch(/javascript/)
  const bare = await openDashboard({ pageFolder: '/nonexistent' })
  expect((await bare.request('/')).json).toMatchObject({ status: 503 })
  expect((await bare.request('/api/v1/brands')).status).toBe(200)
})

test('health says the truth about the log', async () => {
  const opened = await openDashboard()
  await opened.ready()
  expect((await opened.request('/healthz')).json).toEqual({ status: 'ok', version: '0.0.1' })
  expect((await opened.request('/readyz')).json).toEqual({ status: 'ready', reasons: [] })
  expect((await opened.request('/metrics')).text).toContain('sturmwarte_live_clients')
  await opened.bus.close()
  await until('it is noticed', async () => (await opened.request('/readyz')).status === 503)
  expect((await opened.request('/readyz')).text).toContain('log-out-of-reach')
})

test('a port that is taken is named, with what to do', async () => {
  const first = await openDashboard()
  await expect(openDashboard({ port: first.port })).rejects.toThrow(
    `Port ${first.port} is in use on 127.0.0.1: stop the program that has it, or take another with --port ${first.port + 1}.`,
  )
})
