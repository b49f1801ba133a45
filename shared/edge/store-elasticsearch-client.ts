/**
 * The connection to Elasticsearch: which version answers, in which dialect it wants to be spoken to, and that our
 * indices are ours. Made when it is first needed, and again when that failed: who opens the store needs no server.
 */

import { Client, SniffingTransport } from '@elastic/elasticsearch'
import { explained, failureOf, StoreError } from './store-elasticsearch-errors.ts'
import {
  INDEX_KINDS,
  indexName,
  LAYOUT,
  PROPERTIES,
  templateOf,
} from './store-elasticsearch-indices.ts'

export interface ElasticsearchSettings {
  /** `http://host:port` */
  readonly node: string
  readonly apiKey: string | undefined
  /** Before the names of all indices; `sturmwarte` unless told. */
  readonly prefix?: string | undefined
}

/** How long one request may take. */
const REQUEST_MS = 30_000
const OLDEST_MAJOR = 8
/** The newest dialect that this client speaks; servers understand the one before theirs. */
const NEWEST_DIALECT = 9

export class ElasticsearchConnection {
  readonly node: string
  readonly prefix: string
  readonly #settings: ElasticsearchSettings
  #connected: Promise<Client> | undefined
  #closed = false

  constructor(settings: ElasticsearchSettings) {
    this.#settings = settings
    this.node = settings.node
    this.prefix = settings.prefix ?? 'sturmwarte'
  }

  /** Runs `work` on the connection, made first if there is none. @throws StoreError, RangeError */
  async with<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError('unreachable', 'The store is closed.')
    try {
      this.#connected ??= connect(this.#settings, this.prefix)
      const client = await this.#connected.catch((error: unknown) => {
        this.#connected = undefined
        throw error
      })
      return await work(client)
    } catch (error) {
      throw explained(this.node, error)
    }
  }

  /** The same with the server as it is, and its version; makes and changes nothing. @throws StoreError */
  async look<T>(work: (client: Client, version: string) => Promise<T>): Promise<T> {
    try {
      const { client, version } = await clientFor(this.#settings)
      try {
        return await work(client, version)
      } finally {
        await client.close()
      }
    } catch (error) {
      throw explained(this.node, error)
    }
  }

  /** Harmless when repeated. */
  async close(): Promise<void> {
    this.#closed = true
    const client = await this.#connected?.catch(() => undefined)
    this.#connected = undefined
    await client?.close()
  }
}

async function connect(settings: ElasticsearchSettings, prefix: string): Promise<Client> {
  const { client } = await clientFor(settings)
  try {
    await prepareIndices(client, settings.node, prefix)
    return client
  } catch (error) {
    await client.close()
    throw error
  }
}

/** A client in the server's dialect. */
async function clientFor(
  settings: ElasticsearchSettings,
): Promise<{ readonly client: Client; readonly version: string }> {
  const version = await versionOf(settings)
  const major = Number.parseInt(version, 10)
  if (!(major >= OLDEST_MAJOR)) {
    throw new StoreError(
      'version',
      `Elasticsearch ${version} at ${settings.node} is too old; version 8 or 9 is needed.`,
    )
  }
  return { client: clientOf(settings, Math.min(major, NEWEST_DIALECT)), version }
}

/** Such as `9.1.5`. @throws what the client throws */
async function versionOf(settings: ElasticsearchSettings): Promise<string> {
  const client = clientOf(settings, undefined)
  try {
    const { version } = (await client.info()) as { version?: { number?: string } }
    return version?.number ?? 'of no version'
  } catch (error) {
    // The distribution without x-pack has no page of its own at `/`.
    if (failureOf(error)?.status !== 405) throw error
    const { nodes } = await client.nodes.info({ node_id: '_local', filter_path: 'nodes.*.version' })
    return Object.values(nodes)[0]?.version ?? 'of no version'
  } finally {
    await client.close()
  }
}

/** `dialect` is the major version whose REST interface is asked for; undefined takes the server's own. */
function clientOf(settings: ElasticsearchSettings, dialect: number | undefined): Client {
  const suffix = dialect === undefined ? '' : `;compatible-with=${dialect}`
  const vendor = dialect === undefined ? 'application/' : 'application/vnd.elasticsearch+'
  const vendoredHeaders = {
    jsonContentType: `${vendor}json${suffix}`,
    ndjsonContentType: `${vendor}x-ndjson${suffix}`,
    accept: `${vendor}json${suffix},text/plain`,
  }
  class Dialect extends SniffingTransport {
    constructor(options: ConstructorParameters<typeof SniffingTransport>[0]) {
      super({ ...options, vendoredHeaders })
    }
  }
  return new Client({
    node: settings.node,
    requestTimeout: REQUEST_MS,
    // Who asks decides about another try; the bulk has rules of its own.
    maxRetries: 0,
    Transport: Dialect,
    ...(settings.apiKey === undefined ? {} : { auth: { apiKey: settings.apiKey } }),
  })
}

/** Templates for what will be made, and a look at what is there. */
async function prepareIndices(client: Client, node: string, prefix: string): Promise<void> {
  const names = INDEX_KINDS.map((kind) => indexName(prefix, kind))
  const present = await client.indices.getMapping({ index: names, ignore_unavailable: true })
  for (const [name, { mappings }] of Object.entries(present)) {
    const layout = Number(mappings._meta?.['layout'] ?? 0)
    if (layout > LAYOUT) {
      const text = `The index ${name} at ${node} was written by a newer version (layout ${layout}). Use that version.`
      throw new StoreError('version', text)
    }
  }
  for (const kind of INDEX_KINDS) {
    await client.indices.putIndexTemplate(templateOf(prefix, kind))
    const index = indexName(prefix, kind)
    if (!(index in present)) continue
    await client.indices
      .putMapping({ index, dynamic: false, properties: PROPERTIES[kind] })
      .catch((error: unknown) => {
        const failure = failureOf(error)
        if (failure?.status !== 400) throw error
        const text = `The index ${index} at ${node} is not ours or was changed (${failure.text}). Delete or rename it, or choose another store.prefix.`
        throw new StoreError('mapping', text, error)
      })
  }
}
