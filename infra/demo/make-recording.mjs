/**
 * Writes the demo recording anew: `node infra/demo/make-recording.mjs [FILE]`. Seeded throughout, so each run gives
 * the same text; `-` prints it plain.
 */

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { recordingText } from './recording.mjs'

const target = process.argv[2] ?? fileURLToPath(new URL('recording.ndjson.gz', import.meta.url))
const text = recordingText()
if (target === '-') process.stdout.write(text)
else writeFileSync(target, packed(text))

/** Byte 9 of a gzip header names the operating system; 255 is "unknown" (RFC 1952) and the same everywhere. */
function packed(plain) {
  const bytes = gzipSync(plain, { level: 9, memLevel: 9 })
  bytes[9] = 255
  return bytes
}
