/** Stand-in instances and the source `mastodon` that reads them, on a clock that stands still. */

import { onTestFinished } from 'vitest'
import type { MastodonOptions } from '../../services/ingest/mastodon-measure.ts'
import type { WatchedPost } from '../../services/ingest/source.ts'
import { type MastodonCursor, mastodon } from '../../services/ingest/sources/mastodon.ts'
import type { JournalRecord, Mention } from '../../shared/core/mention.ts'
import { manualClock } from '../../shared/edge/clock.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { type MastodonServer, startMastodon } from './mastodon-server.ts'

export const NOON = Date.parse('2026-03-02T12:00:00Z')

export async function openMastodonWorld(raw: Readonly<Record<string, unknown>> = {}, count = 1) {
  const servers: MastodonServer[] = []
  for (let i = 0; i < count; i++) servers.push(await startMastodon())
  const clock = manualClock(NOON)
  const allow = servers.map(({ host }) => host)
  const http = createHttp({ clock, version: '1', allow, random: () => 0.5 })
  onTestFinished(() => http.close())
  const instances = servers.map(({ url }) => url)
  const read = mastodon.parseOptions({ instances, tags: ['kornblum'], ...raw })
  if (!read.ok) throw new Error(read.problems[0]?.message)
  let options: MastodonOptions = read.options
  let cursor: MastodonCursor | undefined
  const { signal } = new AbortController()
  const notes: string[] = []
  const whys: string[] = []
  const note = (state: string, why?: string) => {
    notes.push(state)
    if (why !== undefined) whys.push(why)
  }
  return {
    server: servers[0]!,
    servers,
    clock,
    notes,
    whys,
    get cursor() {
      return cursor
    },
    later: (ms: number) => clock.moveTo(clock.now() + ms),
    /** As after a restart: what was in memory is gone, the cursor is what the log kept. */
    restart(back: MastodonCursor | undefined = cursor) {
      options = { ...options }
      cursor = back
    },
    /** One round, as the service runs it. */
    async round(): Promise<JournalRecord[]> {
      notes.length = 0
      whys.length = 0
      const records: JournalRecord[] = []
      for await (const items of mastodon.fetch({ options, cursor, clock, http, signal, note })) {
        for (const { raw: status, cursor: next } of items) {
          for (const found of mastodon.read(status, clock.now()))
            if (found.type === 'record') records.push(found.record)
          cursor = JSON.parse(JSON.stringify(next)) as MastodonCursor
        }
      }
      return records
    },
    measure: (posts: readonly WatchedPost[]) =>
      mastodon.measure!({ options, posts, clock, http, signal, note }),
  }
}

export function mentionsIn(records: readonly JournalRecord[]): Mention[] {
  return records.filter((record) => record.type === 'mention')
}

export function textsIn(records: readonly JournalRecord[]): string[] {
  return mentionsIn(records).map(({ text }) => text)
}
