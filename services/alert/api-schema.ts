/**
 * The shapes of parameters and bodies: a small part of JSON Schema that stands in the OpenAPI document as it is and
 * reads what strangers send. What is read is built anew, field by field; nothing foreign is copied.
 */

export type Schema =
  | {
      readonly type: 'string'
      readonly minLength?: number
      readonly maxLength: number
      readonly enum?: readonly string[]
    }
  | { readonly type: 'integer' | 'number'; readonly minimum: number; readonly maximum: number }

export type Value = string | number
export type Values = Readonly<Record<string, Value | undefined>>

export interface Field {
  readonly schema: Schema
  readonly required: boolean
  readonly description: string
}

export type Fields = Readonly<Record<string, Field>>

export type ReadValues =
  | { readonly ok: true; readonly values: Values }
  | { readonly ok: false; readonly reason: string }

/** `2^53`: what a number in JSON can say. */
const MOST = Number.MAX_SAFE_INTEGER

export const text = (maxLength: number, minLength = 1): Schema => ({
  type: 'string',
  minLength,
  maxLength,
})
export const choice = (...words: readonly string[]): Schema => ({
  type: 'string',
  maxLength: Math.max(...words.map((word) => word.length)),
  enum: words,
})
export const whole = (minimum: number, maximum: number): Schema => ({
  type: 'integer',
  minimum,
  maximum,
})
export const share: Schema = { type: 'number', minimum: 0, maximum: 1 }
/** Milliseconds since 1970. */
export const instant = whole(0, MOST)

export const required = (schema: Schema, description: string): Field => ({
  schema,
  description,
  required: true,
})
export const optional = (schema: Schema, description: string): Field => ({
  schema,
  description,
  required: false,
})

/** @param given an object of strings (a query) or of anything (a body); unknown names are refused. */
export function readFields(fields: Fields, given: unknown, source: 'query' | 'body'): ReadValues {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { ok: false, reason: 'a JSON object is needed' }
  }
  const values: Record<string, Value | undefined> = Object.create(null)
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name)) {
      const known = Object.keys(fields).join(', ') || 'none'
      return { ok: false, reason: `${quoted(name)} is not known here; known: ${known}` }
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const raw = (given as Record<string, unknown>)[name]
    if (raw === undefined || (source === 'query' && raw === '')) {
      if (field.required) return { ok: false, reason: `${name} is missing` }
      continue
    }
    const value = readValue(field.schema, raw, source)
    if (value === undefined) return { ok: false, reason: `${name} must be ${wanted(field.schema)}` }
    values[name] = value
  }
  return { ok: true, values }
}

/** @returns undefined for what does not fit. */
export function readValue(
  schema: Schema,
  raw: unknown,
  source: 'query' | 'body',
): Value | undefined {
  if (schema.type === 'string') return readText(schema, raw)
  const number =
    source === 'query' && typeof raw === 'string' && /^-?\d{1,16}(\.\d{1,9})?$/.test(raw)
      ? Number(raw)
      : raw
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  if (schema.type === 'integer' && !Number.isInteger(number)) return undefined
  return number >= schema.minimum && number <= schema.maximum ? number : undefined
}

function readText(schema: Schema & { type: 'string' }, raw: unknown): string | undefined {
  if (typeof raw !== 'string' || raw.length > schema.maxLength) return undefined
  const value = cleaned(raw)
  if (value.length < (schema.minLength ?? 0)) return undefined
  return schema.enum && !schema.enum.includes(value) ? undefined : value
}

/**
 * Without controls and without characters that turn the direction of writing or cannot be seen; line breaks and tabs
 * stay. These are for disguise, not for names or notes.
 */
function cleaned(raw: string): string {
  return raw
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .trim()
}

function wanted(schema: Schema): string {
  if (schema.type !== 'string') {
    const kind = schema.type === 'integer' ? 'a whole number' : 'a number'
    return `${kind} from ${schema.minimum} to ${schema.maximum}`
  }
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  return `a text of ${schema.minLength ?? 0} to ${schema.maxLength} characters`
}

function quoted(name: string): string {
  return JSON.stringify(cleaned(name).slice(0, 40))
}
