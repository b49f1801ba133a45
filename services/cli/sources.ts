/** `sturmwarte sources`: what can be watched, what each needs, sees and cannot see. */

import { Command } from 'commander'
import { formatRecord } from '../../shared/core/mention.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { createHttp, type Http } from '../../shared/edge/http.ts'
import type { ConfiguredSource } from '../ingest/service.ts'
import type { TakeNote } from '../ingest/source-state.ts'
import { SOURCES } from '../ingest/sources/index.ts'
import { configuredSources, optionChecks } from './connectors.ts'
import { CommandError, configOrExit, EXIT, print } from './exit.ts'
import { VERSION } from './version.ts'

export function sourcesCommand(): Command {
  return new Command('sources')
    .description('list sources with what they need, can and cannot see')
    .option('--try <name>', 'fetch once from a configured source and print what was found')
    .option('--config <file>', 'the configuration', 'sturmwarte.yaml')
    .action(async ({ try: name, config }: { try?: string; config: string }) => {
      if (name === undefined) await print(SOURCES.map(describe).join('\n'))
      else await tryOnce(name, config)
    })
}

function describe(source: (typeof SOURCES)[number]): string {
  const { name, summary, needs, sees, cannotSee } = source
  return `${name}: ${summary}\n  needs       ${needs}\n  sees        ${sees}\n  cannot see  ${cannotSee}\n`
}

/** Enough to see that it works. */
const TRY_ITEMS = 20

/** One round, printed and kept nowhere. What went wrong is said on standard error; nothing found is not an error. */
async function tryOnce(name: string, file: string): Promise<void> {
  const config = configOrExit(file, { ...optionChecks() })
  const all = configuredSources(config)
  const configured = all.find((one) => one.name === name)
  if (!configured) {
    const names = all.map((one) => one.name).join(', ') || 'none'
    throw new CommandError(
      `no source named ${name} is configured in ${file}; configured are: ${names}`,
      EXIT.usage,
    )
  }
  const http = createHttp({ clock: systemClock, version: VERSION, ...config.http })
  const troubles: string[] = []
  try {
    const shown = await printRound(configured, http, troubles)
    process.stderr.write(`${name}: ${shown} found${shown >= TRY_ITEMS ? ', and more' : ''}\n`)
    if (shown === 0 && troubles.length > 0)
      throw new CommandError(`${name} could not be read: ${troubles[0]}`)
  } finally {
    http.close()
  }
}

async function printRound(
  { source, options }: ConfiguredSource,
  http: Http,
  troubles: string[],
): Promise<number> {
  const stopping = new AbortController()
  const note: TakeNote = (_, why) => {
    if (why === undefined) return
    troubles.push(why)
    process.stderr.write(`trouble: ${why}\n`)
  }
  const { signal } = stopping
  let shown = 0
  for await (const items of source.fetch({
    options,
    cursor: undefined,
    clock: systemClock,
    http,
    signal,
    note,
  })) {
    for (const item of items) {
      for (const found of source.read(item.raw, systemClock.now())) {
        if (found.type === 'record') await print(`${formatRecord(found.record)}\n`)
        else process.stderr.write(`${found.type}: ${found.reason}\n`)
        if (++shown >= TRY_ITEMS) {
          stopping.abort()
          return shown
        }
      }
    }
  }
  return shown
}
