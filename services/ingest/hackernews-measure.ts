/** What has become of watched stories and comments: scores, edits, deletions, and the comments below stories that grow. */

import type { EpochMs } from '../../shared/core/time.ts'
import { SECOND_MS } from '../../shared/core/time.ts'
import { type HackernewsOptions, itemById, searchBySlices } from './hackernews-api.ts'
import { foundInHit, foundInItem, mentionInItem } from './hackernews-items.ts'
import { recallOf } from './recall.ts'
import type { Found, MeasureContext, WatchedPost } from './source.ts'

type Context = MeasureContext<HackernewsOptions>

/** Items asked for at the same time. */
const AT_ONCE = 5
/** Stories whose comments are read in one go. */
const THREADS = 3
/** The search shows a comment so much later than it was written, at most. */
const LATE_SECONDS = 3_600

/** @throws when no item could be had */
export async function measureItems(context: Context): Promise<Found[]> {
  const { posts, note } = context
  const found: Found[] = []
  const grown: Grown[] = []
  let trouble: string | undefined
  for (let from = 0; from < posts.length && trouble === undefined; from += AT_ONCE) {
    const group = posts.slice(from, from + AT_ONCE)
    for (const looked of await Promise.all(group.map((post) => look(context, post)))) {
      if ('why' in looked) trouble = looked.why
      else {
        found.push(...looked.found)
        if (looked.grown) grown.push(looked.grown)
      }
    }
  }
  if (trouble !== undefined && found.length === 0) throw new Error(trouble)
  if (trouble !== undefined) note?.('slow', trouble)
  grown.sort((a, b) => b.by - a.by)
  for (const one of grown.slice(0, THREADS)) found.push(...(await commentsBelow(context, one)))
  return found
}

interface Grown {
  readonly post: WatchedPost
  readonly comments: number
  readonly by: number
}

type Looked =
  | { readonly found: readonly Found[]; readonly grown: Grown | undefined }
  | { readonly why: string }

async function look(context: Context, post: WatchedPost): Promise<Looked> {
  const { options, clock } = context
  const { mentionId, kind } = post
  const asked = await itemById(context, options.itemsUrl, mentionId.replace(/^hackernews:/, ''))
  if (!asked.ok) return asked
  const now = foundInItem(mentionId, asked.item, clock.now())
  if (!now) return { found: [], grown: undefined }
  const recall = recallOf(options)
  const isKnown = recall.noted(versionName(mentionId)) !== undefined
  recall.note(versionName(mentionId), 1)
  const isEdited = recall.isNew(`${mentionId}\n${now.version}`) && isKnown && now.isThere
  const edit = isEdited ? [mentionInItem(asked.item, clock.now())] : []
  const by = now.comments - (recall.noted(mentionId) ?? 0)
  const grown = options.comments && kind !== 'comment' && by > 0
  return {
    found: [...edit, ...now.found],
    grown: grown ? { post, comments: now.comments, by } : undefined,
  }
}

/** Under which it is noted that a text of a post is known. */
function versionName(mentionId: string): string {
  return `text of ${mentionId}`
}

async function commentsBelow(context: Context, { post, comments }: Grown): Promise<Found[]> {
  const { options, clock } = context
  const recall = recallOf(options)
  const under = post.mentionId
  const what = `tags=comment,story_${under.replace(/^hackernews:/, '')}`
  const readBefore = recall.noted(under) !== undefined
  const to = Math.floor(clock.now() / SECOND_MS)
  const span = { from: secondsBefore(readBefore ? post.measuredAt : post.publishedAt), to }
  const found: Found[] = []
  for await (const searched of searchBySlices(context, options.searchUrl, what, span)) {
    if (!searched.ok) return found
    for (const hit of searched.hits) {
      const [first, ...more] = foundInHit({ hit, under }, clock.now())
      const isNew =
        first?.type === 'record' && first.record.type === 'mention' && recall.isNew(first.record.id)
      if (first && isNew) found.push(first, ...more)
    }
  }
  recall.note(under, comments)
  return found
}

function secondsBefore(at: EpochMs): number {
  return Math.floor(at / SECOND_MS) - LATE_SECONDS
}
