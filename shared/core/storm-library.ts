/**
 * Storms that were written about, as far as figures of them were published. Few are, so that a likeness to one of these
 * rests on three or four features; what nobody published is left out and not guessed.
 */

import type { StormShape } from './likeness.ts'

export interface KnownStorm {
  readonly id: string
  readonly name: { readonly de: string; readonly en: string }
  readonly source: { readonly de: string; readonly en: string }
  readonly shape: StormShape
}

export const KNOWN_STORMS: readonly KnownStorm[] = [
  {
    id: 'vodafone-2012',
    name: { de: 'Vodafone 2012', en: 'Vodafone 2012' },
    source: {
      de: 'Deutsche Fachpresse und Fallstudien 2012/13: ein Beitrag auf der eigenen Seite, über 70.000 Likes und 7.000 Kommentare nach einer Woche, der Anstieg in weniger als einem Tag',
      en: 'German trade press and case studies of 2012/13: one post on its own page, over 70,000 likes and 7,000 comments after a week, the rise within less than a day',
    },
    shape: { lead: 'post', pace: 'hours', channels: 1, commentsPerLike: 0.1 },
  },
  {
    id: 'dell-2005',
    name: { de: '„Dell Hell“ 2005', en: '“Dell Hell” 2005' },
    source: {
      de: 'Der Fall „Dell Hell“: ein Blogger, Wochen langsamen Wachsens, dann die Presse',
      en: 'The case of “Dell Hell”: one blogger, weeks of slow growth, then the press',
    },
    shape: { lead: 'drift', pace: 'weeks', channels: 1 },
  },
  {
    id: 'german-2021',
    name: { de: 'ein deutscher Sturm im Juni 2021', en: 'a German storm of June 2021' },
    source: {
      de: 'Ein großer deutscher Sturm im Juni 2021, von Hand datiert: 14 Stunden vom Zünden zum Höhepunkt des ersten Tages, Verdopplung anfangs in etwa einer Stunde',
      en: 'One large German storm of June 2021, dated by hand: 14 hours from ignition to the peak of the first day, doubling in about an hour at first',
    },
    shape: { lead: 'voices', pace: 'hours', doublingMin: 60 },
  },
]
