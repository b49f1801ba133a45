/**
 * How many posts of a firehose one core reads, parses and compares with the rules of 10 to 10,000 brands. Figures
 * are per CPU-second, and ratios come from one run, so that a busy machine does not lie.
 */

import { plainBrand } from '../../shared/core/brand.ts'
import { foldText } from '../../shared/core/fold.ts'
import type { Matcher } from '../../shared/core/match.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import type { BenchRow } from './row.ts'

const RULE_COUNTS = [10, 100, 1_000, 10_000] as const
const POSTS = 20_000
const HIT_SHARE = 0.03
const ROUNDS = 5

/** Takes about ten seconds. The same seed gives the same posts and rules. */
export function benchMatch(): BenchRow[] {
  const random = randomFrom(20_260_302)
  const names = Array.from({ length: 10_000 }, (_, i) => brandName(random, i))
  const texts = Array.from({ length: POSTS }, () => germanText(random))
  const contenders = RULE_COUNTS.map((count) => contender(count, names, texts, random))
  const floor: number[] = []
  const folding: number[] = []
  // Rounds in turn, not one contender after the other: what else the machine does then hits all alike.
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(rate(contenders[0]!.lines, (line) => textOf(line).length))
    folding.push(rate(texts, (text) => foldText(text).length))
    for (const { matcher, posts, lines, filter, bare } of contenders) {
      filter.push(rate(lines, (line) => matcher.match({ text: textOf(line) }).length))
      bare.push(rate(posts, (text) => matcher.match({ text }).length))
    }
  }
  const [first, last] = [contenders[0]!, contenders.at(-1)!]
  const ratio = (a: number[], b: number[]) => ({ value: best(a) / best(b), unit: 'ratio' })
  return [
    { name: 'fold', value: best(folding), unit: 'texts/CPU-s', note: '120 characters of German' },
    { name: 'firehose floor', value: best(floor), unit: 'posts/CPU-s', note: 'JSON.parse alone' },
    ...contenders.flatMap(rowsOf),
    { name: 'filter, 10,000 rules against floor', ...ratio(last.filter, floor) },
    {
      name: 'filter, 10,000 rules against 10',
      ...ratio(last.filter, first.filter),
      note: '>= 0.7',
    },
    { name: 'match alone, 10,000 rules against 10', ...ratio(last.bare, first.bare) },
  ]
}

interface Contender {
  count: number
  matcher: Matcher
  compileMs: number
  posts: string[]
  lines: string[]
  filter: number[]
  bare: number[]
}

function contender(
  count: number,
  names: string[],
  texts: string[],
  random: () => number,
): Contender {
  const brands = names.slice(0, count).map((name, i) => plainBrand(`b${i}`, [name]))
  const before = process.cpuUsage()
  const matcher = compileMatcher(brands)
  const compileMs = cpuSecondsSince(before) * 1000
  const posts = texts.map((text) =>
    random() < HIT_SHARE ? withName(text, names[Math.floor(random() * count)]!, random) : text,
  )
  return { count, matcher, compileMs, posts, lines: posts.map(postLine), filter: [], bare: [] }
}

function rowsOf({ count, matcher, compileMs, posts, filter, bare }: Contender): BenchRow[] {
  const hits = posts.filter((text) => matcher.match({ text }).length > 0).length
  const note = `${((hits / POSTS) * 100).toFixed(1)} % hits`
  const unit = 'posts/CPU-s'
  return [
    { name: `firehose filter, ${count} rules`, value: best(filter), unit, note },
    { name: `match alone, ${count} rules`, value: best(bare), unit, note },
    { name: `compile, ${count} rules`, value: compileMs, unit: 'CPU-ms' },
  ]
}

function best(rates: readonly number[]): number {
  return Math.max(...rates)
}

/** The sum is kept from being optimised away by being looked at. */
function rate(posts: readonly string[], work: (post: string) => number): number {
  const before = process.cpuUsage()
  let sum = 0
  for (const post of posts) sum += work(post)
  return sum < 0 ? 0 : posts.length / cpuSecondsSince(before)
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function textOf(line: string): string {
  return (JSON.parse(line) as { commit: { record: { text: string } } }).commit.record.text
}

/** The shape of a Bluesky Jetstream line, about 500 bytes. */
function postLine(text: string, i: number): string {
  return JSON.stringify({
    did: `did:plc:${(i * 7_919).toString(36).padStart(24, 'a')}`,
    time_us: 1_772_442_751_000_000 + i * 997,
    kind: 'commit',
    commit: {
      rev: `3l3qo2v${i.toString(36).padStart(6, '2')}`,
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: `3l3qo2u${i.toString(36).padStart(6, '2')}`,
      record: {
        $type: 'app.bsky.feed.post',
        createdAt: '2026-03-02T09:12:31.000Z',
        langs: ['de'],
        text,
      },
      cid: 'bafyreidwaivazkwu67xztlmuobx35hs2lnfh3kolmgfmucldvhd3sgzcqi',
    },
  })
}

const WORDS = `der die das und ist nicht ich wir sie haben heute morgen schon wieder immer noch mein
  meine unser Bahn Zug Kunde Verspätung Hotline für über können müssen große schöne Straße München Köln warten
  geht gar nichts mehr warum weiß keiner niemand antwortet endlich bitte danke Service Vertrag Rechnung Gebühr
  Paket Lieferung Ärger Öffnungszeiten übrigens natürlich leider wirklich einfach jemand Ahnung Problem Fehler
  App Konto Geld zurück seit Wochen Tagen Stunden`.split(/\s+/)
const MARKS = [' ', ' ', ' ', ' ', ' ', ' ', ' ', ', ', '. ', '! ', ' 😡 ', ' – ']
const SYLLABLES = 'ka mo lü ter ni ra sö bel dor fin gau hel jun wei zan per tos vik bru cha'.split(
  ' ',
)

function germanText(random: () => number): string {
  let text = ''
  while (text.length < 114) text += pick(WORDS, random) + pick(MARKS, random)
  return text
}

function withName(text: string, name: string, random: () => number): string {
  const at = text.indexOf(' ', Math.floor(random() * 80))
  return `${text.slice(0, at)} ${name} ${text.slice(at + 1 + name.length)}`
}

/** 5 to 13 letters, 15 % of two words, as in the measurement this one is to be compared with. */
function brandName(random: () => number, i: number): string {
  const word = () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(SYLLABLES, random)).join('')
  const name =
    i % 20 < 3
      ? `${word().slice(0, 6)} ${word().slice(0, 6)}`
      : `${word()}${pick(SYLLABLES, random)}`
  return name.charAt(0).toUpperCase() + name.slice(1, 13)
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)]!
}

/** Mulberry32 (Tommy Ettinger, public domain). */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
