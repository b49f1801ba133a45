/** Puts configured connectors together with the sources they name. */

import {
  type Config,
  type OptionsValidator,
  type ReadOptions,
  revealed,
} from '../../shared/edge/config.ts'
import { notifierOptions } from '../alert/channels.ts'
import type { ConfiguredSource } from '../ingest/service.ts'
import type { AnySource } from '../ingest/source.ts'
import { SOURCES } from '../ingest/sources/index.ts'
import { CommandError, EXIT } from './exit.ts'

/** For the configuration's reader: sources and notifiers check their own options. */
export function optionChecks(): Pick<ReadOptions, 'sourceOptions' | 'notifierOptions'> {
  return { sourceOptions: sourceValidators(), notifierOptions }
}

/** For the configuration's reader: every source checks its own options, at their place in the file. */
export function sourceValidators(): Record<string, OptionsValidator> {
  return Object.fromEntries(
    SOURCES.map((source) => [
      source.name,
      (options) => {
        const result = source.parseOptions(options)
        return result.ok ? [] : result.problems.map(({ key, message }) => ({ path: key, message }))
      },
    ]),
  )
}

export function configuredSources(config: Config): ConfiguredSource[] {
  return config.sources
    .filter(({ enabled }) => enabled)
    .map(({ name, kind, options }) => {
      const source = SOURCES.find((one) => one.name === kind)
      if (!source) {
        throw new CommandError(
          `sources.${name}: there is no source named ${kind}; there are ${SOURCES.map((one) => one.name).join(', ')}`,
          EXIT.usage,
        )
      }
      return { name, source, options: parsed(source, name, options) }
    })
}

function parsed(
  source: AnySource,
  name: string,
  options: Readonly<Record<string, unknown>>,
): unknown {
  const result = source.parseOptions(revealed(options) as Readonly<Record<string, unknown>>)
  if (result.ok) return result.options
  const [first] = result.problems
  throw new CommandError(`sources.${name}.${first?.key}: ${first?.message}`, EXIT.usage)
}
