/** Collects the recording's records in the journal format and writes them in the order in which they became known. */

const SECOND = 1000

export const at = (text) => Date.parse(text)
export const HISTORY_START = at('2026-02-28T18:00:00Z')
export const PLAY_START = at('2026-03-07T18:00:00Z')
export const END = at('2026-03-09T06:00:00Z')

export class Journal {
  #records = []
  #statuses = 116_204_100
  #postings = 40_000
  #wallPosts = new Map()

  /** The native id and address of a new utterance. Addresses lead nowhere on purpose (RFC 2606). */
  address({ brandId, source, author, parent, publishedAt }) {
    if (source === 'facebook') return this.#facebook(brandId, parent, publishedAt)
    if (source === 'rss') {
      const url = `https://${author.id}/${brandId}-${++this.#postings}`
      return { id: `rss:${url}`, url }
    }
    if (source === 'mastodon') {
      const name = author.handle.split('@')[0]
      const number = ++this.#statuses
      const id = `mastodon:https://beispiel.social/users/${name}/statuses/${number}`
      return { id, url: `https://beispiel-social.example/@${name}/${number}` }
    }
    const key = `3lk${(++this.#postings).toString(36)}`
    const url = `https://himmelblau.example/profile/${author.handle}/post/${key}`
    return { id: `bluesky:at://${author.id}/app.bsky.feed.post/${key}`, url }
  }

  mention({ id, brandId, source, kind, author, text, lang, url, parent, publishedAt, observedAt }) {
    const record = {
      type: 'mention',
      id,
      brandId,
      source,
      kind,
      author,
      text,
      lang,
      url,
      conversationId: parent,
      inReplyTo: parent,
      publishedAt: instant(publishedAt),
      observedAt: instant(observedAt),
    }
    this.#add(observedAt, record)
  }

  engagement({ mentionId, brandId, source, observedAt, likes, comments, shares }) {
    const known = { mentionId, brandId, source, observedAt: instant(observedAt) }
    this.#add(observedAt, { type: 'engagement', ...known, likes, comments, shares, views: null })
  }

  deletion({ mentionId, brandId, source, observedAt }) {
    this.#add(observedAt, {
      type: 'deletion',
      mentionId,
      brandId,
      source,
      observedAt: instant(observedAt),
    })
  }

  sourceStatus(source, status, observedAt) {
    const known = instant(observedAt)
    this.#add(observedAt, { type: 'source-status', source, status, observedAt: known })
  }

  /** NDJSON up to `END`; nothing is known of a mention after it was taken back. */
  toText() {
    const gone = new Map()
    for (const { time, record } of this.#records) {
      if (record.type === 'deletion') gone.set(record.mentionId, time)
    }
    const kept = this.#records.filter(
      ({ time, record }) => time < END && !(time > (gone.get(record.mentionId) ?? END)),
    )
    kept.sort((a, b) => a.time - b.time || a.order - b.order)
    return `${kept.map(({ record }) => JSON.stringify(record)).join('\n')}\n`
  }

  /** Number 1 of a day is left to posts with a fixed id. */
  #facebook(brandId, parent, publishedAt) {
    if (parent === undefined) {
      const day = `${brandId}_${instant(publishedAt).slice(0, 10).replaceAll('-', '')}`
      const number = (this.#wallPosts.get(day) ?? 1) + 1
      this.#wallPosts.set(day, number)
      return { id: `facebook:${day}_${number}`, url: wallUrl(`${day}_${number}`) }
    }
    const number = ++this.#postings
    const url = `${wallUrl(parent.slice('facebook:'.length))}?comment=${number}`
    return { id: `${parent}_${number}`, url }
  }

  #add(time, record) {
    this.#records.push({ time, order: this.#records.length, record })
  }
}

export function wallUrl(native) {
  return `https://pinnwand.example/${native.replace('_', '/posts/')}`
}

function instant(time) {
  return `${new Date(Math.floor(time / SECOND) * SECOND).toISOString().slice(0, 19)}Z`
}
