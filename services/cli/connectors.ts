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
  const notYet = NOT_YET.map((name): [string, OptionsValidator] => [name, () => []])
  return Object.fromEntries([
    ...notYet,
    ...SOURCES.map((source): [string, OptionsValidator] => [
      source.name,
      (options) => {
        const result = source.parseOptions(options)
        return result.ok ? [] : result.problems.map(({ key, message }) => ({ path: key, message }))
      },
    ]),
  ])
}

/** Platforms that configurations may name already and that this version does not read. */
const NOT_YET = ['bluesky', 'lemmy', 'facebook', 'youtube', 'reddit']

export function notYet(): string {
  return `not read by this version, although a configuration may name them: ${NOT_YET.join(', ')}`
}

/** One sentence for every source that is configured and not watched: never silently blind. */
export function unwatched(config: Config): string[] {
  return config.sources
    .filter(({ enabled, kind }) => enabled && NOT_YET.includes(kind))
    .map(
      ({ name, kind }) =>
        `sources.${name}: this version does not read ${kind} yet; nothing is watched there`,
    )
}

export function configuredSources(config: Config): ConfiguredSource[] {
  return config.sources
    .filter(({ enabled, kind }) => enabled && !NOT_YET.includes(kind))
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
