/**
 * What lies in Elasticsearch: one index a kind of thing, each made by its own template on the first write. Nothing is
 * mapped but what is asked for (`dynamic: false`), so that no stranger's field ever becomes one of ours; all else
 * stands in the source. Words are our own stems, split at blanks: no analyser of a language is needed.
 */

import type { estypes } from '@elastic/elasticsearch'
import type { RetentionRule, StoredRecord } from './store.ts'

/** `<prefix>-mentions` and so on. */
export const INDEX_KINDS = [
  'mentions',
  'engagement',
  'readings',
  'storms',
  'notifications',
] as const
export type IndexKind = (typeof INDEX_KINDS)[number]

/** Raised when documents must be written anew; an index of a newer one is refused. */
export const LAYOUT = 1

const keyword: estypes.MappingProperty = { type: 'keyword' }
const instant: estypes.MappingProperty = { type: 'date', format: 'epoch_millis' }
const record: Record<string, estypes.MappingProperty> = {
  id: keyword,
  brandId: keyword,
  at: instant,
}

export const PROPERTIES: Readonly<Record<IndexKind, Record<string, estypes.MappingProperty>>> = {
  mentions: {
    id: keyword,
    brandId: keyword,
    source: keyword,
    authorKey: keyword,
    publishedAt: instant,
    deletedAt: instant,
    // Of what came before its mention: then nothing else here is set but id and brandId.
    pendingAt: instant,
    pNeg: { type: 'double' },
    tokens: { type: 'text', analyzer: 'whitespace', norms: false },
  },
  engagement: { mention: keyword, at: instant },
  readings: record,
  storms: record,
  notifications: record,
}

export function templateOf(
  prefix: string,
  kind: IndexKind,
): estypes.IndicesPutIndexTemplateRequest {
  const name = indexName(prefix, kind)
  return {
    name,
    index_patterns: [name],
    // Above the patterns that Elasticsearch ships with.
    priority: 500,
    template: {
      settings: {
        auto_expand_replicas: '0-1',
        // What is deleted is to leave the disk with the next hourly retention, however little it is.
        'merge.policy.expunge_deletes_allowed': 0,
      },
      mappings: {
        _meta: { layout: LAYOUT },
        dynamic: false,
        properties: PROPERTIES[kind],
        // Made from the text whenever a document is written.
        ...(kind === 'mentions' ? { _source: { excludes: ['tokens'] } } : {}),
      },
    },
  }
}

export function indexName(prefix: string, kind: IndexKind): string {
  return `${prefix}-${kind}`
}

const OF_RECORDS: Readonly<Record<StoredRecord['kind'], IndexKind>> = {
  reading: 'readings',
  storm: 'storms',
  notification: 'notifications',
}

export function kindOf(kind: RetentionRule['kind']): IndexKind {
  return kind === 'mention' ? 'mentions' : OF_RECORDS[kind]
}
