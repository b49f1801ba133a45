/** Every source in the table of contents keeps the contract, on the fixture that bears its name. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SOURCES } from '../../services/ingest/sources/index.ts'
import { manualClock, playbackClock } from '../../shared/edge/clock.ts'
import type { Http } from '../../shared/edge/http.ts'
import {
  readFixture,
  type SourceFixture,
  type SourceWorld,
  sourceContract,
} from '../harness/source-contract.ts'
import { tempFolder } from '../harness/temp-folder.ts'

/** What `fetch` needs around it; a source that is not named here gets the fixture's own options. */
const WORLDS: Readonly<Record<string, (fixture: SourceFixture) => SourceWorld>> = {
  file: (fixture) => ({
    options: { paths: [journalOf(fixture)] },
    clock: manualClock(Date.parse(fixture.observedAt)),
    yields: true,
  }),
  hackernews: (fixture) => ({
    options: fixture.options,
    clock: manualClock(Date.parse(fixture.observedAt)),
    http: answering(searchOf(fixture)),
    yields: true,
  }),
  mastodon: (fixture) => ({
    options: fixture.options,
    clock: manualClock(Date.parse(fixture.observedAt)),
    http: answering(tagTimeline(fixture)),
    yields: true,
  }),
  rss: (fixture) => ({
    options: fixture.options,
    clock: manualClock(Date.parse(fixture.observedAt)),
    http: answering(() => readFileSync('tests/fixtures/feeds/rss-2.0.xml', 'utf8')),
    yields: true,
  }),
  recording: (fixture) => ({
    options: { ...fixture.options, path: journalOf(fixture), runOut: '1m' },
    clock: playbackClock(Date.parse('2026-03-02T09:00:00Z'), 1_000_000),
    yields: true,
  }),
}

/** In place of the world: a body for whatever is asked. */
function answering(bodyOf: (url: URL) => string): Http {
  return {
    async get({ url, signal }) {
      if (signal.aborted) {
        const none = { retriable: false, retryAt: undefined, status: undefined }
        return { ok: false, code: 'stopped', reason: 'the request was stopped', ...none }
      }
      const text = bodyOf(new URL(url))
      return {
        ok: true,
        status: 200,
        notModified: false,
        body: Buffer.from(text),
        text: () => text,
        header: () => undefined,
        url,
        rate: undefined,
      }
    },
    close: () => undefined,
  }
}

/** A page of three statuses with the tag, and nothing after the last. */
function tagTimeline(fixture: SourceFixture): (url: URL) => string {
  const [{ status }] = fixture.raws as [{ status: Record<string, unknown> }]
  const all = [3, 2, 1].map((n) => ({
    ...status,
    id: `11615800000000000${n}`,
    uri: `https://x.example/${n}`,
  }))
  return (url) => {
    const after = url.searchParams.get('min_id') ?? ''
    return JSON.stringify(all.filter(({ id }) => id > after))
  }
}

/** Everything that the search would find, whatever is asked. */
function searchOf({ raws = [] }: SourceFixture): () => string {
  const hits = (raws as { hit: unknown }[]).map(({ hit }) => hit)
  return () => JSON.stringify({ hits, nbHits: hits.length })
}

function journalOf({ lines = [] }: SourceFixture): string {
  const path = join(tempFolder('source'), 'journal.ndjson')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

for (const source of SOURCES) {
  const fixture = readFixture(source.name)
  const world = WORLDS[source.name]
  sourceContract(source, fixture, world && (() => world(fixture)))
}

test('every fixture is the fixture of a source, and every source has one', () => {
  const named = readdirSync('tests/fixtures/sources').map((file) => file.replace(/\.json$/, ''))
  expect(named.sort()).toEqual(SOURCES.map(({ name }) => name).sort())
})
