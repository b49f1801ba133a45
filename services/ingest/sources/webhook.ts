/**
 * Signed push over HTTP: anyone's crawler, CRM or listening tool delivers journal records. A request is answered
 * 202 only when the log has acknowledged every record in it.
 *
 * `POST /` with NDJSON or a JSON array; the signature is described in `signed-push.ts`.
 */

import { type Line, linesIn } from '../../../shared/edge/lines.ts'
import { notAfter, observedAs, readJournalLine } from '../journal.ts'
import { openPushPort, type Push } from '../signed-push.ts'
import { type FetchedItem, type Found, Problem, readOptions, type Source } from '../source.ts'

export interface WebhookOptions {
  readonly host: string
  readonly port: number
  readonly secret: string
}

const SECRET_CHARACTERS = 16
/** Records handed over at once: between them, others have their turn. */
const BLOCK = 500

export const webhook: Source<WebhookOptions, Line, null> = {
  name: 'webhook',
  summary: 'signed push over HTTP from any crawler, CRM or listening tool',
  needs: 'a port and a shared secret of at least 16 characters',
  sees: 'whatever the sender delivers',
  cannotSee: 'anything the sender keeps to itself; a silent sender looks like a silent source',
  parseOptions: (raw) =>
    readOptions<WebhookOptions>(raw, {
      host: (value) =>
        value === undefined
          ? '127.0.0.1'
          : typeof value === 'string' && value !== ''
            ? value
            : new Problem('must be an address'),
      port: (value) =>
        typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
          ? value
          : new Problem('must be a port from 0 (any free one) to 65535'),
      secret: (value) =>
        typeof value === 'string' && value.length >= SECRET_CHARACTERS
          ? value
          : new Problem(
              `must be a secret of at least ${SECRET_CHARACTERS} characters, best as \${NAME}`,
            ),
    }),
  async *fetch({ options, clock, signal, say }) {
    const queue: Push[] = []
    let wake: () => void = () => undefined
    const take = (push: Push) => {
      queue.push(push)
      wake()
    }
    if (signal.aborted) return
    const port = await openPushPort({ ...options, clock, take })
    signal.addEventListener('abort', () => wake(), { once: true })
    try {
      say?.('the webhook takes records', { host: options.host, port: port.port })
      yield []
      while (!signal.aborted) {
        const push = queue.shift()
        if (push) yield* blocksOf(push)
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      await port.close()
    }
  },
  read: (line, observedAt) => [asPushed(readJournalLine(line), observedAt)],
}

/** A mention is known from now on, whenever the sender found it; counters were true when they were read. */
function asPushed(found: Found, now: number): Found {
  if (found.type !== 'record' || found.record.type !== 'mention') return notAfter(found, now)
  return { type: 'record', record: observedAs(found.record, now) }
}

/** The records of one body. It is answered when the last one is stored, or the first one is not. */
function* blocksOf(push: Push): Generator<FetchedItem<Line, null>[]> {
  const lines = recordsIn(push.body)
  if (lines.length === 0) return push.answer(400, 'the body holds no record')
  let waiting = lines.length
  let refused = false
  const unreadable: string[] = []
  const item = (line: Line): FetchedItem<Line, null> => ({
    raw: line,
    cursor: null,
    position: line.number,
    bytes: () => line.bytes,
    acknowledged(found) {
      for (const one of found)
        if (one.type === 'reject') unreadable.push(`record ${line.number}: ${one.reason}`)
      if (--waiting > 0) return
      const more = unreadable.length > 0 ? { problem: unreadable[0] } : {}
      push.answer(202, 'stored', { records: lines.length, unreadable: unreadable.length, ...more })
    },
    failed() {
      refused = true
      push.answer(503, 'the log did not take it; send it again')
    },
  })
  for (let from = 0; from < lines.length && !refused; from += BLOCK)
    yield lines.slice(from, from + BLOCK).map(item)
}

/** The raw bytes of each record: lines of NDJSON, or elements of one JSON array. */
export function recordsIn(body: Buffer): Line[] {
  const isArray = /^\s*\[/.test(body.toString('utf8', 0, ARRAY_WITHIN))
  return isArray ? elementsIn(body) : linesIn(body).filter(({ bytes }) => !isBlank(bytes))
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte <= SPACE)
}

const ARRAY_WITHIN = 1_024
const [SPACE, QUOTE, COMMA, BACKSLASH] = [32, 34, 44, 92]
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125]

/** Cuts at the commas of the outermost array; what is no JSON stays in its piece, where a parser will find it. */
function elementsIn(body: Buffer): Line[] {
  const found: Line[] = []
  let depth = 0
  let inString = false
  let from = 0
  const cut = (to: number) => {
    const bytes = body.subarray(from, to)
    if (!isBlank(bytes)) found.push({ number: found.length + 1, bytes, totalBytes: bytes.length })
    from = to + 1
  }
  for (let i = body.indexOf(OPEN_BRACKET); i < body.length; i++) {
    const byte = body[i]
    if (byte === BACKSLASH) i++
    else if (byte === QUOTE) inString = !inString
    else if (inString) continue
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      if (++depth === 1) from = i + 1
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      if (--depth === 0) cut(i)
    } else if (byte === COMMA && depth === 1) cut(i)
  }
  cut(body.length)
  return found
}
