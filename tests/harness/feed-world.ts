/** A web server with feeds, and the source `rss` that reads them, on a clock that stands still. */

import { onTestFinished } from 'vitest'
import type { Entry } from '../../services/ingest/feed-entries.ts'
import { type RssCursor, rss } from '../../services/ingest/sources/rss.ts'
import type { JournalRecord } from '../../shared/core/mention.ts'
import { manualClock } from '../../shared/edge/clock.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { type Answer, startWebServer } from './web-server.ts'

export const NOON = Date.parse('2026-03-02T12:00:00Z')

export async function openFeedWorld(answer: Answer, paths: readonly string[] = ['/feed']) {
  const server = await startWebServer(answer)
  const clock = manualClock(NOON)
  const http = createHttp({ clock, version: '1', allow: [server.host], random: () => 0.5 })
  onTestFinished(() => http.close())
  const options = { feeds: paths.map((path) => server.url + path), every: 900_000 }
  let cursor: RssCursor | undefined
  return {
    server,
    clock,
    get cursor() {
      return cursor
    },
    /** One round, as the service runs it: with the cursor as the log would keep it. */
    async round(signal = new AbortController().signal) {
      const notes: string[] = []
      const whys: string[] = []
      const entries: Entry[] = []
      const records: JournalRecord[] = []
      const note = (state: string, why?: string) => {
        notes.push(state)
        if (why !== undefined) whys.push(why)
      }
      for await (const items of rss.fetch({ options, cursor, clock, http, signal, note })) {
        for (const item of items) {
          if (item.raw) entries.push(item.raw)
          for (const found of rss.read(item.raw, clock.now()))
            if (found.type === 'record') records.push(found.record)
          cursor = JSON.parse(JSON.stringify(item.cursor)) as RssCursor
        }
      }
      return { notes, whys, entries, records }
    },
    later(ms: number) {
      clock.moveTo(clock.now() + ms)
    },
  }
}

/** An RSS feed with these items; each is the inside of an `<item>`. */
export function feedOf(...items: readonly string[]): string {
  const inside = items.map((item) => `<item>${item}</item>`).join('')
  return `<?xml version="1.0"?><rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>t</title>${inside}</channel></rss>`
}
