/** The shapes of kafkajs' requests and answers, as far as they are used here; its own types leave them out. */

export interface KafkaBroker {
  joinGroup(request: JoinRequest): Promise<JoinAnswer>
  syncGroup(request: SyncRequest): Promise<{ memberAssignment: Buffer }>
  heartbeat(request: Membership): Promise<unknown>
  leaveGroup(request: Pick<Membership, 'groupId' | 'memberId'>): Promise<unknown>
  disconnect(): Promise<unknown>
  offsetCommit(request: Membership & { topics: TopicOffsets[] }): Promise<unknown>
  offsetFetch(request: { groupId: string; topics: TopicPartitions[] }): Promise<{
    responses: TopicOffsets[]
  }>
}

export interface ProducedMessage {
  readonly key: string | null
  /** A text is written in UTF-8. */
  readonly value: string | Buffer | null
  /** How many bytes `value` has; 0 without one. */
  readonly valueBytes: number
}

export interface ProducedTopic {
  readonly topicName: string
  readonly partitions: readonly ProducedPartition[]
}

export interface ProducedPartition {
  readonly partition: number
  readonly errorCode: number
  readonly baseOffset: string
  /** Negative where the records' own time counts. */
  readonly logAppendTime: string
}

export interface Membership {
  readonly groupId: string
  readonly groupGenerationId: number
  readonly memberId: string
}

export interface JoinRequest {
  readonly groupId: string
  readonly sessionTimeout: number
  readonly rebalanceTimeout: number
  readonly memberId: string
  readonly groupProtocols: readonly { name: string; metadata: Buffer }[]
}

export interface JoinAnswer {
  readonly generationId: number
  readonly leaderId: string
  readonly memberId: string
  /** Of all members; only the leader is told. */
  readonly members: readonly { memberId: string; memberMetadata: Buffer }[]
}

export interface SyncRequest {
  readonly groupId: string
  readonly generationId: number
  readonly memberId: string
  readonly groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[]
}

export interface TopicPartitions {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number }[]
}

export interface TopicOffsets {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
}
