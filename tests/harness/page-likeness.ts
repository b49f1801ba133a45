/** What the storm of the scripted night is like. */

import { likeness, type StormShape } from '../../shared/core/likeness.ts'
import { KNOWN_STORMS } from '../../shared/core/storm-library.ts'

const HERE: StormShape = {
  ...{ lead: 'post', pace: 'hours', channels: 2, commentsPerLike: 0.08, share: 0.4 },
  curve: [1.5, 3, 4.5, undefined, undefined, undefined],
}

/** As the product compares, with one published storm and one of its own. */
export const LIKENESS = {
  ...{ state: 'known', compared: 4, shape: HERE },
  likest: [
    {
      ...{ id: 'almgold/2026-02-01T10:00:00Z/share', startedAt: Date.UTC(2026, 1, 1, 10) },
      ...likeness(HERE, { ...HERE, share: 0.6, curve: [1, 2, 9] })!,
      shape: { ...HERE, share: 0.6, curve: [1, 2, 9] },
    },
    { ...KNOWN_STORMS[0]!, ...likeness(HERE, KNOWN_STORMS[0]!.shape)! },
  ],
}
