/** What a stranger, a bad line or a new version of an API makes of good input. The same each time. */

/** In place of a value of any type. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  1.5,
  '',
  'x',
  '\ud800',
  '\u0000\u2028',
  'x'.repeat(70_000),
  '2099-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: 'x', toString: 1 },
]

/** The value with each of its parts replaced, and with each of its fields left out. */
export function* mutilatedValues(value: unknown): Generator<unknown> {
  yield* ODD
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key]
    for (const odd of mutilatedValues(part)) yield withPart(value, key, odd)
    if (!Array.isArray(value)) yield withPart(value, key, undefined)
  }
}

/** The same for a JSON text; nothing where it is none. */
export function* mutilatedJson(text: string): Generator<unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return
  }
  yield* mutilatedValues(value)
}

/** Cut anywhere, one byte changed anywhere, one byte too many anywhere, and twice in a row. */
export function* mutilatedBytes(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    yield bytes.subarray(0, at)
    const flipped = Buffer.from(bytes)
    flipped[at] = flipped[at]! ^ (1 << (at % 8))
    yield flipped
    yield Buffer.concat([bytes.subarray(0, at), Buffer.of((at * 37) % 256), bytes.subarray(at)])
  }
  yield Buffer.concat([bytes, bytes])
  yield Buffer.from('['.repeat(100_000))
  yield Buffer.from(`{"type":${'{"a":'.repeat(50_000)}`)
}

function withPart(value: object, key: string, part: unknown): unknown {
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? part : one))
  const copy: Record<string, unknown> = { ...value, [key]: part }
  if (part === undefined) delete copy[key]
  return copy
}
