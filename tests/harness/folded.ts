/** Whether everybody who reads the log has read all of it, as the groups' commits say. */

import type { Bus, PartitionLag } from '../../shared/edge/bus.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { eventually } from './eventually.ts'

/** In the order in which what one writes is read by the next. */
const READ = {
  [GROUPS.score]: [TOPICS.mentions, TOPICS.engagement],
  [GROUPS.detect]: [TOPICS.observations],
  [GROUPS.decide]: [TOPICS.storms],
  [GROUPS.deliver]: [TOPICS.notifications],
  [GROUPS.archive]: [TOPICS.storms],
}

/**
 * Waits until all that stands in the log now went through everybody's hands, one after the other. The end is taken
 * once and from one answer: ticks are written and committed all the time, so that it must not be asked for between
 * two commits.
 */
export async function untilFolded(bus: Bus): Promise<void> {
  for (const [group, topics] of Object.entries(READ)) {
    const ends = await bus.lag(group, topics)
    const endOf = new Map(ends.map((one) => [placeOf(one), one.committed + one.lag]))
    const behind = async () => {
      const lags = await bus.lag(group, topics)
      return lags.some((one) => one.committed < endOf.get(placeOf(one))!) ? undefined : true
    }
    const wanted = [...endOf].map(([place, end]) => `${place} to ${end}`).join(', ')
    await eventually(`${group} has read ${wanted}`, behind, { about: () => lagsOf(bus) })
  }
}

/** Where each group stands, for people. */
export async function lagsOf(bus: Bus): Promise<string> {
  const groups = Object.entries(READ).map(async ([group, topics]) => {
    const lags = await bus.lag(group, topics)
    const places = lags.map((one) => `${placeOf(one)} at ${one.committed}, ${one.lag} behind`)
    return `${group}: ${places.join('; ')}`
  })
  return (await Promise.all(groups)).join('\n')
}

function placeOf({ topic, partition }: PartitionLag): string {
  return `${topic}/${partition}`
}
