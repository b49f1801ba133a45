/** All sources, one line each. */

import type { AnySource } from '../source.ts'
import { file } from './file.ts'
import { hackernews } from './hackernews.ts'
import { mastodon } from './mastodon.ts'
import { recording } from './recording.ts'
import { rss } from './rss.ts'
import { webhook } from './webhook.ts'

export const SOURCES: readonly AnySource[] = [file, hackernews, mastodon, recording, rss, webhook]
