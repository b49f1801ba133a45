/** Says in words what a configuration would do, and what is probably not meant. Shows no secret and no address. */

import type { Route } from '../core/alert.ts'
import type { Brand } from '../core/brand.ts'
import { DEFAULT_POLICY, formatThreshold, POLICY_KEYS, type Policy } from '../core/policy.ts'
import { formatDuration } from '../core/time.ts'
import { isLoopback } from './config-report.ts'
import type { Config, Connector } from './config-types.ts'

const MAX_LISTED = 50
const MIN_TOKEN_LENGTH = 16
/** These reach nobody who sleeps. */
const SILENT_CHANNELS: readonly string[] = ['email', 'dashboard']

export function describeConfig(config: Config): string {
  const { brands, people, routes, missingSecrets } = config
  return [
    `Watched: ${counted(brands.length, 'brand')}`,
    ...listed(brands.map((brand) => describeBrand(brand, config.brandPolicies[brand.id], config))),
    `Sources: ${names(config.sources)}`,
    `Thresholds: ${differences(config.policy, DEFAULT_POLICY)}`,
    `Told: ${counted(people.length, 'person', 'people')}, ${counted(routes.length, 'route')}`,
    ...listed(routes.map(describeRoute)),
    `Digest: ${describeDigest(config)}`,
    `Notifiers: ${names(config.notifiers)}`,
    `Page: ${pageAddress(config)}, ${config.dashboard.token ? 'with' : 'without'} a token`,
    `Log: ${describeLog(config)}; store: ${storeText(config.store)}; data: ${config.dataDir}`,
    missingSecrets.length === 0 ? 'Missing credentials: none' : 'Missing credentials:',
    ...listed(missingSecrets.map((one) => `${one.name} for ${one.path}, line ${one.line}`)),
    config.warnings.length === 0 ? 'Warnings: none' : 'Warnings:',
    ...listed(config.warnings),
    '',
  ].join('\n')
}

function isInTheClear(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && !isLoopback(hostname)
}

function storeText(store: Config['store']): string {
  return store.kind === 'sqlite' ? store.kind : `${store.kind} at ${store.node}`
}

function describeLog({ log }: Config): string {
  if (log.kind !== 'kafka') return log.kind
  const how = [log.ssl ? 'TLS' : 'no TLS', log.sasl ? `login ${log.sasl.mechanism}` : 'no login']
  return `kafka at ${log.brokers.join(', ')} (${how.join(', ')})`
}

/** Each a sentence without its full stop. */
export function warningsOf(config: Config): string[] {
  const { token, publicUrl } = config.dashboard
  const warnings: string[] = []
  if (!config.sources.some((source) => source.enabled)) {
    warnings.push('there is no source, so that nothing will be seen')
  }
  const unheard = config.brands.filter((brand) => !config.routes.some((one) => isFor(one, brand)))
  for (const brand of unheard.slice(0, MAX_LISTED)) warnings.push(`nobody is told of ${brand.id}`)
  if (unheard.length > MAX_LISTED)
    warnings.push(`and of ${unheard.length - MAX_LISTED} more brands`)
  for (const route of config.routes) {
    if (route.match.maxLevel < 3 || !route.match.kinds.includes('storm')) continue
    const channels = route.chain.flatMap((step) => step.channels)
    if (channels.every((channel) => SILENT_CHANNELS.includes(channel))) {
      warnings.push(`mail wakes nobody: ${route.id} has no other channel from level 3 on`)
    }
  }
  const mail = config.notifiers.find((one) => one.name === 'email')
  const writes =
    config.digest?.channels.includes('email') === true ||
    config.routes.some((one) => one.chain.some((s) => s.channels.includes('email')))
  if (writes && (mail?.options['smtp'] === undefined || !mail.enabled)) {
    warnings.push(`there is no SMTP server: mails lie in ${config.dataDir}/outbox`)
  }
  if (writes && publicUrl === undefined) {
    warnings.push(`links in mails lead to ${pageAddress(config)}; set dashboard.publicUrl`)
  }
  const { store } = config
  if (store.kind === 'elasticsearch' && store.apiKey && isInTheClear(store.node)) {
    warnings.push(`store.apiKey crosses the network in the clear; give store.node as https://`)
  }
  const isKnown = config.missingSecrets.every((one) => one.path !== 'dashboard.token')
  const isShort = isKnown && (token?.reveal().length ?? MIN_TOKEN_LENGTH) < MIN_TOKEN_LENGTH
  if (isShort && !isLoopback(config.dashboard.host)) {
    warnings.push(`dashboard.token is shorter than ${MIN_TOKEN_LENGTH} characters`)
  }
  return warnings
}

function isFor(route: Route, brand: Brand): boolean {
  const { brands, kinds } = route.match
  return kinds.includes('storm') && (brands.length === 0 || brands.includes(brand.id))
}

function describeBrand(brand: Brand, own: Policy | undefined, config: Config): string {
  const hashtags = brand.hashtags.map((tag) => `#${tag}`)
  const words = [...brand.names, ...brand.keywords, ...hashtags, ...brand.handles].join(', ')
  const exclude = brand.exclude.length > 0 ? ` (not: ${brand.exclude.join(', ')})` : ''
  const policy = own ? `; ${differences(own, config.policy)}` : ''
  return `${brand.id}: ${words}${exclude}; ${brand.languages.join(', ')}; ${brand.timeZone}${policy}`
}

function describeRoute({ id, match, chain }: Route): string {
  const brands = match.brands.length > 0 ? match.brands.join(', ') : 'all brands'
  const kinds = match.kinds.length > 0 ? match.kinds.join(', ') : 'storm, candystorm'
  const steps = chain.map((step) => {
    const when = step.afterMs === 0 ? 'at once' : `after ${formatDuration(step.afterMs)}`
    const unless = step.unlessAcknowledged ? ' unless acknowledged' : ''
    return `${when}${unless} ${step.to.join(', ')} by ${step.channels.join(', ')}`
  })
  return `${id}: ${kinds}, levels ${match.minLevel} to ${match.maxLevel}, ${brands}: ${steps.join('; ')}`
}

function describeDigest({ digest }: Config): string {
  if (!digest) return 'none'
  const at = [Math.floor(digest.atMin / 60), digest.atMin % 60]
  const time = at.map((part) => String(part).padStart(2, '0')).join(':')
  const { readers, channels } = digest
  return `at ${time}, each in their own zone, ${readers.join(', ')} by ${channels.join(', ')}`
}

function differences(policy: Policy, base: Policy): string {
  const changed = POLICY_KEYS.flatMap((key) => {
    const text = formatThreshold(key, policy[key])
    return text === formatThreshold(key, base[key]) ? [] : [`${key} ${text}`]
  })
  return changed.length === 0 ? 'as they come' : changed.join(', ')
}

function names(connectors: readonly Connector[]): string {
  const texts = connectors.map(({ name, kind, enabled }) => {
    const what = kind === name ? name : `${name} (${kind})`
    return enabled ? what : `${what}, not enabled`
  })
  return texts.length === 0 ? 'none' : texts.join('; ')
}

function pageAddress({ dashboard: { host, port, publicUrl } }: Config): string {
  return (
    publicUrl ??
    `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
  )
}

function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MAX_LISTED).map((line) => `  ${line}`)
  return lines.length > MAX_LISTED ? [...shown, `  and ${lines.length - MAX_LISTED} more`] : shown
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
