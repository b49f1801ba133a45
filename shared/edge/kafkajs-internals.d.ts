/** The parts of kafkajs that it does not export and that `bus-kafka-client.ts` must mend. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    readonly pending: readonly unknown[]
    readonly throttledUntil: number
    throttleCheckTimeoutId: NodeJS.Timeout | null
    checkPendingRequests(): void
    scheduleCheckPendingRequests(): void
    scheduleRequestTimeoutCheck(): void
    rejectAll(error: Error): void
    destroy(): void
  }
  export = RequestQueue
}

declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net'

  import RequestQueue = require('kafkajs/src/network/requestQueue/index.js')
  class Connection {
    readonly host: string
    readonly port: number
    readonly ssl: unknown
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly requestQueue: RequestQueue
    readonly logError: (message: string) => void
    socket: Socket | undefined
    connectionStatus: string
    authenticatedAt: unknown
    /** Of a login that waits for its answer. */
    authHandlers: { onError(): void } | null
    /** What has come of the next answer. */
    chunks: Buffer[]
    bytesBuffered: number
    bytesNeeded: number
    socketFactory(options: {
      host: string
      port: number
      ssl: unknown
      onConnect: () => void
    }): Socket
    isConnected(): boolean
    connect(): Promise<unknown>
    disconnect(): Promise<unknown>
    processData(data: Buffer): void
    send(request: object): Promise<unknown>
    sendAuthRequest(request: object): Promise<unknown>
  }
  export = Connection
}

declare module 'kafkajs/src/protocol/requests/produce/v3/response.js' {
  const response: object
  export = response
}

declare module 'kafkajs/src/protocol/error.js' {
  export function createErrorFromCode(code: number): Error
}
