import { readFileSync } from 'node:fs'
import { parseFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import {
  entriesOf,
  type FeedDocument,
  minutesBetweenReads,
} from '../../services/ingest/feed-entries.ts'

function read(file: string) {
  const text = readFileSync(`tests/fixtures/feeds/${file}`, 'utf8')
  expect(text).toContain('origin: documented')
  return parseFeed(text) as FeedDocument
}

describe('an entry is the same thing in every format', () => {
  test('RSS 2.0', () => {
    const feed = read('rss-2.0.xml')
    expect(minutesBetweenReads(feed)).toBe(30)
    expect(entriesOf(feed, 'https://www.news.example/feed.xml')).toEqual([
      {
        id: 'https://www.news.example/feed.xml#news-4711',
        title: 'Kornblum & Co: Rechnungen doppelt abgebucht',
        excerpt: 'Viele Kundüinnen berichten von doppelten Abbuchungen.\n\nDie Firma schweigt.',
        url: 'https://www.news.example/2026/03/kornblum',
        publishedAt: '2026-03-02T11:30:00Z',
        lang: 'de',
        publisher: 'news.example',
        comments: 12,
        isNew: true,
      },
      {
        id: 'https://www.news.example/2026/03/wetter',
        title: 'Wetter: es bleibt kalt',
        excerpt: '',
        url: 'https://www.news.example/2026/03/wetter',
        publishedAt: '2026-03-02T10:00:00Z',
        lang: 'de',
        publisher: 'news.example',
        comments: null,
        isNew: true,
      },
    ])
  })

  test('Atom', () => {
    expect(entriesOf(read('atom.xml'), 'https://blog.example/atom.xml')).toEqual([
      {
        id: 'tag:blog.example,2026-03-02:/kornblum',
        title: 'Kornblum charged us twice',
        excerpt: 'And nobody answers.',
        url: 'https://blog.example/kornblum',
        publishedAt: '2026-03-02T11:15:00Z',
        lang: 'en',
        publisher: 'blog.example',
        comments: 3,
        isNew: true,
      },
    ])
  })

  test('RDF', () => {
    const feed = read('rdf.xml')
    expect(minutesBetweenReads(feed)).toBe(30)
    expect(entriesOf(feed, 'https://old.example/rdf')).toEqual([
      {
        id: 'https://old.example/1',
        title: 'Kornblum again',
        excerpt: 'Twice charged',
        url: 'https://old.example/1',
        publishedAt: '2026-03-02T11:00:00Z',
        lang: 'en',
        publisher: 'old.example',
        comments: 7,
        isNew: true,
      },
    ])
  })

  test('JSON Feed', () => {
    expect(entriesOf(read('json-feed.json'), 'https://json.example/feed.json')).toMatchObject([
      {
        id: 'https://json.example/1',
        title: 'Kornblum antwortet nicht',
        excerpt: 'Seit Tagen < keine Antwort & kein Geld.',
        publishedAt: '2026-03-02T11:45:00Z',
        lang: 'de',
      },
      {
        id: 'https://json.example/feed.json#2',
        title: '',
        excerpt: 'Ohne Titel',
        publishedAt: null,
      },
    ])
  })
})

describe('an entry that is hardly one', () => {
  const entry = (item: Readonly<Record<string, unknown>>) =>
    entriesOf({ format: 'rss', feed: { items: [item] } }, 'https://a.example/feed')[0]

  test('has an id all the same, the same each time', () => {
    expect(entry({ title: 'x' })?.id).toMatch(/^https:\/\/a\.example\/feed#[a-z0-9]+$/)
    expect(entry({ title: 'x' })).toEqual(entry({ title: 'x' }))
    expect(entry({ title: 'y' })?.id).not.toBe(entry({ title: 'x' })?.id)
    const long = entry({ guid: { value: `https://a.example/${'x'.repeat(5_000)}` } })
    expect(long?.id.length).toBeLessThan(512)
  })

  test('has a link only where it leads to the web', () => {
    expect(entry({ link: 'javascript:alert(1)' })?.url).toBe(null)
    expect(entry({ link: '/a' })?.url).toBe('https://a.example/a')
    expect(entry({ guid: { value: 'https://b.example/1', isPermaLink: true } })?.url).toBe(
      'https://b.example/1',
    )
    expect(entry({ guid: { value: 'https://b.example/1', isPermaLink: false } })?.url).toBe(null)
  })

  test('is cut to a quotation', () => {
    expect(entry({ description: 'Wort '.repeat(1_000) })?.excerpt).toHaveLength(499)
  })

  test('whatever a feed holds in place of items', () => {
    for (const items of [undefined, null, 7, 'x', [null, 7, 'x', []]])
      expect(entriesOf({ format: 'rss', feed: { items } }, 'https://a.example/feed')).toEqual([])
  })
})
