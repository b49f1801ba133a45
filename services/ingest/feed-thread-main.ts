/** The other end of `feed-thread.ts`: the thread in which feeds are read. */

import { parentPort } from 'node:worker_threads'
import { readFeed } from './feed-parse.ts'
import type { FeedText } from './feed-thread.ts'

const port = parentPort
if (!port) throw new Error('feed-thread-main is started by feed-thread')
port.on('message', ({ text, from }: FeedText) => port.postMessage(readFeed(text, from)))
