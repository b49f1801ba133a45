/** All that may be told of a storm beside its numbers, and the sentences that must say it, word for word. */

import type { Cause, Check } from '../../shared/core/storm.ts'

/** A cause of which everything is known that there is a sentence for. */
export const TOLD_CAUSE: Cause = {
  ...{ kind: 'share', text: '', seen: 96, expected: 36.2, surprise: 5.02 },
  words: ['streik', 'ausgefallen'],
  highest: { days: 41, ever: false },
  talk: {
    channels: [
      { source: 'mastodon', critics: 60 },
      { source: 'bluesky', critics: 36 },
    ],
    copies: { share: 0.38, accounts: 12 },
    loudest: { share: 0.61, accounts: 3 },
    newAccounts: { share: 0.45, usual: 0.04 },
    coPosters: 7,
    collision: { share: 0.12, usual: 0.64 },
  },
}

export const TOLD_CHECKS: readonly Check[] = [
  { level: 3, name: 'second-channel', state: 'met', seen: 5, needed: 3 },
  { level: 3, name: 'press-article', state: 'met', seen: 2, needed: 1 },
  { level: 4, name: 'press-articles-3', state: 'not-met', seen: 2, needed: 3 },
  { level: 6, name: 'lead-story', state: 'unseen', needed: 3, wouldShow: 'rss' },
]

interface Sentences {
  /** Beside the cause. */
  readonly cause: readonly string[]
  /** Conditions of the levels reached and of the next one, then what cannot be seen. */
  readonly checks: readonly string[]
}

export const SENTENCES: Readonly<Record<'de' | 'en', Sentences>> = {
  de: {
    cause: [
      'So viele wie seit 41 Tagen nicht.',
      'Auffällige Wörter: streik, ausgefallen.',
      '38 % der kritischen Erwähnungen sind fast gleiche Kopien eines Textes, von 12 Konten.',
      '3 Konten haben 61 % der Kritik geschrieben.',
      '45 % kommen von Konten, die jünger als 30 Tage sind (üblich: 4 %).',
      '7 Konten haben dieselbe Adresse binnen Sekunden geteilt.',
      'Nur 12 % der Wörter fallen sonst mit der Marke (üblich: 64 %): vielleicht ist etwas anderes gleichen Namens gemeint.',
    ],
    checks: [
      'Dieselbe Ursache auf einem zweiten Kanal: 5 (nötig 3).',
      'Ein erster Artikel in Presse oder Blogs: 2 (nötig 1).',
      'Mehrere Artikel in Presse oder Blogs: 2 (nötig 3).',
      'Überregionale Medien mit einem Artikel darüber (nötig 3); nicht zu sehen ohne Nachrichten und Blogs.',
    ],
  },
  en: {
    cause: [
      'The most in 41 days.',
      'Unusual words: streik, ausgefallen.',
      '38% of the critical mentions are near-copies of one text, from 12 accounts.',
      '3 accounts wrote 61% of the criticism.',
      '45% come from accounts younger than 30 days (usual: 4%).',
      '7 accounts posted the same address within seconds.',
      'Only 12% of the words are usually said with the brand (usual: 64%): perhaps something else of that name is meant.',
    ],
    checks: [
      'The same cause on a second channel: 5 (needs 3).',
      'A first article in press or blogs: 2 (needs 1).',
      'Several articles in press or blogs: 2 (needs 3).',
      'National media with an article about it (needs 3); cannot be seen without news and blogs.',
    ],
  },
}

/** Which blanks a sentence is set with is no matter of its words. */
export function plain(text: string): string {
  return text.replace(/[\s\u00a0\u202f]+/g, ' ')
}
