/** The indices of one store under test, as the server has them: refreshed, asked, thrown away. */

const KINDS = ['mentions', 'engagement', 'readings', 'storms', 'notifications']

export interface Indices {
  readonly node: string
  readonly prefix: string
  /** Throws away all documents. */
  empty(): Promise<void>
  /** Throws away all indices and their templates. */
  remove(): Promise<void>
  refresh(): Promise<void>
  /** Asks the server itself. */
  ask(method: string, path: string, body?: object | string): Promise<Record<string, unknown>>
}

let made = 0

/** Of a store whose indices nobody else has. */
export function ownIndices(node: string): Indices {
  const prefix = `test-${process.pid}-${++made}`
  const named = (kinds: readonly string[]) => kinds.map((kind) => `${prefix}-${kind}`).join(',')
  const ask = async (method: string, path: string, body?: object | string) => {
    const headers = { 'content-type': `application/${typeof body === 'string' ? 'x-nd' : ''}json` }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const content = body === undefined ? {} : { body: text, headers }
    const response = await fetch(`${node}/${path}`, { method, ...content })
    return (await response.json()) as Record<string, unknown>
  }
  const refresh = async () => {
    await ask('POST', `${named(KINDS)}/_refresh?ignore_unavailable=true`)
  }
  /** Making and removing an index takes longer than all else; but a record's version outlives it for a minute. */
  const empty = async () => {
    const [mentions, engagement, ...records] = KINDS as [string, string, ...string[]]
    await ask('DELETE', `${named(records)}?ignore_unavailable=true`)
    await refresh()
    const found = await ask(
      'POST',
      `${named([mentions, engagement])}/_search?ignore_unavailable=true&size=10000`,
      { _source: false },
    )
    const { hits } = found['hits'] as { hits: { _index: string; _id: string }[] }
    const lines = hits.map(({ _index, _id }) => JSON.stringify({ delete: { _index, _id } }))
    if (lines.length > 0) await ask('POST', '_bulk?refresh=true', `${lines.join('\n')}\n`)
  }
  const remove = async () => {
    await ask('DELETE', `${named(KINDS)}?ignore_unavailable=true`)
    await ask('DELETE', `_index_template/${named(KINDS)}`)
  }
  return { node, prefix, ask, refresh, empty, remove }
}
