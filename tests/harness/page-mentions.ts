/** What people say in the scripted night; one post is deleted, one hides characters. All invented. */

import { MINUTE_MS } from '../../shared/core/time.ts'
import { NOW, POST_ID } from './page-history.ts'

export interface SceneMention {
  readonly id: string
  readonly brandId: string
  readonly source: string
  readonly kind: string
  readonly text: string
  readonly lang: string | null
  readonly url: string | null
  readonly authorHandle: string | null
  readonly authorFollowers: number | null
  readonly publishedAt: number
  readonly observedAt: number
  readonly pNeg: number | null
  readonly deletedAt: number | null
}

const mention = (n: number, minutesAgo: number, text: string): SceneMention => ({
  id: `mastodon:https://example.social/${n}`,
  brandId: 'kornblum',
  source: n % 2 ? 'mastodon' : 'bluesky',
  kind: 'post',
  text,
  lang: 'de',
  url: `https://example.social/@nutzer${n}/${n}`,
  authorHandle: `@nutzer${n}@example.social`,
  authorFollowers: 120 * n,
  publishedAt: NOW - minutesAgo * MINUTE_MS,
  observedAt: NOW - minutesAgo * MINUTE_MS + 8_000,
  pNeg: 0.62,
  deletedAt: null,
})

export const MENTIONS: SceneMention[] = [
  {
    ...mention(0, 131, ''),
    id: POST_ID,
    source: 'facebook',
    text: 'Seit drei Monaten bucht Kornblum Mobil für einen Vertrag ab, den ich längst gekündigt habe. Vier Anrufe bei der Hotline, jedes Mal eine andere Auskunft, und jetzt eine Mahnung über 312 Euro. Geht das nur mir so? 😡',
    url: 'https://www.facebook.com/kornblum/posts/42',
    authorHandle: 'Anna F.',
    authorFollowers: null,
    pNeg: 0.97,
  },
  mention(1, 12, 'Bei mir genau dasselbe. 2 Mahnungen trotz Kündigungsbestätigung. #kornblum'),
  mention(3, 25, 'Hotline von Kornblum: 47 Minuten gewartet, dann aufgelegt.'),
  { ...mention(5, 40, 'x'), deletedAt: NOW - 10 * MINUTE_MS },
  mention(6, 55, 'Getarnt: ‮txet‬ und null\u200Bbreit'),
]
