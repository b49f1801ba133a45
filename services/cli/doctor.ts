/** `sturmwarte doctor`: looks at everything a start needs and says of each what to do. */

import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Command } from 'commander'
import { probeKafka } from '../../shared/edge/bus-kafka-probe.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { type Config, formatProblem, readConfigFile, revealed } from '../../shared/edge/config.ts'
import { lockDataDirectory } from '../../shared/edge/data-lock.ts'
import { topicSpecs } from '../../shared/edge/topics.ts'
import { configuredSources, optionChecks, unwatched } from './connectors.ts'
import { CommandError, print } from './exit.ts'
import { kafkaAddress } from './log.ts'
import { oneRound } from './one-round.ts'
import { ROOT, VERSION } from './version.ts'

interface Finding {
  readonly what: string
  readonly ok: boolean
  /** What was found, and where it is not well, what to do. */
  readonly says: string
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('configuration, connectivity, clock, disk, mail, versions: each with what to do')
    .option('--config <file>', 'the configuration', 'sturmwarte.yaml')
    .action(async ({ config: file }: { config: string }) => {
      const findings = await examine(file)
      await print(
        findings
          .map(({ what, ok, says }) => `${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(14)} ${says}\n`)
          .join(''),
      )
      const ill = findings.filter(({ ok }) => !ok).length
      if (ill > 0) throw new CommandError(`${ill} of ${findings.length} need attention`)
    })
}

async function examine(file: string): Promise<Finding[]> {
  const findings: Finding[] = [version(), page(), clock()]
  const config = configuration(file, findings)
  const dataDir = config?.dataDir ?? 'data'
  findings.push(disk(dataDir), lock(dataDir))
  if (config) {
    findings.push(await port(config), await mail(config))
    findings.push(...(await kafka(config)), ...(await store(config)), ...(await sources(config)))
  }
  return findings
}

/** A source that asks others is asked for one round; the others wait to be told something. */
async function sources(config: Config): Promise<Finding[]> {
  if (config.missingSecrets.length > 0) return []
  const asking = configuredSources(config).filter(({ source }) => source.pollEveryMs !== undefined)
  const findings = await Promise.all(
    asking.map(async (configured): Promise<Finding> => {
      const round = oneRound(configured, config, AbortSignal.timeout(ROUND_MS))
      let found = 0
      for await (const one of round.found) if (one.type === 'record') found++
      const [trouble] = round.troubles
      const says = trouble ?? `answers; ${found} records in one round`
      return { what: `source ${configured.name}`, ok: trouble === undefined, says }
    }),
  )
  const unread = unwatched(config).map((says) => ({ what: 'source', ok: false, says }))
  return [...findings, ...unread]
}

const ROUND_MS = 30_000

/** The oldest Node this runs on, as package.json says. */
const NODE = { major: 20, minor: 19 }

function version(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > NODE.major || (major === NODE.major && minor >= NODE.minor)
  const needs = ok ? '' : `; install Node ${NODE.major}.${NODE.minor} or newer`
  return {
    what: 'versions',
    ok,
    says: `sturmwarte ${VERSION}, Node ${process.versions.node}${needs}`,
  }
}

function page(): Finding {
  const ok = existsSync(join(ROOT, 'dist', 'page', 'index.html'))
  return { what: 'page', ok, says: ok ? 'built' : 'not built; run npm ci' }
}

/** No server is asked for the time; a year that cannot be is seen without one. */
function clock(): Finding {
  const now = new Date(systemClock.now())
  const ok = now.getUTCFullYear() >= 2026 && now.getUTCFullYear() < 2100
  return {
    what: 'clock',
    ok,
    says: ok
      ? `${now.toISOString()} UTC; compare it with yours`
      : `${now.toISOString()} cannot be right; set the clock`,
  }
}

function configuration(file: string, findings: Finding[]): Config | undefined {
  const result = readConfigFile(file, process.env, {
    allowMissingSecrets: true,
    ...optionChecks(),
  })
  if (!result.ok) {
    const [first] = result.problems
    const more =
      result.problems.length > 1
        ? ` (and ${result.problems.length - 1} more: sturmwarte check ${file})`
        : ''
    findings.push({
      what: 'configuration',
      ok: false,
      says: first ? formatProblem(first, file) + more : file,
    })
    return undefined
  }
  const { missingSecrets, brands } = result.config
  const missing = missingSecrets.map(({ name }) => name).join(', ')
  findings.push({
    what: 'configuration',
    ok: missing === '',
    says:
      missing === ''
        ? `${file}: ${brands.length} brands`
        : `${file} is valid; set in the environment: ${missing}`,
  })
  return result.config
}

/** Below this a busy day may fill the disk. */
const FREE_BYTES = 1e9

function disk(dataDir: string): Finding {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
    const { bavail, bsize } = statfsSync(dataDir)
    const free = bavail * bsize
    const ok = free >= FREE_BYTES
    return {
      what: 'disk',
      ok,
      says: `${(free / 1e9).toFixed(1)} GB free in ${dataDir}${ok ? '' : '; make room: at least 1 GB'}`,
    }
  } catch (error) {
    return {
      what: 'disk',
      ok: false,
      says: `${dataDir} cannot be written (${(error as Error).message}); choose another with dataDir or --data`,
    }
  }
}

function lock(dataDir: string): Finding {
  try {
    lockDataDirectory(dataDir, systemClock.now()).release()
    return { what: 'data folder', ok: true, says: `${dataDir} is free` }
  } catch (error) {
    return { what: 'data folder', ok: false, says: (error as Error).message }
  }
}

async function port({ dashboard }: Config): Promise<Finding> {
  const taken = await reaches(dashboard.host, dashboard.port)
  const where = `${dashboard.host}:${dashboard.port}`
  return {
    what: 'port',
    ok: !taken,
    says: taken
      ? `${where} is in use; stop what uses it, or choose another with dashboard.port or --port`
      : `${where} is free`,
  }
}

/** The embedded store is a file in the data folder, which was looked at. */
async function store(config: Config): Promise<Finding[]> {
  if (config.store.kind !== 'elasticsearch') return []
  const { probeElasticsearch } = await import('../../shared/edge/store-elasticsearch-probe.ts')
  const { node, apiKey, prefix } = config.store
  return [
    { what: 'store', ...(await probeElasticsearch({ node, apiKey: apiKey?.reveal(), prefix })) },
  ]
}

/** The embedded log is a file in the data folder, which was looked at. */
async function kafka({ log }: Config): Promise<Finding[]> {
  if (log.kind !== 'kafka') return []
  const topics = topicSpecs(1).map(({ name }) => name)
  return [{ what: 'log', ...(await probeKafka(kafkaAddress(log), topics, log.partitions)) }]
}

async function mail({ notifiers }: Config): Promise<Finding> {
  const email = notifiers.find(({ kind, enabled }) => kind === 'email' && enabled)
  const smtp = (revealed(email?.options ?? {}) as { smtp?: unknown }).smtp
  if (typeof smtp !== 'string')
    return { what: 'mail', ok: true, says: 'no SMTP server: mails go to the outbox folder' }
  let url: URL
  try {
    url = new URL(smtp)
  } catch {
    return {
      what: 'mail',
      ok: false,
      says: 'notifiers.email.smtp is no URL such as smtps://user:PASSWORD@mail.example.com',
    }
  }
  const smtpPort = Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587)
  const ok = await reaches(url.hostname, smtpPort)
  return {
    what: 'mail',
    ok,
    says: ok
      ? `${url.hostname}:${smtpPort} answers`
      : `${url.hostname}:${smtpPort} does not answer; check host, port and firewall`,
  }
}

const CONNECT_MS = 3_000

function reaches(host: string, portNumber: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: portNumber, timeout: CONNECT_MS })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
