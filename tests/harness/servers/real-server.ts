/**
 * A test file asks for a real server here. The shared ones (`sharedKafka` and the like) run once for the whole run, so
 * use topics, indices and addresses of your own and never stop them; whoever wants to kill a node starts a server of
 * its own after asking `ownServers`.
 *
 *     const kafka = sharedKafka()
 *     describe.skipIf(kafka.skipped)('the bus on Kafka', () => {
 *       beforeAll(async () => { ({ brokers } = await kafka.address()) }, SERVER_START_MAX_MS)
 */

import { inject } from 'vitest'
import type { ElasticsearchAddress, ElasticsearchName } from './elasticsearch.ts'
import type { KafkaAddress } from './kafka.ts'
import { addressOf, type MailAddress } from './mail.ts'
import type { Plan, ServerName } from './plan.ts'

/** For the `beforeAll` that asks for an address: the first one ever downloads. */
export const SERVER_START_MAX_MS = 300_000

export interface RealServer<Address> {
  /** Why there is none; undefined if there is or, in CI, should be. */
  readonly skipped: string | undefined
  /** Starts it if nobody has yet. @throws one sentence if that fails */
  address(): Promise<Address>
}

export function sharedKafka(): RealServer<KafkaAddress> {
  return shared('kafka', (given) => ({ brokers: given.split(',').map((broker) => broker.trim()) }))
}

export function sharedElasticsearch(
  name: ElasticsearchName = 'elasticsearch',
): RealServer<ElasticsearchAddress> {
  return shared(name, (given) => ({ node: given.replace(/\/$/, '') }))
}

export function sharedMail(): RealServer<MailAddress> {
  return shared('mail', mailAddress)
}

/** May this test start servers of its own (`startKafka` and the like), to kill, freeze and restart them? */
export function ownServer(name: ServerName): { readonly skipped: string | undefined } {
  return { skipped: reasonToSkip(inject('servers').ownPlans[name]) }
}

function shared<Address>(name: ServerName, parse: (given: string) => Address): RealServer<Address> {
  const plan = inject('servers').plans[name]
  const address = async () => {
    if (plan.from === 'address') return parse(plan.address)
    if (plan.from === 'nowhere') throw new Error(`${name}: ${plan.reason}`)
    const answer = await fetch(`${inject('servers').url}/${name}`)
    const body = await answer.text()
    if (!answer.ok) throw new Error(body)
    return JSON.parse(body) as Address
  }
  return { skipped: reasonToSkip(plan), address }
}

function reasonToSkip(plan: Plan): string | undefined {
  return plan.from === 'nowhere' && plan.skipped ? plan.reason : undefined
}

/** `host:smtp:smtps:api`, the three ports of a GreenMail. */
export function mailAddress(given: string): MailAddress {
  const [host = '', ...ports] = given.split(':')
  const [smtp = 0, smtps = 0, api = 0] = ports.map(Number)
  if (ports.length !== 3 || ![smtp, smtps, api].every((port) => port > 0))
    throw new Error(
      `STURMWARTE_MAIL is host:smtpPort:smtpsPort:apiPort of a GreenMail, not ${given}`,
    )
  return addressOf(host, smtp, smtps, api)
}
