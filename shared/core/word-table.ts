/** The table of words behind `words.ts`: data only, so that a translator needs no other file. */

import type { Reason } from './alert.ts'
import type { Language } from './numbers.ts'
import type { Level, Phase } from './storm.ts'

export type Words = Readonly<Record<Language, string>>
export type Table = Readonly<Record<string, Words>>

const word = (de: string, en: string): Words => ({ de, en })

/** After the Shitstorm-Skala of Graf and Schwede (2012). */
export const LEVELS: Readonly<Record<Level, Words>> = {
  0: word('Windstille', 'calm'),
  1: word('leiser Zug', 'light air'),
  2: word('schwache Brise', 'light breeze'),
  3: word('frische Brise', 'fresh breeze'),
  4: word('starker Wind', 'strong wind'),
  5: word('Sturm', 'storm'),
  6: word('Orkan', 'hurricane'),
}

export const PHASE_WORDS: Readonly<Record<Phase, Words>> = {
  calm: word('ruhig', 'calm'),
  rising: word('aufziehend', 'rising'),
  storm: word('bestätigt', 'confirmed'),
  fading: word('abflauend', 'fading'),
}

export const REASONS: Readonly<Record<Reason, Words>> = {
  first: word('erste Meldung', 'first alert'),
  'level-raised': word('Stufe gestiegen', 'level raised'),
  escalated: word('eskaliert', 'escalated'),
  repeat: word('Erinnerung', 'reminder'),
  acknowledged: word('übernommen', 'acknowledged'),
  fading: word('flaut ab', 'fading'),
  resolved: word('Entwarnung', 'all-clear'),
  test: word('Probealarm', 'test'),
}

export const TOUCHPOINT_WORDS: Table = {
  delivery: word('Lieferung', 'delivery'),
  hotline: word('Hotline', 'hotline'),
  billing: word('Rechnung', 'billing'),
  store: word('Filiale', 'store'),
  product: word('Produkt', 'product'),
  website: word('Website und App', 'website and app'),
  staff: word('Personal', 'staff'),
  communication: word('Kommunikation', 'communication'),
}

export const CLASS_WORDS: Table = {
  outrage: word('Empörung', 'outrage'),
  churn: word('Kündigung', 'leaving'),
  spread: word('Aufruf zum Teilen', 'call to share'),
  legal: word('Recht', 'legal'),
  safety: word('Sicherheit', 'safety'),
  fraud: word('Betrugsvorwurf', 'fraud'),
  outage: word('Ausfall', 'outage'),
  sarcasm: word('Sarkasmus', 'sarcasm'),
  promoter: word('Fürsprecher', 'promoter'),
  detractor: word('Gegner', 'detractor'),
  question: word('Frage', 'question'),
}

export const SOURCE_NAMES: Table = {
  appstore: word('App Store', 'App Store'),
  bluesky: word('Bluesky', 'Bluesky'),
  discourse: word('Discourse', 'Discourse'),
  facebook: word('Facebook', 'Facebook'),
  forum: word('Foren', 'forums'),
  gdelt: word('GDELT (Nachrichten)', 'GDELT (news)'),
  googlenews: word('Google News', 'Google News'),
  googleplay: word('Google Play', 'Google Play'),
  hackernews: word('Hacker News', 'Hacker News'),
  instagram: word('Instagram', 'Instagram'),
  lemmy: word('Lemmy', 'Lemmy'),
  linkedin: word('LinkedIn', 'LinkedIn'),
  mastodon: word('Mastodon', 'Mastodon'),
  news: word('Presse', 'press'),
  press: word('Presse', 'press'),
  reddit: word('Reddit', 'Reddit'),
  rss: word('Nachrichten und Blogs', 'news and blogs'),
  stackexchange: word('Stack Exchange', 'Stack Exchange'),
  telegram: word('Telegram', 'Telegram'),
  threads: word('Threads', 'Threads'),
  tiktok: word('TikTok', 'TikTok'),
  trustpilot: word('Trustpilot', 'Trustpilot'),
  web: word('Web', 'web'),
  webhook: word('Webhook', 'webhook'),
  x: word('X', 'X'),
  youtube: word('YouTube', 'YouTube'),
}

export interface CheckWords extends Words {
  /** How `seen` and `needed` are written. */
  readonly unit: 'score' | 'count' | 'times' | 'share'
}

const check = (unit: CheckWords['unit'], de: string, en: string): CheckWords => ({ unit, de, en })

export const CHECKS: Readonly<Record<string, CheckWords>> = {
  'score-watch': check(
    'score',
    'Sturmwert über der Beobachtungsschwelle',
    'score above the watch threshold',
  ),
  'post-above-norm': check(
    'count',
    'Ein Beitrag liegt über der Norm seines Alters',
    'a post is above the norm for its age',
  ),
  'score-warn': check(
    'score',
    'Sturmwert über der Warnschwelle, mit genug Belegen',
    'score above the warning threshold, with enough evidence',
  ),
  'post-rule': check(
    'count',
    'Ein kritischer Beitrag wächst weit über die Norm',
    'a critical post grows far beyond the norm',
  ),
  'slow-rule': check(
    'score',
    'Kritik nimmt über Tage langsam zu',
    'criticism grows slowly over days',
  ),
  'day-rule': check(
    'count',
    'Kritiker eines Tages bei einer selten genannten Marke',
    'critics of one day for a brand that is seldom spoken of',
  ),
  'topic-rule': check(
    'count',
    'Ein einzelnes Thema häuft Kritik',
    'a single topic gathers criticism',
  ),
  'sustained-and-growing': check(
    'times',
    'Hält seit der Bestätigungszeit an und wächst weiter',
    'sustained for the confirmation time and still growing',
  ),
  'second-channel': check(
    'count',
    'Dieselbe Ursache auf einem zweiten Kanal',
    'the same cause on a second channel',
  ),
  'press-article': check(
    'count',
    'Ein erster Artikel in Presse oder Blogs',
    'a first article in press or blogs',
  ),
  'post-times-10': check(
    'times',
    'Ein Beitrag ist oder wird weit größer als der sonst größte der Marke',
    "one post is, or will be, far larger than the brand's usual largest",
  ),
  'negatives-times-10': check(
    'times',
    'Kritik über drei Stunden, als Vielfaches des Üblichen',
    'criticism over three hours, as a multiple of the usual',
  ),
  'shared-call-to-act': check(
    'count',
    'Viele übernehmen denselben Hashtag, Aufruf oder dieselbe Petition',
    'many take up the same hashtag, call to act or petition',
  ),
  'press-articles-3': check(
    'count',
    'Mehrere Artikel in Presse oder Blogs',
    'several articles in press or blogs',
  ),
  'post-times-100': check(
    'times',
    'Ein Beitrag ist oder wird um ein Vielfaches größer als der sonst größte der Marke',
    "one post is, or will be, many times the brand's usual largest",
  ),
  'critics-majority': check(
    'share',
    'Kritiker sind die Mehrheit aller Erwähnungen über drei Stunden',
    'critics are the majority of all mentions over three hours',
  ),
  'arousal-on-channels': check(
    'count',
    'Wachstum mit starker Erregung auf mehreren Kanälen',
    'growth with high arousal on several channels',
  ),
  'negatives-times-50': check(
    'times',
    'Kritik auf mehreren Kanälen, als Vielfaches des Üblichen',
    'criticism on several channels, as a multiple of the usual',
  ),
  'lead-story': check(
    'count',
    'Überregionale Medien mit einem Artikel darüber',
    'national media with an article about it',
  ),
}

/** Why a check cannot be seen, where no source would help. */
export const UNSEEN: Table = {
  words: word(
    'nicht zu sehen ohne die Texte der Erwähnungen',
    'cannot be seen without the texts of the mentions',
  ),
  channels: word(
    'nicht zu sehen, solange zu wenige Kanäle beobachtet werden',
    'cannot be seen while too few channels are watched',
  ),
  history: word('die Marke wird noch zu kurz beobachtet', 'the brand is not watched long enough'),
  polarity: word(
    'nicht zu sehen ohne Bewertung der Erwähnungen',
    'cannot be seen without polarity of the mentions',
  ),
}

/** What people did with a post. */
export const PARTS = [
  { key: 'likes', de: { one: ' Like', many: ' Likes' }, en: { one: ' like', many: ' likes' } },
  {
    key: 'comments',
    de: { one: ' Kommentar', many: ' Kommentare' },
    en: { one: ' comment', many: ' comments' },
  },
  {
    key: 'shares',
    de: { one: '-mal geteilt', many: '-mal geteilt' },
    en: { one: ' share', many: ' shares' },
  },
] as const
