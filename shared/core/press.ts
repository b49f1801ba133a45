/**
 * National media by the domain of their pages: an article there is read far beyond those who know the brand. Ours is
 * a short list of well-known German, Austrian, Swiss, British and American houses, general news only; a configuration
 * names its own (`press.national`).
 */

export const NATIONAL_MEDIA: readonly string[] = [
  ...[
    'tagesschau.de',
    'zdf.de',
    'zdfheute.de',
    'deutschlandfunk.de',
    'n-tv.de',
    'rtl.de',
    'welt.de',
  ],
  ...[
    'spiegel.de',
    'zeit.de',
    'faz.net',
    'sueddeutsche.de',
    'sz.de',
    'bild.de',
    'stern.de',
    'focus.de',
  ],
  ...[
    'taz.de',
    'tagesspiegel.de',
    'handelsblatt.com',
    'wiwo.de',
    'manager-magazin.de',
    't-online.de',
  ],
  ...[
    'orf.at',
    'derstandard.at',
    'diepresse.com',
    'krone.at',
    'srf.ch',
    'nzz.ch',
    'tagesanzeiger.ch',
  ],
  ...['bbc.co.uk', 'bbc.com', 'theguardian.com', 'thetimes.com', 'telegraph.co.uk', 'ft.com'],
  ...['independent.co.uk', 'news.sky.com', 'dailymail.co.uk', 'nytimes.com', 'washingtonpost.com'],
  ...[
    'wsj.com',
    'usatoday.com',
    'cnn.com',
    'nbcnews.com',
    'cbsnews.com',
    'abcnews.go.com',
    'npr.org',
  ],
  ...['reuters.com', 'apnews.com', 'bloomberg.com'],
]

/** @returns the entry that a host belongs to: itself or a domain that it lies in. `www.` says nothing. */
export function nationalMedium(host: string, national: ReadonlySet<string>): string | undefined {
  for (let part = host.toLowerCase(); part !== ''; ) {
    if (national.has(part)) return part
    const dot = part.indexOf('.')
    part = dot < 0 ? '' : part.slice(dot + 1)
  }
  return undefined
}
