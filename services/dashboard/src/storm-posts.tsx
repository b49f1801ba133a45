/** What critics say while a storm lasts, in the original. */

import { useState } from 'preact/hooks'
import type { StormView } from '../../../shared/core/live.ts'
import { HOUR_MS, MINUTE_MS } from '../../../shared/core/time.ts'
import { useApp } from './context.ts'
import { MentionList, UniqueSwitch } from './mention-list.tsx'

/** Who spoke shortly before the storm opened is part of it: the window of its conditions. */
const BEFORE_MS = 3 * HOUR_MS
const FEW = 5

export function StormPosts({ storm }: { readonly storm: StormView }) {
  const { text, policy } = useApp()
  const [unique, setUnique] = useState(false)
  const query = {
    brandId: storm.brandId,
    text: '',
    fromAt: storm.startedAt - BEFORE_MS,
    // The minute that has begun belongs to it.
    toAt: storm.endedAt === null ? null : storm.endedAt + MINUTE_MS,
    minPNeg: policy.postNegative,
    unique,
    limit: FEW,
  }
  return (
    <section class="panel post-list">
      <div class="panel-head">
        <h2>{text.storm.posts}</h2>
        <UniqueSwitch unique={unique} onChange={setUnique} />
      </div>
      <MentionList key={JSON.stringify(query)} query={query} />
    </section>
  )
}
