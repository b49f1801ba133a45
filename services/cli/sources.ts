/** `sturmwarte sources`: what can be watched, what each needs, sees and cannot see. */

import { Command } from 'commander'
import { formatRecord } from '../../shared/core/mention.ts'
import { SOURCES } from '../ingest/sources/index.ts'
import { configuredSources, notYet, optionChecks } from './connectors.ts'
import { CommandError, configOrExit, EXIT, print } from './exit.ts'
import { oneRound } from './one-round.ts'

export function sourcesCommand(): Command {
  return new Command('sources')
    .description('list sources with what they need, can and cannot see')
    .option('--try <name>', 'fetch once from a configured source and print what was found')
    .option('--config <file>', 'the configuration', 'sturmwarte.yaml')
    .action(async ({ try: name, config }: { try?: string; config: string }) => {
      if (name === undefined) await print(`${SOURCES.map(describe).join('\n')}\n${notYet()}\n`)
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
  const round = oneRound(configured, config)
  let shown = 0
  for await (const found of round.found) {
    if (found.type === 'record') await print(`${formatRecord(found.record)}\n`)
    else process.stderr.write(`${found.type}: ${found.reason}\n`)
    if (++shown >= TRY_ITEMS) break
  }
  for (const trouble of round.troubles) process.stderr.write(`trouble: ${trouble}\n`)
  if (shown === 0 && round.troubles.length > 0)
    throw new CommandError(`${name} could not be read: ${round.troubles[0]}`)
  process.stderr.write(`${name}: ${shown} found${shown >= TRY_ITEMS ? ', and more' : ''}\n`)
}
