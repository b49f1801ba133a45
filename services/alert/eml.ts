/**
 * Reads back the mails of the outbox: a few headers and the text part. Understands what mailers write (RFC 5322,
 * 2045-2047, UTF-8 and Latin 1, base64 and quoted-printable); what it does not understand it leaves as it stands.
 */

export interface ReadMail {
  readonly subject: string
  readonly from: string
  readonly to: string
  readonly date: string
  readonly text: string
}

const MOST_TEXT = 200_000
const DEEPEST = 5

interface Part {
  readonly headers: ReadonlyMap<string, string>
  /** One character a byte. */
  readonly body: string
}

export function readMail(bytes: Uint8Array): ReadMail {
  const { headers, body } = splitPart(Buffer.from(bytes).toString('latin1'))
  const header = (name: string) => decodeWords(headers.get(name) ?? '')
  return {
    subject: header('subject'),
    from: header('from'),
    to: header('to'),
    date: headers.get('date') ?? '',
    text: (textOf({ headers, body }, 0) ?? '').slice(0, MOST_TEXT),
  }
}

/** The first plain text in it, in depth. */
function textOf(part: Part, depth: number): string | undefined {
  const type = part.headers.get('content-type') ?? 'text/plain'
  if (/^text\/plain\b/i.test(type)) {
    const bytes = decodeBody(part.body, part.headers.get('content-transfer-encoding') ?? '')
    return decodeBytes(bytes, parameter(type, 'charset') ?? 'utf-8').replace(/\r\n/g, '\n')
  }
  const boundary = parameter(type, 'boundary')
  if (!/^multipart\//i.test(type) || !boundary || depth >= DEEPEST) return undefined
  for (const inner of partsOf(part.body, boundary)) {
    const text = textOf(splitPart(inner), depth + 1)
    if (text !== undefined) return text
  }
  return undefined
}

function splitPart(source: string): Part {
  const end = /\r?\n\r?\n/.exec(source)
  const head = end ? source.slice(0, end.index) : source
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).toLowerCase()
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  return { headers, body: end ? source.slice(end.index + end[0].length) : '' }
}

/** What stands between the lines `--boundary`, without the line break before them. */
function partsOf(body: string, boundary: string): string[] {
  const lines = `\n${body}`.split(`\n--${boundary}`)
  return lines
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => part.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''))
}

function parameter(type: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(type)
  return found?.[1] ?? found?.[2]
}

function decodeBody(body: string, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64')
    case 'quoted-printable':
      return quotedPrintable(unfolded(body))
    default:
      return Buffer.from(body, 'latin1')
  }
}

/** Blanks at the end of a line came on the way; a line that ends in `=` goes on in the next. */
function unfolded(body: string): string {
  const lines = body.split('\n').map((line) => line.trimEnd())
  return lines.join('\n').replaceAll('=\n', '')
}

function quotedPrintable(text: string): Buffer {
  const plain = text.replace(/=([\dA-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(plain, 'latin1')
}

/** `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=`; blanks between two of them are not part of the text. A header may be UTF-8 itself. */
function decodeWords(header: string): string {
  const joined = header.replace(/(=\?[^?\s]{1,40}\?[BbQq]\?[^?\s]*\?=)\s+(?==\?)/g, '$1')
  const pieces = joined.split(/(=\?[^?\s]{1,40}\?[BbQq]\?[^?\s]*\?=)/)
  return decodePieces(pieces)
}

/** A character may be cut between two words of one encoding, so that their bytes are joined first. */
function decodePieces(pieces: readonly string[]): string {
  let text = ''
  let pending: { charset: string; bytes: Buffer } | undefined
  const flush = () => {
    if (pending) text += decodeBytes(pending.bytes, pending.charset)
    pending = undefined
  }
  for (const piece of pieces) {
    const word = /^=\?([^?*]+)(?:\*[^?]*)?\?([BbQq])\?([^?]*)\?=$/.exec(piece)
    if (!word) {
      if (piece !== '') flush()
      text += decodeBytes(Buffer.from(piece, 'latin1'), 'utf-8')
      continue
    }
    const [, charset = '', how, encoded = ''] = word
    const isBase64 = how === 'B' || how === 'b'
    const bytes = isBase64
      ? Buffer.from(encoded, 'base64')
      : quotedPrintable(encoded.replaceAll('_', ' '))
    if (pending && pending.charset !== charset) flush()
    pending = { charset, bytes: Buffer.concat([pending?.bytes ?? Buffer.alloc(0), bytes]) }
  }
  flush()
  return text
}

function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
