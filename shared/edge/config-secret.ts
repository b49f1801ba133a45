/**
 * Secrets: values that are used and never shown. `${NAME}` comes from the environment, `${file:PATH}` from a file;
 * `$${` stands for the two characters themselves.
 */

import type { Path } from './config-problem.ts'

const MASK = '••••'

/** A string that prints as dots, whoever prints it. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself; call it where it is sent, and keep the result in no object that might be printed. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Secret(${MASK})`
  }
}

/** A deep copy with every secret in plain text, for the moment in which options become a connection. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(revealed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealed(one)]))
}

/** A key whose value is a secret whatever the source or notifier. */
const SECRET_KEY =
  /token|secret|passw|passphrase|api_?-?key|private_?-?key|credential|authori[sz]ation|cookie|smtp|dsn|webhook|sasl|bearer|routing_?-?key|^key$/i
/** A URL that carries a password or a key in its query. */
const SECRET_URL = /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@|.*[?&](?:token|key|api_?key|secret|sig)=)/i
const HARMLESS = new Set(['kind', 'enabled', 'from', 'replyTo', 'language'])

export interface HideRules {
  /** Texts that came from a reference, by the text of their path. */
  readonly referenced: (path: Path) => boolean
  /** Notifiers: an address such as a Slack webhook's is a secret too, so every text is hidden but a few. */
  readonly hideAll: boolean
}

/** A copy in which each text that is or may be a secret is a `Secret`. */
export function hidden(value: unknown, path: Path, rules: HideRules, inside = false): unknown {
  if (typeof value === 'string') {
    const last = path.at(-1)
    const hide = inside || rules.referenced(path) || SECRET_URL.test(value)
    const harmless = typeof last === 'string' && HARMLESS.has(last)
    return hide || (rules.hideAll && !harmless) ? new Secret(value) : value
  }
  if (Array.isArray(value)) return value.map((one, i) => hidden(one, [...path, i], rules, inside))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      hidden(one, [...path, key], rules, inside || SECRET_KEY.test(key)),
    ]),
  )
}

export interface Lookup {
  readonly env: Readonly<Record<string, string | undefined>>
  /** @throws where the file cannot be read. */
  readFile(path: string): string
}

export interface MissingSecret {
  /** `SMTP_PASSWORD` or `file:/run/secrets/smtp`. */
  readonly name: string
  readonly path: string
  readonly line: number
  readonly column: number
}

export interface Resolution {
  readonly text: string
  /** The values that were put in, to be kept out of every message. */
  readonly values: readonly string[]
  readonly missing: readonly { readonly name: string; readonly why: string }[]
  readonly malformed: boolean
}

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*|file:[^{}]{1,1000})\}|\$\{/g
const MAX_SECRET_LENGTH = 65_536

/** Puts in what the references of one text stand for. */
export function resolveReferences(template: string, lookup: Lookup): Resolution {
  const values: string[] = []
  const missing: { name: string; why: string }[] = []
  let malformed = false
  const text = template.replace(
    REFERENCE,
    (whole: string, name: string | undefined, at: number) => {
      if (whole === '$${') return '${'
      if (name === undefined) {
        malformed = true
        return whole
      }
      const found = name.startsWith('file:')
        ? fromFile(name.slice('file:'.length), lookup)
        : fromEnv(name, lookup)
      if ('why' in found) {
        missing.push({ name, why: found.why })
        return ''
      }
      const inUrl = isUserInfo(template.slice(0, at), template.slice(at + whole.length))
      const value = inUrl ? encodeURIComponent(found.value) : found.value
      values.push(found.value, value)
      return value
    },
  )
  return { text, values, missing, malformed }
}

type Found = { readonly value: string } | { readonly why: string }

function fromEnv(name: string, lookup: Lookup): Found {
  const value = Object.hasOwn(lookup.env, name) ? lookup.env[name] : undefined
  if (value === undefined) return { why: `the environment variable ${name} is not set` }
  return value === '' ? { why: `the environment variable ${name} is empty` } : { value }
}

function fromFile(path: string, lookup: Lookup): Found {
  let text: string
  try {
    text = lookup.readFile(path)
  } catch (error) {
    const { code } = error as { code?: unknown }
    const why = code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    return { why: `the file ${path} ${why}${typeof code === 'string' ? ` (${code})` : ''}` }
  }
  const value = text.replace(/\r?\n$/, '')
  if (value === '') return { why: `the file ${path} is empty` }
  if (value.length > MAX_SECRET_LENGTH) return { why: `the file ${path} is too long for a secret` }
  return { value }
}

/** User name or password of a URL: signs such as @ and / in them must not change the address. */
function isUserInfo(before: string, after: string): boolean {
  const user = /^[a-z][a-z\d+.-]*:\/\/$/i.test(before) && /^:[^/]*@/.test(after)
  const password = /^[a-z][a-z\d+.-]*:\/\/.+:$/i.test(before) && after.startsWith('@')
  return user || password
}

/** A message without any of the values, for the case that one slipped in. */
export function masked(message: string, values: readonly string[]): string {
  let text = message
  for (const value of values) if (value.length >= 4) text = text.replaceAll(value, MASK)
  return text
}
