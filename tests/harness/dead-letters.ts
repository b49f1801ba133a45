/** What stands among the dead letters of a log. */

import type { Bus } from '../../shared/edge/bus.ts'
import { type DeadLetter, readDeadLetter } from '../../shared/edge/codec.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

export async function readDeadLetters(bus: Bus): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = []
  await readToEnd(bus, [TOPICS.deadLetters], 'start', ({ records }) => {
    for (const { value } of records) letters.push(readDeadLetter(value!)!)
  })
  return letters
}
