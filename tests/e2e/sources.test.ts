/**
 * The product as a company runs it, against servers that answer like Mastodon, Hacker News and a publisher: what is
 * said there stands on the page; killed and started again it goes on without a gap and without telling anything twice.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DemoProcess, startPage } from '../harness/demo-process.ts'
import { eventually } from '../harness/eventually.ts'
import { feedOf } from '../harness/feed-world.ts'
import { startHackernews } from '../harness/hackernews-server.ts'
import { startMastodon } from '../harness/mastodon-server.ts'
import { startWebServer } from '../harness/web-server.ts'

const MINUTES = 60_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sturmwarte-sources-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function textsOn(page: DemoProcess): Promise<string[]> {
  const path = '/api/v1/brands/kornblum/mentions?limit=100'
  const { mentions } = await page.get<{ mentions: { text: string }[] }>(path)
  return mentions.map(({ text }) => text).sort()
}

/** Mentions that this process put into the log, by source. */
async function publishedBy(page: DemoProcess): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${page.url}/metrics`)).text()
  const lines = metrics.matchAll(
    /^sturmwarte_records_published_total\{source="(\w+)",kind="mention"\} (\d+)$/gm,
  )
  return Object.fromEntries([...lines].map(([, source, count]) => [source, Number(count)]))
}

/** Three servers on which something was said, and a configuration that watches them. */
async function openInternet() {
  const mastodon = await startMastodon()
  const hackernews = await startHackernews()
  const feed = await startWebServer((_, response) =>
    response.end(
      feedOf('<guid>1</guid><title>Kornblum bucht doppelt ab</title>', '<title>Wetter</title>'),
    ),
  )
  const now = Date.now()
  mastodon.post('#kornblum hat doppelt abgebucht', now - 60_000)
  mastodon.post('#kornblum und nichts sonst', now - 30_000)
  mastodon.post('#almgold schmeckt', now - 30_000)
  hackernews.story('Kornblum charges twice', now - 60_000)
  const file = join(folder, 'sturmwarte.yaml')
  const config = {
    brands: [{ id: 'kornblum', names: ['Kornblum'], hashtags: ['kornblum'] }],
    sources: {
      social: { kind: 'mastodon', instances: [mastodon.url], tags: ['kornblum', 'almgold'] },
      hackernews: {
        queries: ['kornblum'],
        searchUrl: `${hackernews.url}/api/v1`,
        itemsUrl: `${hackernews.url}/v0`,
      },
      rss: { feeds: [feed.url] },
    },
    http: { contact: 'wache@example.com', allow: [mastodon.host, hackernews.host, feed.host] },
    dashboard: { port: 0 },
    dataDir: join(folder, 'data'),
  }
  writeFileSync(file, JSON.stringify(config))
  return { mastodon, hackernews, feed, now, file }
}

test('mentions reach the page; after a kill nothing is missing and nothing is told twice', {
  timeout: 5 * MINUTES,
}, async () => {
  const { mastodon, hackernews, feed, now, file } = await openInternet()
  const first = await startPage('start', '--config', file)
  const before = [
    '#kornblum hat doppelt abgebucht',
    '#kornblum und nichts sonst',
    'Kornblum bucht doppelt ab',
    'Kornblum charges twice',
  ]
  await eventually('all texts are on the page', async () =>
    (await textsOn(first)).length === before.length ? true : undefined,
  )
  expect(await textsOn(first)).toEqual(before)
  const states = await eventually('every source is live', async () => {
    const { sources } = await first.get<{ sources: { id: string; status: string }[] }>(
      '/api/v1/sources',
    )
    const told = sources.map(({ id, status }) => `${id} ${status}`).sort()
    return told.length === 3 && told.every((one) => one.endsWith('live')) ? told : undefined
  })
  expect(states).toEqual(['hackernews live', 'mastodon/social live', 'rss live'])
  expect(mastodon.headers[0]?.['user-agent']).toMatch(/^Sturmwarte\/\S+ \(\+wache@example\.com\)$/)
  await first.kill('SIGKILL')

  const more = Array.from({ length: 60 }, (_, i) => `#kornblum Fall ${String(i).padStart(2, '0')}`)
  for (const [i, text] of more.entries()) mastodon.post(text, now + i)
  hackernews.story('Kornblum says nothing', now)
  const second = await startPage('start', '--config', file)
  const all = [...before, ...more, 'Kornblum says nothing'].sort()
  await eventually('the new texts are on the page, too', async () =>
    (await textsOn(second)).length >= all.length ? true : undefined,
  )
  expect(await textsOn(second)).toEqual(all)
  expect(await publishedBy(second)).toEqual({ social: 60, hackernews: 1 })
  // The feed was read a moment ago, and that is still known.
  expect(feed.asked).toHaveLength(1)
  await second.kill('SIGTERM')
})
