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

/** Of posts that do not stand out yet, by key, the oldest first. */
export type RecentAbout = Map<
  number,
  { readonly at: EpochMs; readonly touchpoints: readonly string[] }
>

/** A post that stands out does so within a day and before so many others complain, or its touchpoints are lost. */
const RECENT = { ms: DAY_MS, posts: 128 } as const

/** Keeps what a complaint is about, for the day its post stands out. */
export function tellAbout(
  posts: { readonly named: Map<number, Named>; about: RecentAbout | undefined },
  mention: CellMention,
): void {
  const { named } = posts
  const known = named.get(mention.key)
  if (known) {
    named.set(mention.key, { ...known, touchpoints: mention.touchpoints })
    return
  }
  posts.about ??= new Map()
  noteAbout(posts.about, mention)
}

function noteAbout(recent: RecentAbout, { key, at, touchpoints }: CellMention): void {
  recent.set(key, { at, touchpoints })
  for (const [oldest, about] of recent) {
    if (recent.size <= RECENT.posts && at - about.at <= RECENT.ms) break
    recent.delete(oldest)
  }
}

/** For a post that stands out now. */
export function takeAbout(recent: RecentAbout | undefined, key: number): readonly string[] {
  const about = recent?.get(key)
  recent?.delete(key)
  return about?.touchpoints ?? NOTHING
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
