/** Opens what routes may name: every notifier of the configuration, and those that are there without being named. */

import { revealed } from '../../shared/edge/config-secret.ts'
import type { Connector, OptionsValidator } from '../../shared/edge/config-types.ts'
import type { Channel, Notifier, Surroundings } from './notifier.ts'
import { NOTIFIERS } from './notifiers/index.ts'

/** For the check of a configuration: judges the options of each notifier. */
export const notifierOptions: Readonly<Record<string, OptionsValidator>> = Object.fromEntries(
  NOTIFIERS.map((notifier) => [
    notifier.name,
    (options) => {
      const parsed = notifier.parse(options)
      return parsed.ok ? [] : parsed.problems
    },
  ]),
)

/** Mail lies in the outbox folder and the page is open, whether or not they are configured. */
const BUILT_IN: readonly Connector[] = ['email', 'dashboard'].map((name) => ({
  name,
  kind: name,
  enabled: true,
  options: {},
}))

/** @throws ChannelError for options that the check of the configuration refuses. */
export function openChannels(
  connectors: readonly Connector[],
  surroundings: Surroundings,
): Map<string, Channel> {
  const named = new Set(connectors.map(({ name }) => name))
  const all = [...connectors, ...BUILT_IN.filter(({ name }) => !named.has(name))]
  const channels = new Map<string, Channel>()
  for (const connector of all) {
    const notifier = NOTIFIERS.find(({ name }) => name === connector.kind)
    if (!connector.enabled || !notifier) continue
    channels.set(connector.name, openOne(notifier, connector, surroundings))
  }
  return channels
}

function openOne(
  notifier: Notifier<never>,
  { name, options }: Connector,
  surroundings: Surroundings,
): Channel {
  const parsed = notifier.parse(revealed(options) as Readonly<Record<string, unknown>>)
  if (parsed.ok) return notifier.open(parsed.options, surroundings)
  const problems = parsed.problems.map(
    ({ path, message }) => `notifiers.${name}.${path} ${message}`,
  )
  throw new ChannelError(problems.join('; '))
}

/** A notifier cannot be opened; `message` says which option is wrong. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError'
}
