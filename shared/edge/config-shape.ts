/** Holds a value against the shape of the file and says in sentences where it does not fit. */

import type { z } from 'zod'
import { type Path, type Problem, pathText, unknownName } from './config-problem.ts'
import * as shapes from './config-schema.ts'
import type { ParsedText } from './config-yaml.ts'

/** An entry of a list with its place in the file, which is not its place among the valid ones. */
export interface Placed<Value> {
  readonly index: number
  readonly value: Value
  /** False where keys that do not fit were left out; then nothing follows from what is not there. */
  readonly whole: boolean
}

/** The parts of a file that fit, so that they are judged further even where others do not. */
export interface Draft {
  readonly brands: readonly Placed<shapes.BrandEntry>[]
  readonly people: readonly Placed<shapes.PersonEntry>[]
  readonly teams: readonly Placed<shapes.TeamEntry>[]
  readonly routes: readonly Placed<shapes.RouteEntry>[] | undefined
  readonly sources: Connectors
  readonly notifiers: Connectors
  readonly policy: Readonly<Record<string, unknown>>
  readonly dashboard: shapes.DashboardEntry
  readonly log: shapes.LogEntry
  readonly store: shapes.StoreEntry
  readonly retention: shapes.RetentionEntry
  readonly http: shapes.HttpEntry
  readonly press: shapes.PressEntry
  readonly digest: shapes.DigestEntry | undefined
  readonly dataDir: string | undefined
  /** Every id that is written, also of entries that do not fit, so that one mistake is one problem. */
  readonly ids: { readonly [Section in 'brands' | 'people' | 'teams']: readonly string[] }
}

export type Connectors = Readonly<
  Record<string, { readonly kind?: string | undefined; readonly enabled?: boolean | undefined }>
>

export function fitToShape(
  raw: unknown,
  text: ParsedText,
): { readonly draft: Draft; readonly problems: readonly Problem[] } {
  const file = isGroup(raw) ? raw : {}
  const fitted = shapes.FileShape.safeParse(raw)
  const problems = fitted.success
    ? []
    : fitted.error.issues.flatMap((issue) => sentences(issue, raw, text))
  return { draft: draftOf(file), problems }
}

function draftOf(file: Readonly<Record<string, unknown>>): Draft {
  const one = <Value>(shape: z.ZodType<Value>, key: string, otherwise: Value): Value => {
    const fitted = shape.safeParse(file[key] ?? otherwise)
    return fitted.success ? fitted.data : otherwise
  }
  const many = <Value>(shape: z.ZodType<Value>, key: string): Placed<Value>[] =>
    listAt(file, key).flatMap((entry, index): Placed<Value>[] => {
      const fitted = shape.safeParse(entry)
      if (fitted.success) return [{ index, value: fitted.data, whole: true }]
      const rest = shape.safeParse(fittingPart(entry, fitted.error))
      return rest.success ? [{ index, value: rest.data, whole: false }] : []
    })
  const ids = (key: string): string[] =>
    listAt(file, key).flatMap((entry) =>
      isGroup(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [],
    )
  const { dataDir } = file
  return {
    brands: many(shapes.BrandShape, 'brands'),
    people: many(shapes.PersonShape, 'people'),
    teams: many(shapes.TeamShape, 'teams'),
    routes: file['routes'] === undefined ? undefined : many(shapes.RouteShape, 'routes'),
    sources: connectorsAt(file, 'sources'),
    notifiers: connectorsAt(file, 'notifiers'),
    policy: isGroup(file['policy']) ? file['policy'] : {},
    dashboard: one(shapes.DashboardShape, 'dashboard', {}),
    log: one(shapes.LogShape, 'log', {}),
    store: one(shapes.StoreShape, 'store', {}),
    retention: one(shapes.RetentionShape, 'retention', {}),
    http: one(shapes.HttpShape, 'http', {}),
    press: one(shapes.PressShape, 'press', {}),
    digest: one(shapes.DigestShape.optional(), 'digest', undefined),
    dataDir: typeof dataDir === 'string' ? dataDir : undefined,
    ids: { brands: ids('brands'), people: ids('people'), teams: ids('teams') },
  }
}

/** An entry without the keys that do not fit, and with an id in any case. */
function fittingPart(entry: unknown, error: z.ZodError): unknown {
  if (!isGroup(entry)) return undefined
  const bad = new Set(
    error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])],
    ),
  )
  const rest = Object.entries(entry).filter(([key]) => !bad.has(key))
  return { id: 'unnamed', ...Object.fromEntries(rest) }
}

function listAt(file: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const list = file[key]
  return Array.isArray(list) ? list : []
}

function connectorsAt(file: Readonly<Record<string, unknown>>, key: string): Connectors {
  const group = file[key]
  if (!isGroup(group)) return {}
  const fitting = Object.entries(group).filter(
    (entry) => shapes.ConnectorShape.safeParse(entry[1]).success,
  )
  return Object.fromEntries(fitting) as Connectors
}

export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Issue = z.core.$ZodIssue

function sentences(issue: Issue, raw: unknown, text: ParsedText): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(ruleAt(path)?.properties ?? {}).filter((key) => key !== '$schema')
    return issue.keys.map((key) => problem(text, [...path, key], unknownName(key, known), 'key'))
  }
  if (issue.code === 'invalid_key') return [problem(text, path, `as a name ${ID_RULE}`, 'key')]
  if (issue.code === 'invalid_union') {
    const nested = issue.errors.map((one) => one[0]).find((one) => (one?.path.length ?? 0) > 0)
    if (nested) {
      return sentences({ ...nested, path: [...path, ...nested.path] } as Issue, raw, text)
    }
  }
  return [problem(text, path, complaint(issue, path, valueAt(raw, path)))]
}

const ID_RULE = 'must be 1 to 64 letters (no accents), digits, dots, dashes or underscores'

export function problem(
  text: ParsedText,
  path: Path,
  predicate: string,
  part: 'key' | 'value' = 'value',
): Problem {
  const name = pathText(path)
  const message = `${name === '' ? 'the file' : name} ${predicate}`
  return { ...text.placeOf(path, part), path: name, message }
}

function complaint(issue: Issue, path: Path, value: unknown): string {
  const rule = ruleAt(path)
  if (value === undefined) return 'is missing'
  if (value === null) {
    return path.includes('hashtags')
      ? 'is empty: a # begins a comment in YAML; write "#word" in quotes, or leave the # out'
      : 'is empty'
  }
  if (rule?.enum) return `must be ${rule.enum.join(' or ')}`
  if (issue.code === 'too_big' || issue.code === 'too_small') return size(rule, value)
  const pattern = rule?.patternErrorMessage ?? rule?.anyOf?.[0]?.patternErrorMessage
  const scalar = typeof value === 'number' || typeof value === 'boolean'
  // The value is not repeated: it may be a token of digits.
  const fits = scalar && new RegExp(rule?.pattern ?? '', 'u').test(String(value))
  if (fits && rule?.type === 'string') return 'must be text; write it in quotes'
  if (pattern !== undefined) return pattern
  return NEEDED[rule?.type ?? ''] ?? 'must be something else'
}

const NEEDED: Readonly<Record<string, string>> = {
  string: 'must be text',
  array: 'must be a list, such as [one, two]',
  object: 'must be a group of keys',
  number: 'must be a number',
  integer: 'must be a whole number',
  boolean: 'must be true or false',
}

function size(rule: Rule | undefined, value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0
      ? 'must not be an empty list'
      : `must have at most ${rule?.maxItems} entries (there are ${value.length})`
  }
  if (typeof value === 'string') return 'must not be empty'
  return `must be from ${rule?.minimum} to ${rule?.maximum}`
}

interface Rule {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Rule>>
  readonly additionalProperties?: Rule | boolean
  readonly items?: Rule
  readonly anyOf?: readonly Rule[]
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly patternErrorMessage?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
}

let wholeSchema: Rule | undefined

/** What the JSON Schema says about a path. */
function ruleAt(path: Path): Rule | undefined {
  wholeSchema ??= shapes.configSchema() as Rule
  let rule: Rule | undefined = wholeSchema
  for (const step of path) {
    if (typeof step === 'number') rule = rule?.items ?? rule?.anyOf?.find((one) => one.items)?.items
    else {
      const others: Rule | boolean | undefined = rule?.additionalProperties
      rule = rule?.properties?.[step] ?? (typeof others === 'object' ? others : undefined)
    }
  }
  return rule
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}
