/**
 * Hacker News in small (origin: documented, https://hn.algolia.com/api and https://github.com/HackerNews/API): the search
 * with its limit of hits, and the items.
 */

import { json, startWebServer, type WebServer } from './web-server.ts'

export interface HnItem {
  id: number
  type: 'story' | 'comment'
  by: string
  /** Seconds since 1970. */
  time: number
  title?: string
  url?: string
  text?: string
  score?: number
  descendants?: number
  kids?: number[]
  parent?: number
  deleted?: boolean
  dead?: boolean
  /** Of the comments: the story on top. */
  story: number
}

export interface HackernewsServer extends WebServer {
  readonly items: Map<number, HnItem>
  story(title: string, at: number, more?: Partial<HnItem>): HnItem
  comment(parent: HnItem, text: string, at: number): HnItem
  /** Hits in one answer at most, whatever is asked. */
  maxHits: number
  instead: ((status: number) => number) | undefined
}

export async function startHackernews(port = 0): Promise<HackernewsServer> {
  const items = new Map<number, HnItem>()
  const web = await startWebServer((_, response, url) => {
    if (server.instead) return response.writeHead(server.instead(200)).end('{}')
    const [, id] = /^\/v0\/item\/(\d+)\.json$/.exec(url.pathname) ?? []
    if (id !== undefined) {
      const item = items.get(Number(id))
      return json(response, item ? shown(item) : null)
    }
    if (url.pathname !== '/api/v1/search_by_date') return response.writeHead(404).end()
    const found = searched(items, url)
    const perPage = Math.min(Number(url.searchParams.get('hitsPerPage') ?? 20), server.maxHits)
    json(response, { hits: found.slice(0, perPage).map(hitOf), nbHits: found.length, page: 0 })
  }, port)
  let next = 40_000_000
  const add = (item: Omit<HnItem, 'id' | 'story'> & { story?: number }): HnItem => {
    const id = ++next
    const whole = { ...item, id, story: item.story ?? id }
    items.set(id, whole)
    return whole
  }
  const server: HackernewsServer = {
    ...web,
    items,
    maxHits: 1_000,
    instead: undefined,
    story: (title, at, more = {}) =>
      add({
        type: 'story',
        by: 'pg',
        time: Math.floor(at / 1_000),
        title,
        score: 1,
        descendants: 0,
        ...more,
      }),
    comment(parent, text, at) {
      const { id, story } = parent
      const comment = add({
        type: 'comment',
        by: 'tom',
        time: Math.floor(at / 1_000),
        text,
        parent: id,
        story,
      })
      parent.kids = [...(parent.kids ?? []), comment.id]
      const top = items.get(story)
      if (top) top.descendants = (top.descendants ?? 0) + 1
      return comment
    },
  }
  return server
}

function shown({ story: _, ...item }: HnItem): object {
  return item.deleted ? { id: item.id, type: item.type, time: item.time, deleted: true } : item
}

/** Newest first, as `search_by_date` gives them. */
function searched(items: ReadonlyMap<number, HnItem>, url: URL): HnItem[] {
  const query = (url.searchParams.get('query') ?? '').toLowerCase()
  const tags = url.searchParams.get('tags') ?? ''
  const [, after = '0'] =
    /created_at_i>(\d+)/.exec(url.searchParams.get('numericFilters') ?? '') ?? []
  const [, until = '9e9'] =
    /created_at_i<=(\d+)/.exec(url.searchParams.get('numericFilters') ?? '') ?? []
  const [, story] = /story_(\d+)/.exec(tags) ?? []
  return [...items.values()]
    .filter((item) => item.time > Number(after) && item.time <= Number(until))
    .filter(
      (item) => story === undefined || (item.story === Number(story) && item.type === 'comment'),
    )
    .filter((item) => `${item.title ?? ''} ${item.text ?? ''}`.toLowerCase().includes(query))
    .filter((item) => !item.deleted)
    .sort((a, b) => b.time - a.time || b.id - a.id)
}

function hitOf(item: HnItem): object {
  const isStory = item.type === 'story'
  return {
    objectID: String(item.id),
    author: item.by,
    created_at: new Date(item.time * 1_000).toISOString(),
    created_at_i: item.time,
    title: isStory ? item.title : null,
    url: item.url ?? null,
    story_text: isStory ? (item.text ?? null) : null,
    comment_text: isStory ? null : item.text,
    points: isStory ? item.score : null,
    num_comments: isStory ? item.descendants : null,
    story_id: item.story,
    parent_id: item.parent ?? null,
    _tags: [item.type, `author_${item.by}`, `story_${item.story}`],
  }
}
