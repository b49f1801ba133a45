/**
 * The embedded store: one SQLite file with an FTS5 index. Every call works synchronously inside; a process that
 * must not stand still uses it through `store-worker.ts`.
 */

import { idKey } from '../core/mention.ts'
import type {
  EngagementPoint,
  MentionDocument,
  RetentionRule,
  Store,
  StoreChange,
} from './store.ts'
import { cleanText, shownMention } from './store-merge.ts'
import type { MentionRow, StoreFile } from './store-sqlite-file.ts'
import { MENTION_COLUMNS, openStoreFile, stateOf } from './store-sqlite-file.ts'
import { histogram, records, search, terms } from './store-sqlite-read.ts'
import { purge, removeMentions, removeRecords, sliced } from './store-sqlite-retain.ts'
import { applyChanges } from './store-sqlite-write.ts'

/** Opens or creates the file. @throws DatabaseError */
export function openSqliteStore(options: { readonly path: string }): Store {
  const file = openStoreFile(options.path)
  return {
    apply: async (changes) => applyChanges(file, changes),
    mention: async (brandId, mentionId) => mention(file, brandId, mentionId),
    engagement: async (brandId, mentionId) => engagement(file, brandId, mentionId),
    search: async (query) => search(file, query),
    histogram: async (query, stepMs) => histogram(file, query, stepMs),
    terms: async (query, limit) => terms(file, query, limit),
    records: async (kind, query) => records(file, kind, query),
    erase: async (what, at) => erase(file, what, at),
    retain: async (rules) => retain(file, rules),
    close: async () => file.db.close(),
  }
}

function mention(file: StoreFile, brandId: string, mentionId: string): MentionDocument | undefined {
  const id = cleanText(mentionId)
  const brand = file.brandNumber(cleanText(brandId))
  if (brand === undefined) return undefined
  const row = file.db.get<MentionRow>(
    `SELECT ${MENTION_COLUMNS} FROM mentions m LEFT JOIN scores s ON s.n = m.n
     WHERE m.key = ? AND m.brand = ? AND m.id = ?`,
    [idKey(id), brand, id],
  )
  return row && shownMention(stateOf(row, file.brandId(brand)))
}

function engagement(file: StoreFile, brandId: string, mentionId: string): EngagementPoint[] {
  const brand = file.brandNumber(cleanText(brandId))
  if (brand === undefined) return []
  const rows = file.db.all<Omit<EngagementPoint, 'mentionId' | 'brandId'>>(
    `SELECT at, likes, comments, shares, views FROM engagement
     WHERE key = ? AND brand = ? ORDER BY at`,
    [idKey(cleanText(mentionId)), brand],
  )
  return rows.map((row) => ({ mentionId, brandId, ...row }))
}

const ERASED_PER_SLICE = 500

/** By author it reads the whole table: an index would cost every mention something for what happens once a year. */
async function erase(
  file: StoreFile,
  what: { mentionId: string } | { authorKey: string },
  at: number,
): Promise<number> {
  const found =
    'mentionId' in what
      ? file.db.all<{ id: string; brand: number }>(
          'SELECT id, brand FROM mentions WHERE key = ? AND id = ? AND deleted_at IS NULL',
          [idKey(cleanText(what.mentionId)), cleanText(what.mentionId)],
        )
      : file.db.all<{ id: string; brand: number }>(
          'SELECT id, brand FROM mentions WHERE author_key = ? AND deleted_at IS NULL',
          [cleanText(what.authorKey)],
        )
  const deletions = found.map(({ id, brand }): StoreChange => {
    return { type: 'deletion', brandId: file.brandId(brand), mentionId: id, at }
  })
  for (let i = 0; i < deletions.length; i += ERASED_PER_SLICE) {
    const [refused] = applyChanges(file, deletions.slice(i, i + ERASED_PER_SLICE))
    if (refused) throw new RangeError(`erase: ${refused.reason}`)
  }
  return deletions.length
}

async function retain(file: StoreFile, rules: readonly RetentionRule[]): Promise<number> {
  let removed = 0
  for (const { kind, olderThan } of rules) {
    removed += await sliced(() =>
      kind === 'mention' ? removeMentions(file, olderThan) : removeRecords(file, kind, olderThan),
    )
  }
  await purge(file)
  return removed
}
