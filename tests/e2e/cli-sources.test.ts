/** `sources`, `sources --try` and `doctor` as a user types them, against servers on this machine. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { optionChecks } from '../../services/cli/connectors.ts'
import { loadConfig, startingConfig } from '../../shared/edge/config.ts'
import { buildCli, cli, parseLines } from '../harness/cli.ts'
import { feedOf } from '../harness/feed-world.ts'
import { startMastodon } from '../harness/mastodon-server.ts'
import { tempFolder } from '../harness/temp-folder.ts'
import { startWebServer } from '../harness/web-server.ts'

const MINUTE = 60_000

beforeAll(buildCli, 3 * MINUTE)

function configFile(sources: object, http: object): string {
  const file = join(tempFolder('cli-sources'), 'sturmwarte.yaml')
  const brands = [{ id: 'kornblum', names: ['Kornblum'] }]
  writeFileSync(file, JSON.stringify({ brands, sources, http, dashboard: { port: 0 } }))
  return file
}

test('sources lists what each needs, sees and cannot see, and what is not read yet', {
  timeout: MINUTE,
}, async () => {
  const { status, stdout } = await cli(['sources'])
  expect(status).toBe(0)
  for (const name of ['rss', 'mastodon', 'hackernews', 'webhook', 'file'])
    expect(stdout).toMatch(
      new RegExp(`^${name}: .+\\n  needs +.+\\n  sees +.+\\n  cannot see +.+`, 'm'),
    )
  expect(stdout).toMatch(/not read by this version.*: bluesky, lemmy, facebook, youtube, reddit$/m)
})

describe('sources --try', () => {
  test('asks once and prints mentions', { timeout: MINUTE }, async () => {
    const mastodon = await startMastodon()
    mastodon.post('#kornblum bucht doppelt ab', Date.now() - 1_000)
    const file = configFile(
      { social: { kind: 'mastodon', instances: [mastodon.url], tags: ['kornblum'] } },
      { allow: [mastodon.host] },
    )
    const { status, stdout, stderr } = await cli(['sources', '--try', 'social', '--config', file])
    expect(stderr).toContain('social: 2 found')
    expect(status).toBe(0)
    expect(parseLines(stdout)).toMatchObject([
      { type: 'mention', source: 'mastodon', text: '#kornblum bucht doppelt ab' },
      { type: 'engagement', likes: 0 },
    ])
  })

  test('says in a sentence what stands in the way', { timeout: MINUTE }, async () => {
    const page = await startWebServer((_, response) => response.end('<!DOCTYPE html><html></html>'))
    const inside = configFile({ rss: { feeds: [page.url] } }, {})
    const refused = await cli(['sources', '--try', 'rss', '--config', inside])
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('lies inside')
    expect(page.asked).toEqual([])
    const allowed = configFile({ rss: { feeds: [page.url] } }, { allow: ['127.0.0.0/8'] })
    const wrong = await cli(['sources', '--try', 'rss', '--config', allowed])
    expect(wrong.status).toBe(1)
    expect(wrong.stderr).toContain('this is a web page and no feed')
    expect(wrong.stderr).not.toMatch(/\n\s+at /)
  })
})

test('doctor asks every source once', { timeout: MINUTE }, async () => {
  const feed = await startWebServer((_, response) =>
    response.end(feedOf('<title>Kornblum</title>')),
  )
  const mastodon = await startMastodon()
  mastodon.isOpen = false
  const file = configFile(
    {
      rss: { feeds: [feed.url] },
      mastodon: { instances: [mastodon.url], tags: ['kornblum'] },
      reddit: {},
    },
    { allow: [feed.host, mastodon.host] },
  )
  const { status, stdout } = await cli(['doctor', '--config', file])
  expect(status).toBe(1)
  expect(stdout).toMatch(/^ok {4}source rss +answers; 1 records/m)
  expect(stdout).toMatch(/^FAIL {2}source mastodon .*make an access token there/m)
  expect(stdout).toMatch(/^FAIL {2}source +sources\.reddit: this version does not read reddit yet/m)
})

test('what init proposes is valid when the hashes are taken away', () => {
  const written = startingConfig('Müller & Söhne')
  const text = written
    .replace(/^# (sources:|http: .*)$/gm, '$1')
    .replace(/^# {3}(rss|mastodon|hackernews|file): /gm, '  $1: ')
  expect(text).toContain('\n  mastodon: { instances: [mastodon.social], tags: ["müllersöhne"] }')
  const read = loadConfig(text, {
    path: 'sturmwarte.yaml',
    env: {},
    readFile: () => '',
    ...optionChecks(),
  })
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('; '))
  expect(read.config.sources.map(({ name }) => name)).toEqual([
    'rss',
    'mastodon',
    'hackernews',
    'file',
  ])
  expect(read.config.http.allow).toEqual(['intranet.example:8080', '10.1.0.0/16'])
})
