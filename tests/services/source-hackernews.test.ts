/** The source `hackernews` against a server that answers like the search and the items of Hacker News. */

import { describe, expect, onTestFinished, test } from 'vitest'
import type { HackernewsOptions } from '../../services/ingest/hackernews-api.ts'
import type { Found, WatchedPost } from '../../services/ingest/source.ts'
import { type HackernewsCursor, hackernews } from '../../services/ingest/sources/hackernews.ts'
import { manualClock } from '../../shared/edge/clock.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { type HnItem, startHackernews } from '../harness/hackernews-server.ts'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000

async function openWorld(raw: Readonly<Record<string, unknown>> = {}) {
  const server = await startHackernews()
  const clock = manualClock(NOON)
  const http = createHttp({ clock, version: '1', allow: [server.host], random: () => 0.5 })
  onTestFinished(() => http.close())
  const urls = { searchUrl: `${server.url}/api/v1/`, itemsUrl: `${server.url}/v0` }
  const read = hackernews.parseOptions({ queries: ['kornblum'], ...urls, ...raw })
  if (!read.ok) throw new Error(read.problems[0]?.message)
  let options: HackernewsOptions = read.options
  let cursor: HackernewsCursor | undefined
  const { signal } = new AbortController()
  const notes: string[] = []
  const note = (state: string) => void notes.push(state)
  return {
    server,
    clock,
    notes,
    later: (ms: number) => clock.moveTo(clock.now() + ms),
    restart(back: HackernewsCursor | undefined = cursor) {
      options = { ...options }
      cursor = back
    },
    async round(): Promise<string[]> {
      notes.length = 0
      const found: Found[] = []
      for await (const items of hackernews.fetch({ options, cursor, clock, http, signal, note })) {
        for (const { raw: hit, cursor: next } of items) {
          found.push(...hackernews.read(hit, clock.now()))
          cursor = JSON.parse(JSON.stringify(next)) as HackernewsCursor
        }
      }
      return shortly(found).filter((text) => !/^\d/.test(text))
    },
    measure: (posts: readonly WatchedPost[]) =>
      hackernews.measure!({ options, posts, clock, http, signal, note }),
  }
}

function shortly(found: readonly Found[]): string[] {
  return found.flatMap((one) => {
    if (one.type !== 'record') return []
    const { record } = one
    if (record.type === 'engagement') return [`${record.likes}/${record.comments}`]
    return [record.type === 'mention' ? record.text : record.type]
  })
}

function watched({ id, type, time }: HnItem): WatchedPost {
  const kind = type === 'comment' ? 'comment' : 'post'
  const publishedAt = time * 1_000
  return {
    mentionId: `hackernews:${id}`,
    ref: undefined,
    kind,
    publishedAt,
    measuredAt: publishedAt,
  }
}

describe('the search', () => {
  test('finds stories and comments of the last day, the oldest first, then what is new', async () => {
    const { server, round, later } = await openWorld()
    server.story('Kornblum long ago', NOON - 25 * 60 * MINUTE)
    const story = server.story('Kornblum charges twice', NOON - 60 * MINUTE)
    server.comment(story, 'kornblum did it to me', NOON - 30 * MINUTE)
    server.story('Something else', NOON - 20 * MINUTE)
    expect(await round()).toEqual(['Kornblum charges twice', 'kornblum did it to me'])
    later(2 * MINUTE)
    expect(await round()).toEqual([])
    server.comment(story, 'kornblum again', NOON + MINUTE)
    expect(await round()).toEqual(['kornblum again'])
  })

  test('gives a thousand hits at most, and is asked by slices of time so that none is missing', async () => {
    const { server, round, notes, later } = await openWorld()
    const texts = Array.from({ length: 3_000 }, (_, i) => `Kornblum ${i}`)
    for (const [i, text] of texts.entries())
      server.story(text, NOON - 20 * 60 * MINUTE + i * 20_000)
    expect(await round()).toEqual(texts)
    expect(notes).toContain('catching-up')
    later(2 * MINUTE)
    expect(await round()).toEqual([])
    expect(notes).toEqual([])
  })

  test('goes on after a restart behind what was stored', async () => {
    const { server, round, restart, later } = await openWorld()
    for (let i = 0; i < 500; i++)
      server.story(`Kornblum ${i}`, NOON - 10 * 60 * MINUTE + i * 60_000)
    expect(await round()).toHaveLength(500)
    server.story('Kornblum while we slept', NOON + MINUTE)
    restart()
    later(60 * MINUTE)
    expect(await round()).toEqual(['Kornblum while we slept'])
  })

  test('shows late what was said before, and edits within a quarter of an hour', async () => {
    const { server, round, later } = await openWorld()
    const story = server.story('Kornblum charges twice', NOON)
    later(10 * MINUTE)
    expect(await round()).toEqual(['Kornblum charges twice'])
    server.story('Kornblum, indexed late', NOON - 5 * MINUTE)
    story.title = 'Kornblum charges three times'
    expect(await round()).toEqual(['Kornblum, indexed late', 'Kornblum charges three times'])
    expect(await round()).toEqual([])
  })

  test('that fails is a failure of the source; one that is busy is left alone', async () => {
    const { server, round, notes } = await openWorld()
    server.instead = () => 503
    await expect(round()).rejects.toThrow('answered 503')
    server.instead = () => 429
    expect(await round()).toEqual([])
    expect(notes).toEqual(['slow'])
    server.instead = undefined
  })

  test('that answers otherwise is said so', async () => {
    const { server, round } = await openWorld()
    server.instead = () => 200
    await expect(round()).rejects.toThrow('did not answer as the search of Hacker News does')
  })
})

describe('a watched post', () => {
  test('is asked for its score and comments', async () => {
    const { server, measure } = await openWorld({ comments: false })
    const story = server.story('Kornblum', NOON, { score: 57 })
    const comment = server.comment(story, 'kornblum', NOON)
    server.comment(comment, 'yes', NOON)
    expect(shortly(await measure([story, comment].map(watched)))).toEqual(['57/2', 'null/1'])
  })

  test('is deleted when it is deleted or taken down, not when an item is missing', async () => {
    const { server, measure } = await openWorld()
    const [deleted, dead, missing, stays] = [1, 2, 3, 4].map((n) =>
      server.story(`Kornblum ${n}`, NOON),
    )
    deleted!.deleted = true
    dead!.dead = true
    server.items.delete(missing!.id)
    const found = await measure([deleted!, dead!, missing!, stays!].map(watched))
    expect(shortly(found)).toEqual(['deletion', 'deletion', '1/0'])
  })

  test('is told again when its text has changed', async () => {
    const { server, measure } = await openWorld()
    const story = server.story('Kornblum is a fraud', NOON)
    expect(shortly(await measure([watched(story)]))).toEqual(['1/0'])
    story.title = 'Kornblum is not good'
    expect(shortly(await measure([watched(story)]))).toEqual(['Kornblum is not good', '1/0'])
    expect(shortly(await measure([watched(story)]))).toEqual(['1/0'])
  })

  test('that gets comments tells them, whatever they say, each once', async () => {
    const { server, measure, later } = await openWorld()
    const story = server.story('Kornblum', NOON)
    const first = server.comment(story, 'me too', NOON + MINUTE)
    server.comment(first, 'and me', NOON + MINUTE)
    later(2 * MINUTE)
    const found = await measure([watched(story)])
    expect(shortly(found)).toEqual(['1/2', 'me too', 'and me'])
    const under = `hackernews:${story.id}`
    expect(found.slice(1)).toMatchObject([
      { under, record: { kind: 'comment', conversationId: under, inReplyTo: under } },
      { under, record: { inReplyTo: `hackernews:${first.id}` } },
    ])
    server.comment(story, 'not me', NOON + 3 * MINUTE)
    later(2 * MINUTE)
    expect(shortly(await measure([watched(story)]))).toEqual(['1/3', 'not me'])
    const asked = server.asked.length
    expect(shortly(await measure([watched(story)]))).toEqual(['1/3'])
    expect(server.asked).toHaveLength(asked + 1)
  })

  test('waits for its next turn when nothing answers', async () => {
    const { server, measure } = await openWorld()
    const story = server.story('Kornblum', NOON)
    server.instead = () => 500
    await expect(measure([watched(story)])).rejects.toThrow('answered 500')
  })
})
