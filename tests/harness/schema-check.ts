/** Holds a value against a schema of our own OpenAPI document. Stricter than JSON Schema: unknown fields are faults. */

type Json = Readonly<Record<string, unknown>>

/** @returns what does not fit, each with its place. */
export function schemaFaults(value: unknown, schema: Json, all: Json, place = '$'): string[] {
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].split('/').at(-1) ?? ''
    const found = all[name] as Json | undefined
    return found ? schemaFaults(value, found, all, place) : [`${place}: no schema ${name}`]
  }
  if (Array.isArray(schema['anyOf'])) {
    const tries = (schema['anyOf'] as Json[]).map((one) => schemaFaults(value, one, all, place))
    return tries.some((faults) => faults.length === 0) ? [] : (tries[0] ?? [])
  }
  const types = [schema['type']].flat()
  if (!types.includes(typeOf(value, types))) {
    return [`${place}: ${JSON.stringify(value)} is no ${types.join(' or ')}`]
  }
  const words = schema['enum'] as unknown[] | undefined
  if (words && !words.includes(value)) return [`${place}: ${JSON.stringify(value)} is not listed`]
  if (typeof value === 'number') return numberFaults(value, schema, place)
  if (Array.isArray(value)) {
    return value.flatMap((one, i) =>
      schemaFaults(one, schema['items'] as Json, all, `${place}[${i}]`),
    )
  }
  return typeof value === 'object' && value !== null
    ? objectFaults(value as Json, schema, all, place)
    : []
}

function objectFaults(value: Json, schema: Json, all: Json, place: string): string[] {
  const properties = (schema['properties'] ?? {}) as Record<string, Json>
  const missing = ((schema['required'] ?? []) as string[]).filter((name) => !(name in value))
  const others = schema['additionalProperties']
  return [
    ...missing.map((name) => `${place}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const known = properties[name]
      if (known) return schemaFaults(one, known, all, `${place}.${name}`)
      if (others === true) return []
      if (typeof others === 'object') return schemaFaults(one, others as Json, all, place)
      return [`${place}.${name} is not described`]
    }),
  ]
}

function numberFaults(value: number, schema: Json, place: string): string[] {
  const { minimum = value, maximum = value } = schema as { minimum?: number; maximum?: number }
  return value < minimum || value > maximum ? [`${place}: ${value} is out of bounds`] : []
}

function typeOf(value: unknown, wanted: readonly unknown[]): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (Number.isInteger(value) && wanted.includes('integer')) return 'integer'
  return typeof value
}
