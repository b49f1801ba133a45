/** `sturmwarte sources`: what can be watched, what each needs, sees and cannot see. */

import { Command } from 'commander'
import { formatRecord } from '../../shared/core/mention.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { SOURCES } from '../ingest/sources/index.ts'
import { configuredSources, optionChecks } from './connectors.ts'
import { CommandError, configOrExit, EXIT, print } from './exit.ts'

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

async function tryOnce(name: string, file: string): Promise<void> {
  const all = configuredSources(configOrExit(file, { ...optionChecks() }))
  const configured = all.find((one) => one.name === name)
  if (!configured) {
    const names = all.map((one) => one.name).join(', ') || 'none'
    throw new CommandError(
      `no source named ${name} is configured in ${file}; configured are: ${names}`,
      EXIT.usage,
    )
  }
  const stopping = new AbortController()
  const { source, options } = configured
  let shown = 0
  for await (const items of source.fetch({
    options,
    cursor: undefined,
    clock: systemClock,
    signal: stopping.signal,
  })) {
    for (const item of items) {
      for (const found of source.read(item.raw, systemClock.now())) {
        if (found.type === 'record') await print(`${formatRecord(found.record)}\n`)
        else process.stderr.write(`${found.type}: ${found.reason}\n`)
        if (++shown >= TRY_ITEMS) {
          stopping.abort()
          return
        }
      }
    }
  }
}
