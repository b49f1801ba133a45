/** The configuration file: taken as a whole or refused as a whole, with every problem at once and its place. */

import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkDraft } from './config-check.ts'
import { warningsOf } from './config-describe.ts'
import { type Problem, parsePath, pathText, sortProblems, unknownName } from './config-problem.ts'
import { fillIn } from './config-references.ts'
import { resolveDraft } from './config-resolve.ts'
import { masked, revealed } from './config-secret.ts'
import { type Connectors, type Draft, fitToShape, isGroup, problem } from './config-shape.ts'
import type { LoadOptions, LoadResult, OptionsValidator } from './config-types.ts'
import { MAX_CONFIG_BYTES, type ParsedText, parseText } from './config-yaml.ts'

/** Understands the text of a configuration. Never throws for what stands in it. */
export function loadConfig(text: string, options: LoadOptions): LoadResult {
  const parsed = parseText(text)
  if (parsed.broken) return { ok: false, problems: sortProblems(parsed.problems) }
  if (!isGroup(parsed.value)) {
    return { ok: false, problems: [problem(parsed, [], 'must begin with a key, such as brands:')] }
  }
  const filled = fillIn(parsed, options)
  const { draft, problems } = fitToShape(filled.value, parsed)
  const unknown = new Set(filled.missing.map((one) => one.path))
  const found = [
    ...parsed.problems,
    ...filled.problems,
    ...(options.allowMissingSecrets ? [] : filled.missingProblems),
    ...[
      ...problems,
      ...checkDraft(draft, filled.value, parsed),
      ...checkOptions('sources', draft, options.sourceOptions, parsed),
      ...checkOptions('notifiers', draft, options.notifierOptions, parsed),
    ].filter((one) => !unknown.has(one.path)),
  ]
  if (found.length > 0) {
    const hush = (one: Problem) => ({ ...one, message: masked(one.message, filled.secrets) })
    return { ok: false, problems: sortProblems(found.map(hush)) }
  }
  const config = resolveDraft(draft, {
    path: options.path,
    referenced: (path) => filled.referenced.has(pathText(path)),
    missingSecrets: filled.missing,
  })
  return {
    ok: true,
    config: { ...config, warnings: warningsOf(config) },
    positionOf: (path) => parsed.placeOf(parsePath(path)),
  }
}

function checkOptions(
  section: 'sources' | 'notifiers',
  draft: Draft,
  validators: Readonly<Record<string, OptionsValidator>> | undefined,
  parsed: ParsedText,
): Problem[] {
  if (validators === undefined) return []
  const connectors: Connectors = draft[section]
  return Object.entries(connectors).flatMap(([name, { kind, enabled, ...options }]) => {
    const validate = Object.hasOwn(validators, kind ?? name) ? validators[kind ?? name] : undefined
    if (validate === undefined) {
      const path = kind === undefined ? [section, name] : [section, name, 'kind']
      const part = kind === undefined ? 'key' : 'value'
      return [problem(parsed, path, unknownName(kind ?? name, Object.keys(validators)), part)]
    }
    if (enabled === false) return []
    return validate(revealed(options) as Record<string, unknown>).map((one) =>
      problem(parsed, [section, name, ...parsePath(one.path)], one.message),
    )
  })
}

/** Options of `readConfigFile`: those of `loadConfig` that a file does not decide. */
export type ReadOptions = Pick<
  LoadOptions,
  'sourceOptions' | 'notifierOptions' | 'allowMissingSecrets'
>

/** Reads and understands a file; a file that cannot be read is a problem like any other. */
export function readConfigFile(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  options: ReadOptions = {},
): LoadResult {
  const text = readText(path)
  if (typeof text !== 'string') return { ok: false, problems: [text] }
  const folder = dirname(resolve(path))
  const readFile = (name: string) => readFileSync(resolve(folder, name), 'utf8')
  return loadConfig(text, { ...options, path, env, readFile })
}

function readText(path: string): string | Problem {
  const refuse = (message: string, line = 0): Problem => ({ line, column: line, path: '', message })
  try {
    const state = statSync(path)
    if (!state.isFile()) return refuse('this is not a file')
    if (state.size > MAX_CONFIG_BYTES) {
      return refuse(`the file is larger than ${MAX_CONFIG_BYTES / 1e6} MB`, 1)
    }
    const bytes = readFileSync(path)
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le').slice(1)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'ENOENT') return refuse('there is no such file; "sturmwarte init" writes one')
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return refuse('the file is not in UTF-8', 1)
    return refuse(`the file cannot be read (${String(code)})`)
  }
}
