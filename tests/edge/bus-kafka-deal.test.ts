import { expect, test } from 'vitest'
import { deal, decodeAssignment, subscription } from '../../shared/edge/bus-kafka-deal.ts'

const PARTITIONS = 5

/** Who holds which partitions: member ids are the broker's and differ in each group. */
function dealt(topics: readonly string[], homes: ReadonlyMap<string, string>) {
  const members = [...homes].map(([memberId, home]) => ({
    memberId,
    memberMetadata: subscription(topics, home).metadata,
  }))
  const hands = deal({ members }, () => PARTITIONS)
  return new Map(
    hands.map(({ memberId, memberAssignment }) => [
      homes.get(memberId),
      decodeAssignment(memberAssignment),
    ]),
  )
}

test('two groups of the same processes deal alike, whatever the broker calls their members', () => {
  const scoring = dealt(
    ['mentions', 'engagement'],
    new Map([
      ['z', 'process 1'],
      ['a', 'process 2'],
    ]),
  )
  const detecting = dealt(
    ['observations'],
    new Map([
      ['b', 'process 1'],
      ['y', 'process 2'],
    ]),
  )
  for (const home of ['process 1', 'process 2']) {
    const numbers = detecting.get(home)?.get('observations')
    expect(scoring.get(home)?.get('mentions')).toEqual(numbers)
    expect(scoring.get(home)?.get('engagement')).toEqual(numbers)
  }
  const all = [...detecting.values()].flatMap((hand) => hand.get('observations') ?? [])
  expect(all.sort()).toEqual([0, 1, 2, 3, 4])
})

test('a member that does not say where it is gets its share, too', () => {
  const hands = dealt(
    ['observations'],
    new Map([
      ['m', ''],
      ['k', 'process 1'],
    ]),
  )
  expect(hands.get('')?.get('observations')).toEqual([0, 2, 4])
  expect(hands.get('process 1')?.get('observations')).toEqual([1, 3])
})
