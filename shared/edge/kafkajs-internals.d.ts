/** The parts of kafkajs that it does not export and that `bus-kafka-client.ts` must mend. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    readonly pending: readonly unknown[]
    readonly throttledUntil: number
    throttleCheckTimeoutId: NodeJS.Timeout | null
    checkPendingRequests(): void
    scheduleCheckPendingRequests(): void
  }
  export = RequestQueue
}

declare module 'kafkajs/src/network/connection.js' {
  class Connection {
    socket: unknown
    connect(): Promise<unknown>
    disconnect(): Promise<unknown>
  }
  export = Connection
}

declare module 'kafkajs/src/protocol/requests/produce/v3/response.js' {
  const response: object
  export = response
}
