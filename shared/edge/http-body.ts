/** Reads an answer's body within limits: bytes on the wire and bytes unpacked, so that a bomb ends early. */

import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** Thrown where a body is larger than allowed; `what` ends the sentence "the answer …". */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

/** Thrown where a body is packed in a way that nobody asked for. */
export class BodyEncodingError extends Error {
  override readonly name = 'BodyEncodingError'
}

/** Coding names that we can unpack; only the first two are asked for. */
const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  'x-gzip': createGunzip,
  deflate: createInflate,
}
export const ACCEPTED_CODINGS = 'gzip, br'

/**
 * @param coding the `Content-Encoding` header
 * @param maxBytes of the body as it travels and as it is unpacked
 * @throws BodyTooLargeError, BodyEncodingError, what the stream throws, and an abort
 */
export async function readBody(
  body: Readable,
  options: { readonly coding: string; readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Buffer> {
  const { maxBytes, signal } = options
  const chunks: Buffer[] = []
  const collect = async (unpacked: AsyncIterable<Buffer>) => {
    let bytes = 0
    for await (const chunk of unpacked) {
      bytes += chunk.length
      if (bytes > maxBytes) throw new BodyTooLargeError(`has more than ${megabytes(maxBytes)}`)
      chunks.push(chunk)
    }
  }
  const limited = async function* (packed: AsyncIterable<Buffer>) {
    let bytes = 0
    for await (const chunk of packed) {
      bytes += chunk.length
      if (bytes > maxBytes) throw new BodyTooLargeError(`has more than ${megabytes(maxBytes)}`)
      yield chunk
    }
  }
  const unpacker = unpackerFor(options.coding, body)
  if (unpacker) await pipeline(body, limited, unpacker, collect, { signal })
  else await pipeline(body, limited, collect, { signal })
  return Buffer.concat(chunks)
}

function unpackerFor(coding: string, body: Readable): Transform | undefined {
  const name = coding.trim().toLowerCase()
  if (name === '' || name === 'identity') return undefined
  const make = Object.hasOwn(UNPACKERS, name) ? UNPACKERS[name] : undefined
  if (make) return make()
  body.destroy()
  throw new BodyEncodingError(
    `is packed as ${JSON.stringify(name.slice(0, 40))}, which was not asked for`,
  )
}

function megabytes(bytes: number): string {
  return `${bytes / 1e6} MB`
}
