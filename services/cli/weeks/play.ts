/** Plays simulated weeks through the product's own matching, sentiment and detector, told nothing. */

import { type Brand, plainBrand } from '../../../shared/core/brand.ts'
import { compileMatcher } from '../../../shared/core/match.ts'
import type { Observation } from '../../../shared/core/observation.ts'
import { DEFAULT_POLICY, policyId } from '../../../shared/core/policy.ts'
import type { Reading, StormEvent } from '../../../shared/core/storm.ts'
import { pseudonyms } from '../../../shared/edge/pseudonym.ts'
import { createPlayer, emptyCounts } from '../../../shared/edge/replay.ts'
import { createRecordScorer } from '../../../shared/edge/scorer.ts'
import { startFloors } from '../floors.ts'
import type { Alarm } from '../judgement.ts'
import { PROFILES } from './brands.ts'
import type { BrandWeeks } from './plan.ts'

export interface Heard {
  readonly weeks: BrandWeeks
  /** Storms opened or raised, candystorms aside, in the order of time. */
  readonly told: readonly StormEvent[]
  readonly levels: readonly Pick<Reading, 'at' | 'level'>[]
  readonly floors: Readonly<Record<string, readonly Alarm[]>>
  /** Of the mentions: found by the matcher, and rightly seen as negative or not. */
  readonly found: number
  readonly rightNegatives: number
  readonly trueNegatives: number
  readonly wrongNegatives: number
}

/** `own`: the product judges. `told`: it is given the truth, to see what its sentiment costs. */
export type Polarity = 'own' | 'told'

const KEY = new TextEncoder().encode('simulated weeks')
/** A truth that no classifier reaches: certain either way. */
const CERTAIN = { negative: 0.97, positive: 0.02, neutral: 0.05 }

export function listener(): (weeks: BrandWeeks, polarity: Polarity) => Heard {
  const brands: Brand[] = PROFILES.map(({ id, name }) => plainBrand(id, [name]))
  const matcher = compileMatcher(brands)
  const scorer = createRecordScorer(brands, pseudonyms(KEY))
  return (weeks, polarity) => {
    const counted = { found: 0, rightNegatives: 0, trueNegatives: 0, wrongNegatives: 0 }
    const brandId = weeks.profile.id
    const observations: Observation[] = []
    for (const record of weeks.records) {
      if (record.type === 'engagement') {
        observations.push(scorer.engagement({ ...record, brandId }))
        continue
      }
      if (record.type !== 'mention') continue
      const { text, source } = record
      const matched = matcher.match({ text, authorHandle: record.author?.handle, source })
      if (!matched.some((one) => one.brandId === brandId)) continue
      counted.found++
      const { mood } = weeks.truths.get(record.id)!
      const pNeg = polarity === 'told' ? CERTAIN[mood] : undefined
      const { observation } = scorer.mention({ ...record, brandId, pNeg })
      const says = observation.pNegMilli >= 500
      if (mood === 'negative') counted.trueNegatives++
      if (mood === 'negative' && says) counted.rightNegatives++
      if (mood !== 'negative' && says) counted.wrongNegatives++
      observations.push(observation)
    }
    return { weeks, ...counted, ...hear(weeks, observations) }
  }
}

function hear(
  { to }: BrandWeeks,
  observations: readonly Observation[],
): Pick<Heard, 'told' | 'levels' | 'floors'> {
  const told: StormEvent[] = []
  const levels: Pick<Reading, 'at' | 'level'>[] = []
  const floors = startFloors()
  const player = createPlayer(
    {
      policy: {
        type: 'policy',
        at: 0,
        policyId: policyId(DEFAULT_POLICY),
        policy: DEFAULT_POLICY,
        brands: {},
      },
      telling: undefined,
    },
    {
      reading(reading) {
        const { at, level } = reading
        levels.push({ at, level })
        floors.take(reading)
      },
      storm(event) {
        const { kind, change, level } = event
        if (kind !== 'storm' || level < 2) return
        if (change === 'opened' || change === 'level-raised') told.push(event)
      },
      notification: () => undefined,
      deadLetter: () => undefined,
    },
    emptyCounts(),
  )
  for (const observation of observations) player.play(observation)
  player.end(to)
  return { told, levels, floors: floors.alarms() }
}
