/**
 * Runs once around a whole vitest run: decides where servers come from, starts each when the first test file asks for
 * it, hands the same one to all files, and ends them all. Test files ask over HTTP, through `real-server.ts`.
 */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type ElasticsearchName, startElasticsearch } from './elasticsearch.ts'
import { findCommand, findJava } from './java.ts'
import { startKafka } from './kafka.ts'
import { startMail } from './mail.ts'
import { type Machine, ownPlanOf, type Plan, planOf, SERVERS, type ServerName } from './plan.ts'
import { removeOrphanedFolders } from './server-process.ts'

/** What test files are told before they run. */
export interface Servers {
  readonly plans: Readonly<Record<ServerName, Plan>>
  /** For servers that a test starts and ends itself. */
  readonly ownPlans: Readonly<Record<ServerName, Plan>>
  /** Where started ones are asked for. */
  readonly url: string
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: Servers
  }
}

interface Started {
  readonly address: unknown
  stop(): Promise<void>
}

const NAMES = Object.keys(SERVERS) as ServerName[]

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const machine = thisMachine()
  const plans = {} as Record<ServerName, Plan>
  const ownPlans = {} as Record<ServerName, Plan>
  for (const name of NAMES) {
    plans[name] = await planOf(name, machine)
    ownPlans[name] = await ownPlanOf(name, machine)
  }
  removeOrphanedFolders()
  if (!NAMES.some((name) => isStartable(plans[name]))) {
    project.provide('servers', { plans, ownPlans, url: '' })
    return async () => undefined
  }
  console.info(
    `real servers: ${NAMES.map((name) => `${name} from ${plans[name].from}`).join(', ')}`,
  )
  const started = new Map<ServerName, Promise<Started>>()
  const keeper = await keep((name) => {
    const running = started.get(name) ?? start(name, plans[name])
    started.set(name, running)
    return running
  })
  const { port } = keeper.address() as AddressInfo
  project.provide('servers', { plans, ownPlans, url: `http://127.0.0.1:${port}` })
  return async () => {
    keeper.closeAllConnections()
    keeper.close()
    for (const running of started.values()) await running.then(({ stop }) => stop()).catch(() => {})
  }
}

function isStartable({ from }: Plan): boolean {
  return from === 'docker' || from === 'maven'
}

/** Answers `GET /name` with the address once the server runs. */
async function keep(serve: (name: ServerName) => Promise<Started>): Promise<Server> {
  const keeper = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1) as ServerName
    serve(name).then(
      ({ address }) => response.end(JSON.stringify(address)),
      (error: Error) => {
        response.statusCode = 503
        response.end(error.message)
      },
    )
  })
  await once(keeper.listen(0, '127.0.0.1'), 'listening')
  return keeper
}

async function start(name: ServerName, plan: Plan): Promise<Started> {
  if (plan.from === 'docker') return startContainer(name)
  if (plan.from === 'maven') return startOwn(name)
  throw new Error(`nobody starts ${name}`)
}

async function startContainer(name: ServerName): Promise<Started> {
  const { elasticsearchContainer, kafkaContainer, mailContainer } = await import('./docker.ts')
  if (name === 'kafka') return kafkaContainer()
  if (name === 'mail') return mailContainer()
  return elasticsearchContainer(name)
}

async function startOwn(name: ServerName): Promise<Started> {
  if (name === 'kafka') {
    const { brokers, stop } = await startKafka()
    return { address: { brokers }, stop }
  }
  if (name === 'mail') {
    const { smtp, smtps, api, remove } = await startMail()
    return { address: { smtp, smtps, api }, stop: remove }
  }
  const { node, remove } = await startElasticsearch(name satisfies ElasticsearchName)
  return { address: { node }, stop: remove }
}

function thisMachine(): Machine {
  let docker: Promise<boolean> | undefined
  return {
    env: process.env,
    hasDocker: () => {
      docker ??= import('./docker.ts').then(({ dockerAnswers }) => dockerAnswers())
      return docker
    },
    lacksJava: (least) => {
      if (!findJava(least)) return `no Java ${least} or newer was found`
      return findCommand('mvn') === undefined ? 'Maven (mvn) is not installed' : undefined
    },
  }
}
