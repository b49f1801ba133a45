/** Brands and texts out of few parts, so that much of what could be found is. */

import fc from 'fast-check'
import { brand } from './brand-rules.ts'

const words = fc.constantFrom(
  'Acme',
  'acmes',
  'Mobil',
  'mobils',
  'Acmemobil',
  'ab',
  'abs',
  'Bär',
  'baer',
  'Abend',
  'x',
  'Telekom',
  'Deutsche',
  'deutschen',
  'Bahn',
  '🔥',
  '東',
  '京',
  '1',
  'Ж',
  'жж',
)
const joints = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '-',
  '. ',
  '.',
  '&',
  "'",
  ' #',
  ' @',
  '_',
  '',
  '\u200b',
  '😡',
  '!',
)
const phrase = fc
  .array(fc.tuple(words, joints), { minLength: 1, maxLength: 3 })
  .map((parts) =>
    parts.map(([word, joint], i) => (i < parts.length - 1 ? word + joint : word)).join(''),
  )
export const someText = fc
  .array(fc.tuple(joints, words, joints), { maxLength: 12 })
  .map((parts) => parts.flat().join(''))
export const someBrand = fc
  .record({
    names: fc.array(phrase, { maxLength: 3 }),
    keywords: fc.array(phrase, { maxLength: 2 }),
    hashtags: fc.array(words, { maxLength: 2 }),
    handles: fc.array(words, { maxLength: 2 }),
    exclude: fc.array(phrase, { maxLength: 1 }),
    compounds: fc.boolean(),
    languages: fc.constantFrom(['de'], ['en']),
  })
  .map((rules) => brand('', rules))
export const someBrands = fc
  .array(someBrand, { minLength: 1, maxLength: 4 })
  .map((all) => all.map((each, i) => ({ ...each, id: `b${i}` })))
