/**
 * Where a real server comes from: an address given by environment variable, else Docker, else Maven Central and Java,
 * else the tests that need it are skipped with the reason; in CI they fail with it.
 */

import { ELASTICSEARCH } from './elasticsearch.ts'
import { KAFKA_LEAST_JAVA } from './kafka.ts'
import { GREENMAIL_LEAST_JAVA } from './mail.ts'

/** Each with the variable that gives its address and the Java it needs. */
export const SERVERS = {
  kafka: { variable: 'STURMWARTE_KAFKA', leastJava: KAFKA_LEAST_JAVA },
  elasticsearch: {
    variable: 'STURMWARTE_ELASTICSEARCH',
    leastJava: ELASTICSEARCH.elasticsearch.leastJava,
  },
  elasticsearch9: {
    variable: 'STURMWARTE_ELASTICSEARCH9',
    leastJava: ELASTICSEARCH.elasticsearch9.leastJava,
  },
  mail: { variable: 'STURMWARTE_MAIL', leastJava: GREENMAIL_LEAST_JAVA },
} as const

export type ServerName = keyof typeof SERVERS

/** Its tests may be skipped in CI too: it needs a Java that few machines have, and its older sister is tested. */
const OPTIONAL: readonly ServerName[] = ['elasticsearch9']

export type Plan =
  | { readonly from: 'address'; readonly address: string }
  | { readonly from: 'docker' | 'maven' }
  | { readonly from: 'nowhere'; readonly reason: string; readonly skipped: boolean }

/** What this machine has; asked only when it matters. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly hasDocker: () => Promise<boolean>
  /** Undefined if there is one that will do, else what to install. */
  readonly lacksJava: (least: number) => string | undefined
}

export async function planOf(name: ServerName, machine: Machine): Promise<Plan> {
  const { variable, leastJava } = SERVERS[name]
  const address = machine.env[variable] ?? ''
  if (address !== '') return { from: 'address', address }
  if (!isSwitchedOn(machine.env)) {
    const reason = `give its address in ${variable}, or set STURMWARTE_SERVERS=on to have it started`
    return { from: 'nowhere', reason, skipped: true }
  }
  if (await machine.hasDocker()) return { from: 'docker' }
  const lack = machine.lacksJava(leastJava)
  if (lack === undefined) return { from: 'maven' }
  const reason = `no Docker engine is used, and ${lack}`
  return { from: 'nowhere', reason, skipped: !isCi(machine.env) || OPTIONAL.includes(name) }
}

/** For tests that kill, freeze and restart a server of their own: a container or somebody else's will not do. */
export function ownPlanOf(name: ServerName, machine: Machine): Promise<Plan> {
  const env = { ...machine.env, [SERVERS[name].variable]: undefined }
  return planOf(name, { ...machine, env, hasDocker: async () => false })
}

function isSwitchedOn(env: Machine['env']): boolean {
  const asked = env['STURMWARTE_SERVERS'] ?? ''
  if (asked === 'off') return false
  return asked !== '' || isCi(env)
}

function isCi(env: Machine['env']): boolean {
  return env['CI'] === 'true' || env['CI'] === '1'
}
