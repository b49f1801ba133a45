/**
 * Who speaks with whom: near-copies of one text, and addresses that several accounts post within seconds. It explains
 * a wave and never hides one (DETECTION 5.4).
 */

import type { Critic } from './heard.ts'
import { isNearCopy } from './wording.ts'

export interface CopyGroups {
  /** By critic, in the same order: the number of its group of copies, -1 for words of their own. */
  readonly groupOf: readonly number[]
  /** The largest group: its part of all critics, and accounts in it. Undefined without one. */
  readonly largest: { readonly share: number; readonly accounts: number } | undefined
  /** Accounts that posted an address within seconds of another account. */
  readonly coPosters: number
}

/** Fewer posts of one wording are no template. */
const LEAST_COPIES = 3
/** The time window of CooRTweet (MIT), in which accounts that share one object are taken to act together. */
const CO_POSTING_MS = 10_000

export function copyGroups(critics: readonly Critic[]): CopyGroups {
  const groupOf = groupByWording(critics)
  const weights = new Map<number, number>()
  const accounts = new Map<number, Set<number>>()
  let all = 0
  critics.forEach((one, i) => {
    all += one.weight
    const group = groupOf[i]!
    if (group < 0) return
    weights.set(group, (weights.get(group) ?? 0) + one.weight)
    const authors = accounts.get(group) ?? new Set()
    accounts.set(group, authors.add(authorOf(one)))
  })
  const [first] = [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return {
    groupOf,
    largest: first && { share: first[1] / all, accounts: accounts.get(first[0])!.size },
    coPosters: coPosters(critics),
  }
}

/** Each text joins the first group whose first text it is a near-copy of. */
function groupByWording(critics: readonly Critic[]): number[] {
  const leaders: number[] = []
  const sizes: number[] = []
  const groupOf = critics.map(({ said }) => {
    const wording = said.wording ?? 0
    if (wording === 0) return -1
    let group = leaders.findIndex((leader) => isNearCopy(leader, wording))
    if (group < 0) group = leaders.push(wording) - 1
    sizes[group] = (sizes[group] ?? 0) + 1
    return group
  })
  return groupOf.map((group) => (group >= 0 && sizes[group]! >= LEAST_COPIES ? group : -1))
}

function coPosters(critics: readonly Critic[]): number {
  const byLink = new Map<number, Critic[]>()
  for (const one of critics) {
    const { link } = one.said
    if (link === undefined || one.author === 0) continue
    const list = byLink.get(link)
    if (list) list.push(one)
    else byLink.set(link, [one])
  }
  const together = new Set<number>()
  for (const list of byLink.values()) {
    list.sort((a, b) => a.publishedAt - b.publishedAt || a.key - b.key)
    for (let i = 1; i < list.length; i++) {
      const [before, one] = [list[i - 1]!, list[i]!]
      if (one.publishedAt - before.publishedAt > CO_POSTING_MS) continue
      if (one.author === before.author) continue
      together.add(one.author)
      together.add(before.author)
    }
  }
  return together.size
}

/** The author, or the mention where nobody knows; below 0, as no author is. */
export function authorOf({ author, key }: Critic): number {
  return author === 0 ? -key : author
}

/** Who speaks in words of their own: an author, or a group of copies as one. Groups are few, so that no key is one. */
export function voiceOf(critic: Critic, group: number): number {
  return group >= 0 ? -1 - group : authorOf(critic)
}
