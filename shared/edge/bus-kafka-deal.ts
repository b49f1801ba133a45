/**
 * How the leader of a group deals partitions: those of one number stay together, whatever their topic. Groups with the
 * same processes deal alike, so that what one stage writes is read by the next one in the same process.
 */

import { MemberAssignment, MemberMetadata } from './bus-kafka-client.ts'
import type { JoinAnswer, SyncRequest } from './bus-kafka-protocol.ts'

/** Partitions by topic. */
export type Assignment = ReadonlyMap<string, readonly number[]>

/** Members of one group agree on it by this name; another way of dealing needs another one. */
export const PROTOCOL = 'sturmwarte-by-number'
const VERSION = 1

/** @param home names the process, in whatever group it is */
export function subscription(
  topics: readonly string[],
  home: string,
): { name: string; metadata: Buffer } {
  const userData = Buffer.from(home)
  const metadata = MemberMetadata.encode({ version: VERSION, topics: [...topics], userData })
  return { name: PROTOCOL, metadata }
}

/** All topics that members want. */
export function wantedTopics({ members }: Pick<JoinAnswer, 'members'>): string[] {
  return [...new Set(members.flatMap(topicsOf))]
}

/** @param partitionCount of each topic */
export function deal(
  { members }: Pick<JoinAnswer, 'members'>,
  partitionCount: (topic: string) => number,
): SyncRequest['groupAssignment'] {
  const sorted = members
    .map((member) => ({ ...member, place: `${homeOf(member)} ${member.memberId}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
  const hands = new Map(sorted.map(({ memberId }) => [memberId, {} as Record<string, number[]>]))
  for (const topic of wantedTopics({ members })) {
    const takers = sorted.filter((member) => topicsOf(member).includes(topic))
    for (let partition = 0; partition < partitionCount(topic); partition++) {
      const hand = hands.get(takers[partition % takers.length]!.memberId)!
      hand[topic] = [...(hand[topic] ?? []), partition]
    }
  }
  return [...hands].map(([memberId, assignment]) => ({
    memberId,
    memberAssignment: MemberAssignment.encode({
      version: VERSION,
      assignment,
      userData: Buffer.alloc(0),
    }),
  }))
}

export function decodeAssignment(bytes: Buffer): Assignment {
  const assignment = bytes.length > 0 ? MemberAssignment.decode(bytes)?.assignment : undefined
  return new Map(Object.entries(assignment ?? {}))
}

/** Empty for a member of a version that did not say. */
function homeOf({ memberMetadata }: JoinAnswer['members'][number]): string {
  return MemberMetadata.decode(memberMetadata)?.userData.toString() ?? ''
}

function topicsOf({ memberMetadata }: JoinAnswer['members'][number]): string[] {
  return MemberMetadata.decode(memberMetadata)?.topics ?? []
}
