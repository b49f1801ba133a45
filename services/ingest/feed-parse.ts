/** From the text of a document to the entries of a feed: slow where a stranger wants it to be. The door of feedsmith. */

import { parseFeed } from 'feedsmith'
import { type Entry, entriesOf, type FeedDocument, minutesBetweenReads } from './feed-entries.ts'

/** What stands in a feed, or why it cannot be read, as the end of a sentence. */
export type FeedReading =
  | {
      /** The newest, at most 200, in the feed's own order unless it is longer. */
      readonly entries: readonly Entry[]
      /** How long the feed asks to be left alone, in minutes. */
      readonly minutes: number | undefined
    }
  | { readonly why: string }

const MAX_ENTRIES = 200

/** Never throws. @param from the address that the document was read from */
export function readFeed(text: string, from: string): FeedReading {
  const feed = parsed(text)
  if ('why' in feed) return feed
  return { entries: newestOf(entriesOf(feed, from)), minutes: minutesBetweenReads(feed) }
}

function parsed(text: string): FeedDocument | { readonly why: string } {
  if (text.trim() === '') return { why: 'the answer is empty' }
  try {
    return parseFeed(text) as FeedDocument
  } catch {
    const isPage = /^\s*(?:<!doctype html|<html)/i.test(text.slice(0, 1_000))
    return {
      why: isPage
        ? 'this is a web page and no feed; look in it for the address of its feed'
        : 'this is no feed that can be read (RSS, Atom, RDF or JSON Feed)',
    }
  }
}

/** Most feeds begin with the newest entry; a long one is put in order first. */
function newestOf(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= MAX_ENTRIES) return entries
  const at = ({ publishedAt }: Entry) => publishedAt ?? ''
  return [...entries]
    .sort((a, b) => (at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0))
    .slice(0, MAX_ENTRIES)
}
