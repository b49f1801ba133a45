/** One round of a source outside the service: nothing is stored, and no cursor is kept. */

import { systemClock } from '../../shared/edge/clock.ts'
import type { Config } from '../../shared/edge/config.ts'
import { createHttp } from '../../shared/edge/http.ts'
import type { ConfiguredSource } from '../ingest/service.ts'
import type { Found } from '../ingest/source.ts'
import type { TakeNote } from '../ingest/source-state.ts'
import { VERSION } from './version.ts'

export interface Round {
  /** Ends with the round, or when whoever reads has enough. Never throws for the world. */
  readonly found: AsyncIterable<Found>
  /** Sentences about what could not be read, as far as the round has come. */
  readonly troubles: readonly string[]
}

/** @param signal ends the round; what was not read by then is not said */
export function oneRound(
  { source, options }: ConfiguredSource,
  config: Config,
  signal: AbortSignal = new AbortController().signal,
): Round {
  const troubles: string[] = []
  const note: TakeNote = (_, why) => {
    if (why !== undefined) troubles.push(why)
  }
  const read = async function* () {
    const http = createHttp({ clock: systemClock, version: VERSION, ...config.http })
    const stopping = new AbortController()
    const both = AbortSignal.any([signal, stopping.signal])
    const context = { options, cursor: undefined, clock: systemClock, http, signal: both, note }
    try {
      for await (const items of source.fetch(context))
        for (const { raw } of items) yield* source.read(raw, systemClock.now())
    } catch (error) {
      troubles.push(error instanceof Error ? error.message : String(error))
    } finally {
      stopping.abort()
      http.close()
    }
  }
  return { found: read(), troubles }
}
