/**
 * The labelled sets the models are learned from and judged on. They are read from a folder that is no part of the
 * repository; nothing of them is kept but weights. A template counts once: posts that are alike but for names,
 * addresses and numbers (one notice about a lift stands thirty times in MobASA).
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Lang } from '../../shared/core/sentiment/language.ts'

export interface Labelled {
  readonly text: string
  /** 0 negative, 1 neutral, 2 positive. */
  readonly label: number
}

export interface Corpus {
  readonly name: string
  readonly lang: Lang
  /** The set it belongs to: a model that is judged on a corpus has learned from no other corpus of its set. */
  readonly set: string
  /** Judges and teaches nothing. */
  readonly judgesOnly: boolean
  readonly texts: readonly Labelled[]
}

export interface Source {
  readonly name: string
  readonly lang: Lang
  readonly set: string
  /** Files of the folder `sentiment`, without their ending. */
  readonly files: readonly string[]
  /** Only the parts of these names, where a file has parts. */
  readonly parts?: readonly string[]
  /** Kept from every weight, so that what is said of it is said of texts that no model has seen. */
  readonly judgesOnly?: true
}

/** What a set is and under which terms it may be used. */
export const SETS: Readonly<Record<string, { readonly title: string; readonly licence: string }>> =
  {
    mobasa: {
      title: 'MobASA, German tweets about public transport 2014-20, DFKI',
      licence: 'CC BY 4.0',
    },
    potts: { title: 'PotTS, Potsdam Twitter Sentiment corpus, 2013', licence: 'MIT' },
    sb10k: {
      title: 'SB10k, German tweets 2013',
      licence: 'CC BY 4.0 by a mirror, unconfirmed',
    },
    semeval: { title: 'SemEval 2013-2016 task A, English tweets', licence: 'CC BY 3.0' },
    'semeval-2016-test': {
      title: 'SemEval 2016 task A, its test part',
      licence: 'CC BY 3.0',
    },
    sanders: {
      title: 'Sanders, English tweets about four brands, 2011',
      licence: 'free for any use',
    },
    goemotions: { title: 'GoEmotions, Reddit comments, as polarity', licence: 'Apache-2.0' },
  }

export const SOURCES: readonly Source[] = [
  { name: 'mobasa-mixed', lang: 'de', set: 'mobasa', files: ['mobasa_dev'] },
  { name: 'mobasa-aspects', lang: 'de', set: 'mobasa', files: ['mobasa_train_absa'] },
  { name: 'potts', lang: 'de', set: 'potts', files: ['potts_train'] },
  { name: 'potts-dev', lang: 'de', set: 'potts', files: ['potts_dev'], judgesOnly: true },
  { name: 'sb10k', lang: 'de', set: 'sb10k', files: ['sb10k_train'] },
  { name: 'sb10k-dev', lang: 'de', set: 'sb10k', files: ['sb10k_dev'], judgesOnly: true },
  semeval('2013', 'semeval', ['2013train', '2013dev', '2013test']),
  semeval('2014-15', 'semeval', ['2014test', '2014sarcasm', '2015train', '2015test']),
  semeval('2016', 'semeval', ['2016train', '2016dev', '2016devtest']),
  semeval('2016-test', 'semeval-2016-test', ['2016test']),
  { name: 'sanders', lang: 'en', set: 'sanders', files: ['sanders_all'] },
  {
    name: 'goemotions-dev',
    lang: 'en',
    set: 'goemotions',
    files: ['goemotions_dev'],
    judgesOnly: true,
  },
]

function semeval(part: string, set: string, parts: readonly string[]): Source {
  return { name: `semeval-${part}`, lang: 'en', set, files: ['semeval_train'], parts }
}

const LABELS = ['negative', 'neutral', 'positive']

interface Line {
  readonly text: string
  readonly label: string
  readonly src?: string
}

/**
 * Corpora of one language in the order of `SOURCES`; a template belongs to the first that has it.
 *
 * @param without sets that judge and teach nothing
 */
export function readCorpora(folder: string, lang: Lang, without: readonly string[] = []): Corpus[] {
  const seen = new Set<string>()
  return SOURCES.filter((source) => source.lang === lang).map((source) => {
    const texts: Labelled[] = []
    for (const { text, label, src } of source.files.flatMap((file) => readLines(folder, file))) {
      if (source.parts !== undefined && !source.parts.includes(src ?? '')) continue
      const shape = shapeOf(text)
      if (seen.has(shape)) continue
      seen.add(shape)
      texts.push({ text, label: LABELS.indexOf(label) })
    }
    const judgesOnly = source.judgesOnly === true || without.includes(source.set)
    return { name: source.name, lang, set: source.set, judgesOnly, texts }
  })
}

const files = new Map<string, Line[]>()

function readLines(folder: string, name: string): Line[] {
  const path = join(folder, 'sentiment', `${name}.jsonl.gz`)
  const known = files.get(path)
  if (known !== undefined) return known
  const lines = gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .map((line) => ({ ...line, text: plain(line.text) }))
  files.set(path, lines)
  return lines
}

/** SemEval's files write some characters as `\u2019` and double their quotes. */
function plain(text: string): string {
  if (!text.includes('\\u') && !text.startsWith('"')) return text
  return text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"')
}

const SHAPE_LENGTH = 60

function shapeOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/https?:\S+|@\w+/g, '')
    .replace(/[\W\d_]+/g, '')
    .slice(0, SHAPE_LENGTH)
}
