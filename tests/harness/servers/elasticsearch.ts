/** Elasticsearch from the distribution that its makers put on Maven Central for tests. */

import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { downloadFolder, fetchedOnce, mavenArtifact } from './downloads.ts'
import { findJava } from './java.ts'
import {
  freePorts,
  httpAnswers,
  NOBODY,
  type ServerProcess,
  serverFolder,
  startProcess,
} from './server-process.ts'

export const ELASTICSEARCH = {
  elasticsearch: { version: '8.19.7', leastJava: 17 },
  elasticsearch9: { version: '9.1.5', leastJava: 21 },
} as const

export type ElasticsearchName = keyof typeof ELASTICSEARCH

export interface ElasticsearchAddress {
  /** `http://host:port` */
  readonly node: string
}

export interface ElasticsearchServer extends ElasticsearchAddress, ServerProcess {
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** Fetches the distribution if it is not there yet. @returns its folder */
export async function fetchElasticsearch(name: ElasticsearchName): Promise<string> {
  const { version } = ELASTICSEARCH[name]
  const group = 'org.elasticsearch.distribution.integ-test-zip'
  const folder = await fetchedOnce(downloadFolder(), `elasticsearch-${version}`, (into) =>
    mavenArtifact(into, `${group}:elasticsearch:${version}:zip`),
  )
  return join(folder, `elasticsearch-${version}`)
}

/** A server of the caller's own, who must remove it. Resolves when it is ready to index. */
export async function startElasticsearch(name: ElasticsearchName): Promise<ElasticsearchServer> {
  const { version, leastJava } = ELASTICSEARCH[name]
  const java = findJava(leastJava)
  if (!java) throw new Error(`Elasticsearch ${version} needs Java ${leastJava} or newer`)
  const home = await fetchElasticsearch(name)
  const [port = 0, transportPort = 0] = await freePorts(2)
  const folder = serverFolder()
  const config = join(folder, 'config')
  cpSync(join(home, 'config'), config, { recursive: true })
  writeFileSync(
    join(config, 'elasticsearch.yml'),
    `cluster.name: sturmwarte-tests
discovery.type: single-node
network.host: 127.0.0.1
http.port: ${port}
transport.port: ${transportPort}
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
path.data: ${folder}/data
path.logs: ${folder}/logs
`,
  )
  for (const name of ['data', 'logs', 'temporary']) mkdirSync(join(folder, name))
  giveAway(folder)
  const node = `http://127.0.0.1:${port}`
  const server = await startProcess({
    name: `Elasticsearch ${version}`,
    command: '/bin/bash',
    args: [join(home, 'bin/elasticsearch')],
    env: {
      ES_JAVA_HOME: java.home,
      // Half the processor time until it answers: tests need a server soon, not a fast one.
      ES_JAVA_OPTS: '-Xms512m -Xmx512m -XX:TieredStopAtLevel=1',
      ES_PATH_CONF: config,
      ES_TMPDIR: join(folder, 'temporary'),
    },
    folder,
    ordinaryUser: true,
    answers: () => httpAnswers(`${node}/_cluster/health?wait_for_status=yellow&timeout=1s`),
    servingPid: () => pidOf(node),
  })
  const remove = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return Object.assign(server, { node, remove })
}

/** Elasticsearch refuses root, so where we are root the folder belongs to nobody. */
function giveAway(folder: string): void {
  if (process.getuid?.() !== 0) return
  chmodSync(folder, 0o755)
  chownSync(folder, NOBODY, NOBODY)
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, entry), NOBODY, NOBODY)
}

/** What runs in the foreground is a launcher; the server tells its own id. */
async function pidOf(node: string): Promise<number> {
  const answer = await fetch(`${node}/_nodes/_local/process`)
  const { nodes } = (await answer.json()) as { nodes: Record<string, { process: { id: number } }> }
  const [local] = Object.values(nodes)
  if (!local) throw new Error('Elasticsearch does not tell the id of its process')
  return local.process.id
}
