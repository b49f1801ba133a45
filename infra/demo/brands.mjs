/** The three invented brands: how loud they are, who speaks where, and their stock of texts. */

import * as almgold from './texts-almgold.mjs'
import { ARTICLES, WALL_POSTS } from './texts-company.mjs'
import { ENGLISH } from './texts-english.mjs'
import * as kornblum from './texts-kornblum.mjs'
import { KORNBLUM_NEGATIVE, KORNBLUM_NEGATIVE_WALL } from './texts-kornblum-complaints.mjs'
import * as lichtwerk from './texts-lichtwerk.mjs'

export const BRANDS = [
  {
    id: 'kornblum',
    name: 'Kornblum Mobil',
    handle: 'kornblum_hilft',
    forms: ['Kornblum', 'Kornblum', 'Kornblum', 'Kornblum Mobil', '#Kornblum', '@kornblum'],
    perDay: 160,
    moods: [
      ['negative', 0.23],
      ['positive', 0.22],
      ['neutral', 0.55],
    ],
    open: {
      neutral: kornblum.KORNBLUM_NEUTRAL,
      positive: kornblum.KORNBLUM_POSITIVE,
      negative: KORNBLUM_NEGATIVE,
    },
    wall: {
      neutral: kornblum.KORNBLUM_NEUTRAL_WALL,
      positive: kornblum.KORNBLUM_POSITIVE_WALL,
      negative: KORNBLUM_NEGATIVE_WALL,
    },
    english: ENGLISH.kornblum,
    wallPosts: WALL_POSTS.kornblum,
    articles: ARTICLES.kornblum,
  },
  {
    id: 'almgold',
    name: 'Almgold',
    handle: 'almgold',
    forms: ['Almgold', 'Almgold', 'Almgold', '#Almgold'],
    perDay: 68,
    moods: [
      ['negative', 0.1],
      ['positive', 0.38],
      ['neutral', 0.52],
    ],
    open: {
      neutral: almgold.ALMGOLD_NEUTRAL,
      positive: almgold.ALMGOLD_POSITIVE,
      negative: almgold.ALMGOLD_NEGATIVE,
    },
    wall: {
      neutral: almgold.ALMGOLD_NEUTRAL_WALL,
      positive: almgold.ALMGOLD_POSITIVE_WALL,
      negative: almgold.ALMGOLD_NEGATIVE_WALL,
    },
    english: ENGLISH.almgold,
    wallPosts: WALL_POSTS.almgold,
    articles: ARTICLES.almgold,
  },
  {
    id: 'lichtwerk',
    name: 'Lichtwerk',
    handle: 'lichtwerk',
    forms: ['Lichtwerk', 'Lichtwerk', 'Lichtwerk', '#Lichtwerk'],
    perDay: 88,
    moods: [
      ['negative', 0.15],
      ['positive', 0.25],
      ['neutral', 0.6],
    ],
    open: {
      neutral: lichtwerk.LICHTWERK_NEUTRAL,
      positive: lichtwerk.LICHTWERK_POSITIVE,
      negative: lichtwerk.LICHTWERK_NEGATIVE,
    },
    wall: {
      neutral: lichtwerk.LICHTWERK_NEUTRAL_WALL,
      positive: lichtwerk.LICHTWERK_POSITIVE_WALL,
      negative: lichtwerk.LICHTWERK_NEGATIVE_WALL,
    },
    english: ENGLISH.lichtwerk,
    wallPosts: WALL_POSTS.lichtwerk,
    articles: ARTICLES.lichtwerk,
  },
]

/** The words by which the matcher finds a brand without being told; a text with none of them carries `brandId`. */
export function names(brand, text) {
  return new RegExp(`(?<![\\p{L}\\d])${brand.id}`, 'iu').test(text)
}

/** The company's own account on its wall. */
export function ownAccount(brand) {
  return { id: brand.id, handle: brand.handle }
}

/** Invented media; the id is the site. */
export const OUTLETS = [
  'funkzettel.example',
  'taler-tipp.example',
  'rundblick-am-morgen.example',
].map((site) => ({ id: site, handle: site }))
