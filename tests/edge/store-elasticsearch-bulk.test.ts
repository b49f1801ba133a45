/** What becomes of writes that Elasticsearch does not simply take, and the sentences for what stands in the way. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { StoreChange } from '../../shared/edge/store.ts'
import { openElasticsearchStore } from '../../shared/edge/store-elasticsearch.ts'
import { documentId } from '../../shared/edge/store-elasticsearch-document.ts'
import {
  elasticsearchStub,
  type StubAnswer,
  type StubScript,
} from '../harness/elasticsearch-stub.ts'
import { put, said, T0 } from '../harness/store-samples.ts'

const LIMITS = { maxBytes: 5_000, maxWrites: 4, retryMs: [0, 0] }

async function stubbed(script: StubScript, product = true) {
  const stub = await elasticsearchStub(script, product)
  const store = openElasticsearchStore({ node: stub.node, apiKey: 'k3y-canary' }, LIMITS)
  onTestFinished(() => store.close())
  return { ...stub, store }
}

function storm(id: string, body = '{}'): StoreChange {
  return { type: 'record', record: { kind: 'storm', id, brandId: 'acme', at: T0, body } }
}

const storms = (count: number) => Array.from({ length: count }, (_, i) => storm(`s${i}`))
const idOf = (name: string) => documentId(name)
const PARSE = { type: 'document_parsing_exception', reason: 'failed to parse field [at]' }
const REJECTED = { type: 'es_rejected_execution_exception', reason: 'queue is full' }

describe('items of one bulk', () => {
  test('201, 400, 409 and 413 each have their own end', async () => {
    const outcomes: Record<string, { status: number; error?: typeof PARSE }> = {
      [idOf('bad')]: { status: 400, error: PARSE },
      [idOf('old')]: { status: 409, error: { type: 'version_conflict', reason: 'newer' } },
      [idOf('big')]: { status: 413, error: { type: 'too_large', reason: 'too large' } },
    }
    const { store } = await stubbed({ write: ({ id }) => outcomes[id] ?? { status: 201 } })
    const changes = [storm('good'), storm('bad'), storm('old'), storm('big')]
    const rejected = await store.apply(changes)
    expect(rejected.map(({ change }) => change)).toEqual([changes[1], changes[3]])
    expect(rejected[0]!.reason).toBe('Elasticsearch refuses it: failed to parse field [at]')
  })

  test('what a full queue does not take is sent again, the rest is not', async () => {
    let full = true
    const { store, bulks } = await stubbed({
      write: ({ id }) => {
        if (id !== idOf('s1') || !full) return { status: 201 }
        full = false
        return { status: 429, error: REJECTED }
      },
    })
    expect(await store.apply(storms(3))).toEqual([])
    expect(bulks.map((writes) => writes.map(({ id }) => id))).toEqual([
      ['s0', 's1', 's2'].map(idOf),
      [idOf('s1')],
    ])
  })

  test('a queue that stays full ends the call, so that the archive tries it all again', async () => {
    const { store, bulks } = await stubbed({ write: () => ({ status: 429, error: REJECTED }) })
    const applied = store.apply(storms(1))
    await expect(applied).rejects.toMatchObject({ name: 'StoreError', reason: 'overloaded' })
    expect(bulks).toHaveLength(1 + LIMITS.retryMs.length)
  })

  test('a full disk is no fault of the document and is not waited for', async () => {
    const error = {
      type: 'cluster_block_exception',
      reason:
        'index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];',
    }
    const { store, bulks } = await stubbed({ write: () => ({ status: 429, error }) })
    await expect(store.apply(storms(1))).rejects.toMatchObject({
      reason: 'read-only',
      message: expect.stringMatching(/takes no writes .*flood-stage.* make room/),
    })
    expect(bulks).toHaveLength(1)
  })

  test('a missing right is no fault of the document', async () => {
    const error = { type: 'security_exception', reason: 'action [x] is unauthorized' }
    const { store } = await stubbed({ write: () => ({ status: 403, error }) })
    await expect(store.apply(storms(1))).rejects.toMatchObject({ reason: 'credentials' })
  })

  test('of several changes of one mention only the one at fault is refused', async () => {
    const { store } = await stubbed({
      write: ({ bytes }) => (bytes > 1_500 ? { status: 400, error: PARSE } : { status: 201 }),
    })
    const [good, bad] = put(said('gut'), said('x'.repeat(1_500), { observedAt: T0 + 1 }))
    const rejected = await store.apply([good!, bad!])
    expect(rejected.map(({ change }) => change)).toEqual([bad])
  })

  test('a mention that always changes under our hands ends the call', async () => {
    const { store } = await stubbed({
      write: () => ({ status: 409, error: { type: 'version_conflict', reason: 'newer' } }),
    })
    await expect(store.apply(put(said('x')))).rejects.toMatchObject({ reason: 'overloaded' })
  })
})

describe('whole requests', () => {
  test('stay below the limits of bytes and writes', async () => {
    const { store, bulks } = await stubbed({})
    const large = Array.from({ length: 4 }, (_, i) => storm(`l${i}`, 'x'.repeat(2_000)))
    await store.apply([...storms(9), ...large, storm('huge', 'x'.repeat(9_000))])
    expect(bulks.map((writes) => writes.length)).toEqual([4, 4, 3, 2, 1])
    const sizes = bulks.map((writes) => writes.reduce((sum, { bytes }) => sum + bytes, 0))
    for (const bytes of sizes.slice(0, -1)) expect(bytes).toBeLessThan(LIMITS.maxBytes)
  })

  test.each([429, 502, 503, 504])('answered %i are sent again in halves', async (status) => {
    const busy: StubAnswer = { status, body: { error: REJECTED, status } }
    const { store, bulks } = await stubbed({
      bulk: (_, request) => (request === 1 ? busy : undefined),
    })
    expect(await store.apply(storms(4))).toEqual([])
    expect(bulks.map((writes) => writes.length)).toEqual([4, 2, 2])
  })

  test('too large for the server are halved until only the one at fault is left', async () => {
    const { store, bulks } = await stubbed({
      bulk: (writes) =>
        writes.some(({ id }) => id === idOf('s2')) ? { status: 413, body: '' } : undefined,
    })
    const changes = storms(4)
    const rejected = await store.apply(changes)
    expect(rejected.map(({ change }) => change)).toEqual([changes[2]])
    expect(bulks.map((writes) => writes.length)).toEqual([4, 2, 2, 1, 1])
  })

  test('a document that no server takes is refused unsent', async () => {
    const { store, bulks } = await stubbed({})
    const huge = storm('huge', '\u0001'.repeat(16_000_000))
    const rejected = await store.apply([huge, storm('good')])
    expect(rejected).toEqual([{ change: huge, reason: expect.stringMatching(/96000\d{3} bytes/) }])
    expect(bulks.map((writes) => writes.map(({ id }) => id))).toEqual([[idOf('good')]])
  })
})

describe('what stands in the way is a sentence', () => {
  test.each<[string, StubScript, string, RegExp]>([
    [
      'wrong key',
      { always: denied(401) },
      'credentials',
      /refuses the credentials; check store\.apiKey/,
    ],
    [
      'too few rights',
      { always: denied(403) },
      'credentials',
      /may not do this .* privileges monitor/,
    ],
    ['too old', { version: '7.17.28' }, 'version', /7\.17\.28 .* too old; version 8 or 9/],
    ['in trouble', { always: { status: 500, body: 'oh' } }, 'answer', /answers 500/],
  ])('%s', async (_, script, reason, sentence) => {
    const { store } = await stubbed(script)
    const asked = store.search({})
    await expect(asked).rejects.toMatchObject({ name: 'StoreError', reason })
    await expect(store.apply(storms(1))).rejects.toThrow(sentence)
    await expect(store.apply(storms(1))).rejects.not.toThrow(/k3y-canary/)
  })

  test('something else at that address', async () => {
    const { store } = await stubbed({}, false)
    await expect(store.search({})).rejects.toThrow(/not Elasticsearch; check store\.node/)
  })

  test('nobody there; later it goes on by itself', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    await once(free.close(), 'close')
    const store = openElasticsearchStore({ node: `http://127.0.0.1:${port}`, apiKey: undefined })
    await expect(store.search({})).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/does not answer .*; start it, or check store\.node/),
    })
    await store.close()
    await expect(store.search({})).rejects.toThrow(/closed/)
  })

  test('a refused connection is made again when it is needed', async () => {
    const script: { always?: StubAnswer } = { always: denied(401) }
    const { store, bulks } = await stubbed(script)
    await expect(store.apply(storms(1))).rejects.toMatchObject({ reason: 'credentials' })
    delete script.always
    expect(await store.apply(storms(1))).toEqual([])
    expect(bulks).toHaveLength(1)
  })
})

test.each([
  ['8.19.7', 8],
  ['9.1.5', 9],
  ['10.0.0', 9],
])('version %s is spoken to in the dialect of %i', async (version, dialect) => {
  const { store, dialects } = await stubbed({ version })
  await store.apply(storms(1))
  expect(dialects.size).toBeGreaterThan(1)
  for (const header of dialects) {
    expect(header).toMatch(/^application\/vnd\.elasticsearch\+(x-nd)?json;/)
    expect(header).toMatch(new RegExp(`;compatible-with=${dialect}(,text/plain)?$`))
  }
})

function denied(status: number): StubAnswer {
  const error = { type: 'security_exception', reason: 'action [x] is unauthorized' }
  return { status, body: { error, status } }
}
