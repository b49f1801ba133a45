/**
 * What was said lately, as a sample of bounded size: per cell the mentions whose keys have the smallest hashes. It is a
 * fair sample; it does not depend on the order of arrival, and two samples make one (bottom-k, Cohen 1997).
 */

import { hashOf } from './key-table.ts'
import type { MentionObservation, Said } from './observation.ts'
import type { EpochMs } from './time.ts'

/** One mention whose words are known. */
export interface Utterance {
  readonly key: number
  readonly source: string
  /** 0 where unknown. */
  readonly author: number
  readonly publishedAt: EpochMs
  readonly said: Said
}

/** The same while its cell is open. */
export type Told = Utterance & { readonly at: EpochMs }

/** A critic of the last three hours; `weight` is how many critics of its cell it stands for. */
export interface Critic extends Utterance {
  /** The end of the cell. */
  readonly at: EpochMs
  readonly weight: number
}

/** What one brand cell hears. */
export interface HeardCell {
  readonly critics: Told[]
  readonly others: Told[]
}

/**
 * Kept per post cell of 30 s, and per brand cell of five minutes: three hours are 36 of these. A word that a tenth of
 * the critics of an hour say is said by six of the sample.
 */
const SAMPLE = { postCell: 12, press: 6, critics: 5, others: 4 }

/** What is kept of a record with words until its cell closes; a mention told twice is the one told later. */
export function putTold(told: Told[], mention: MentionObservation, said: Said): void {
  const { key, source, author, publishedAt, at } = mention
  told.push({ key, source, author, publishedAt, said, at })
  if (told.length >= 2 * SAMPLE.postCell) keepTold(told)
}

/** @returns what is known of a mention's words, by its key. */
export function wordsByKey(told: Told[]): ReadonlyMap<number, Told> {
  keepTold(told)
  return new Map(told.map((one) => [one.key, one]))
}

/** National media are few, and each counts: they are kept however much is said beside them. */
function keepTold(told: Told[]): void {
  const press = told.filter(({ said }) => said.press !== undefined)
  keepSmallest(told, SAMPLE.postCell)
  if (press.length === 0) return
  keepSmallest(press, SAMPLE.press)
  const kept = new Set(told.map(({ key }) => key))
  told.push(...press.filter(({ key }) => !kept.has(key)))
}

export function emptyHeard(): HeardCell {
  return { critics: [], others: [] }
}

/** Takes one fresh mention into the brand cell. */
export function hear(heard: HeardCell, told: Told, critical: boolean): void {
  const list = critical ? heard.critics : heard.others
  list.push(told)
  const most = critical ? SAMPLE.critics : SAMPLE.others
  if (list.length >= 2 * most) keepSmallest(list, most)
}

/** Closes the cell. @param critics all of it, heard or not. */
export function criticsOf(heard: HeardCell, critics: number, at: EpochMs): Critic[] {
  keepSmallest(heard.critics, SAMPLE.critics)
  const weight = critics / heard.critics.length
  return heard.critics.map((one) => ({ ...one, at, weight }))
}

export function othersOf(heard: HeardCell): readonly Utterance[] {
  keepSmallest(heard.others, SAMPLE.others)
  return heard.others
}

interface Keyed {
  readonly key: number
}

/** In the order of the hashes of keys, because keys of one platform lie together; of one key the last that was put, which is unique within a cell but for edits. */
function keepSmallest<Row extends Keyed & { readonly at?: EpochMs }>(
  rows: Row[],
  most: number,
): void {
  rows.sort(
    (a, b) =>
      hashOf(a.key) - hashOf(b.key) || a.key - b.key || (a.at ?? 0) - (b.at ?? 0) || byText(a, b),
  )
  let kept = 0
  for (let i = 0; i < rows.length; i++) {
    if (rows[i + 1]?.key === rows[i]!.key) continue
    if (kept === most) break
    rows[kept++] = rows[i]!
  }
  rows.length = kept
}

/** Two edits of the same instant: any order will do that is one. */
function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)]
  return one < other ? -1 : one > other ? 1 : 0
}

/** Columns of numbers; each term and each source stands once. */
export function packCritics(critics: readonly Critic[]) {
  const texts = new Map<string, number>()
  const numberOf = (text: string) => {
    const known = texts.get(text) ?? texts.size
    texts.set(text, known)
    return known
  }
  const rows = critics.map(({ said, source, at, weight, key, author, publishedAt }) => [
    ...[at, weight, key, author, publishedAt, numberOf(source)],
    ...OPTIONAL.map((name) => said[name] ?? UNKNOWN),
  ])
  const terms = critics.map(({ said }) => said.terms.map(numberOf))
  return { texts: [...texts.keys()], rows: Float64Array.from(rows.flat()), terms }
}

const OPTIONAL = ['cues', 'wording', 'link', 'accountDays'] as const
const UNKNOWN = -1
const WIDTH = 6 + OPTIONAL.length

export function unpackCritics({ texts, rows, terms }: ReturnType<typeof packCritics>): Critic[] {
  return terms.map((numbers, i) => {
    const row = rows.subarray(i * WIDTH, (i + 1) * WIDTH)
    const [at = 0, weight = 0, key = 0, author = 0, publishedAt = 0, source = 0, ...more] = row
    const known = OPTIONAL.map((name, j) => [name, more[j]] as const)
    const said = {
      terms: numbers.map((number) => texts[number]!),
      ...Object.fromEntries(known.filter(([, value]) => value !== UNKNOWN)),
    }
    return { at, weight, key, author, publishedAt, source: texts[source]!, said }
  })
}
