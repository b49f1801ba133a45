/**
 * What complaints are about, kept with the posts that may lead a storm: a mention leaves the window within hours, but the
 * likes under it are votes for what it says.
 */

import type { CellMention } from './cell-rows.ts'
import { type PostTable, postRow, totalOf } from './post-table.ts'
import { DAY_MS, type EpochMs } from './time.ts'

/** A post large enough to stand out. */
export interface Named {
  readonly mentionId: string
  readonly source: string
  /** Where it is a complaint: the one it names most first. */
  readonly touchpoints: readonly string[]
}

interface NamedPosts {
  named: ReadonlyMap<number, Named>
}

/** What brands share of which no post stands out, which are most; nobody writes to it. */
export const NOBODY_NAMED: ReadonlyMap<number, Named> = new Map()

/** Keeps what a post is called that stands out. */
export function nameIt(posts: NamedPosts, key: number, named: Named): void {
  if (posts.named === NOBODY_NAMED) posts.named = new Map()
  ;(posts.named as Map<number, Named>).set(key, named)
}

/** Forgets it. */
export function unname(posts: NamedPosts, key: number): void {
  ;(posts.named as Map<number, Named>).delete(key)
}

/** Of posts that do not stand out yet, as numbers: as objects they weighed more than all other posts of a brand. */
export interface RecentAbout {
  /** Touchpoints ever named. */
  names: readonly string[]
  /** `WIDTH` numbers a complaint: the instant, the key of the mention, its touchpoints. */
  rows: number[]
  /** Where the oldest stands: the others follow it, and after the last row the first. Not 0 only where there is no more room. */
  oldest: number
}

const WIDTH = 3
/** Of so many complaints each list is as long as it needs to be. */
const FEW = 8
/** Places in `names` from 1 on, the first name lowest; eight of them are exact in a number. */
const [BASE, MOST_NAMES] = [64, 8]

/** A post that stands out does so within a day and before so many others complain, or its touchpoints are lost. */
const RECENT = { ms: DAY_MS, posts: 128 } as const

/**
 * Keeps what a complaint is about, for the day its post stands out.
 * @param isNew false where it may have been told before: only then it is looked for among the others.
 */
export function tellAbout(
  posts: NamedPosts & { about: RecentAbout | undefined },
  mention: CellMention,
  isNew: boolean,
): void {
  const known = posts.named.get(mention.key)
  if (known) {
    nameIt(posts, mention.key, { ...known, touchpoints: mention.touchpoints })
    return
  }
  posts.about ??= { names: [], rows: [], oldest: 0 }
  noteAbout(posts.about, mention, isNew)
}

function noteAbout(
  recent: RecentAbout,
  { key, at, touchpoints }: CellMention,
  isNew: boolean,
): void {
  const { rows, oldest } = recent
  const known = isNew ? -1 : rowOf(recent, key)
  if (known >= 0) removeAbout(recent, known)
  else if (rows.length === RECENT.posts * WIDTH) {
    // The newest takes the place of the oldest: a loud brand has a complaint in every cell.
    rows[oldest] = at
    rows[oldest + 1] = key
    rows[oldest + 2] = numberOf(recent, touchpoints)
    recent.oldest = (oldest + WIDTH) % rows.length
    forgetOld(recent, at)
    return
  }
  const about = numberOf(recent, touchpoints)
  // A list that is pushed to has room at once for five more, which most brands never need.
  if (rows.length < FEW * WIDTH) recent.rows = rows.concat([at, key, about])
  else rows.push(at, key, about)
  forgetOld(recent, at)
}

function forgetOld(recent: RecentAbout, at: EpochMs): void {
  if (at - recent.rows[recent.oldest]! <= RECENT.ms) return
  straighten(recent)
  const { rows } = recent
  let gone = 0
  while (at - rows[gone]! > RECENT.ms) gone += WIDTH
  rows.splice(0, gone)
}

/** Puts the oldest first. */
function straighten(recent: RecentAbout): void {
  if (recent.oldest === 0) return
  recent.rows.push(...recent.rows.splice(0, recent.oldest))
  recent.oldest = 0
}

function removeAbout(recent: RecentAbout, row: number): void {
  const after = (row - recent.oldest + recent.rows.length) % recent.rows.length
  straighten(recent)
  recent.rows.splice(after, WIDTH)
}

/** For a post that stands out now. */
export function takeAbout(recent: RecentAbout | undefined, key: number): readonly string[] {
  if (!recent) return NOTHING
  const row = rowOf(recent, key)
  if (row < 0) return NOTHING
  const touchpoints = namesOf(recent.names, recent.rows[row + 2]!)
  removeAbout(recent, row)
  return touchpoints
}

/** Of a post that was taken back, or is told anew. */
export function forgetAbout(recent: RecentAbout | undefined, key: number): void {
  if (!recent) return
  const row = rowOf(recent, key)
  if (row >= 0) removeAbout(recent, row)
}

function rowOf({ rows }: RecentAbout, key: number): number {
  for (let row = rows.length - WIDTH; row >= 0; row -= WIDTH) if (rows[row + 1] === key) return row
  return -1
}

/** What does not fit is left out: a ninth touchpoint of a mention, a 64th of a brand. */
function numberOf(recent: RecentAbout, touchpoints: readonly string[]): number {
  let number = 0
  for (let i = Math.min(MOST_NAMES, touchpoints.length) - 1; i >= 0; i--) {
    const name = touchpoints[i]!
    let place = recent.names.indexOf(name)
    if (place < 0 && recent.names.length < BASE - 1) {
      place = recent.names.length
      recent.names = recent.names.concat(name)
    }
    if (place >= 0) number = number * BASE + place + 1
  }
  return number
}

function namesOf(names: readonly string[], number: number): string[] {
  const found: string[] = []
  for (let rest = number; rest > 0; rest = Math.floor(rest / BASE))
    found.push(names[(rest % BASE) - 1]!)
  return found.slice()
}

/** What a post complains about and the interactions it has; undefined where nothing of it is known any more. */
export function votesOf(
  { named, table }: { readonly named: ReadonlyMap<number, Named>; readonly table: PostTable },
  key: number,
): Votes | undefined {
  const known = named.get(key)
  return known && { touchpoints: known.touchpoints, votes: totalOf(table, postRow(table, key)) }
}

export interface Votes {
  readonly touchpoints: readonly string[]
  readonly votes: number
}

const NOTHING: readonly string[] = []
/** What weighs less than this part of the strongest is not what a storm is about. */
const LEAST_PART = 0.1
/** An alert names few touchpoints (DESIGN 1), or it names none. */
const MOST = 3

/**
 * What a storm is about, the strongest first.
 * @param window weights of touchpoints in critical mentions
 * @param leading the touchpoints of its leading post, the one it names most first, and the interactions it has: each is a
 *   vote, for the second half, for the third a third of one
 */
export function stormTouchpoints(window: ReadonlyMap<string, number>, leading?: Votes): string[] {
  const weights = new Map(window)
  leading?.touchpoints.forEach((name, i) => {
    weights.set(name, (weights.get(name) ?? 0) + leading.votes / (i + 1))
  })
  const least = Math.max(1, LEAST_PART * Math.max(0, ...weights.values()))
  return [...weights]
    .filter(([, weight]) => weight >= least)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST)
    .map(([name]) => name)
}
