/** Bytes to text, as they were meant: what servers and documents declare about it is often wrong. */

/** Where a document may declare its encoding: `<?xml … encoding="…"?>` or `<meta charset=…>`. */
const DECLARED_WITHIN = 1_024
const DECLARED =
  /<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]{2,40})["']|<meta[^>]*?charset\s*=\s*["']?([\w.:-]{2,40})/i
/** Encodings whose bytes can be valid UTF-8 and mean something else. */
const NOT_BY_BYTES = /^(?:utf-?16|ucs-?2|iso-2022-|hz-)/i
const UTF_16 = /^(?:utf-?16|ucs-?2)/i

/**
 * The byte order mark decides; then valid UTF-8, because other encodings are hardly ever valid UTF-8 by chance while
 * servers call UTF-8 by other names all the time; then the header, then the document, then windows-1252, which can
 * read anything.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const marked = byMark(bytes)
  if (marked) return new TextDecoder(marked).decode(bytes)
  const inHeader = /charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(contentType ?? '')?.[1]
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, DECLARED_WITHIN))
  const found = DECLARED.exec(head.toString('latin1'))
  const inDocument = found?.[1] ?? found?.[2]
  const labels = [inHeader, inDocument].filter((label) => label !== undefined)
  const first = labels.filter((label) => NOT_BY_BYTES.test(label))
  for (const label of [...first, 'utf-8', ...labels]) {
    // A declaration that could be read as single bytes is not in UTF-16, whatever it says.
    if (label === inDocument && UTF_16.test(label)) continue
    const text = decoded(bytes, label)
    if (text !== undefined) return text
  }
  return decoded(bytes, 'windows-1252') ?? ''
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined
}

/** @returns undefined where the label is unknown or the bytes are not in that encoding. */
function decoded(bytes: Uint8Array, label: string): string | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true })
    const text = decoder.decode(bytes)
    if (decoder.encoding !== 'windows-1252') return text
    return text.replace(C1, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control)
  } catch {
    return undefined
  }
}

/** Node 20 decodes windows-1252 as ISO-8859-1 and leaves control characters where quotes and the euro should be. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const C1 = /[\u0080-\u009f]/g
