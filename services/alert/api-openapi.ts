/** The OpenAPI 3.1 document, made from the table of routes. */

import { ANSWERS } from './api-answers.ts'
import type { Role, Route } from './api-route.ts'
import type { Fields } from './api-schema.ts'
import { LIVE_PATH } from './websocket.ts'

const REASONS: Readonly<Record<number, string>> = {
  400: 'A parameter or the body is not as described.',
  401: 'No session and no token.',
  403: 'Asked from a page that is not ours.',
  404: 'There is no such thing.',
  409: 'It is over.',
  413: 'The body is larger than 64 kB.',
  415: 'The body is no JSON.',
  429: 'Too many wrong tries.',
  503: 'Out of reach or not ready.',
}

export function openApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  }
  paths[LIVE_PATH] = { get: LIVE }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sturmwarte',
      version,
      description:
        'Instants are milliseconds since 1970. Ids stand in paths percent-encoded, slashes too. ' +
        'Failures are application/problem+json. Writing needs the header X-Sturmwarte: 1.',
    },
    paths,
    components: {
      schemas: ANSWERS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'sturmwarte' },
      },
    },
  }
}

function operation(route: Route): Record<string, unknown> {
  return {
    operationId: route.id,
    summary: route.summary,
    security: securityOf(route.role),
    parameters: [...pathParameters(route), ...queryParameters(route), ...writeHeader(route)],
    ...(route.body ? { requestBody: bodyOf(route.body) } : {}),
    responses: responsesOf(route),
  }
}

function securityOf(role: Role): readonly object[] {
  return role === 'anyone' ? [] : [{ session: [] }, { bearer: [] }]
}

export function namesInPath(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!)
}

function pathParameters({ path }: Route): object[] {
  return namesInPath(path).map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string', minLength: 1, maxLength: 2_000 },
  }))
}

function queryParameters({ query = {} }: Route): object[] {
  return Object.entries(query).map(([name, { schema, required, description }]) => ({
    ...{ name, in: 'query', required, description, schema },
  }))
}

function writeHeader({ method }: Route): object[] {
  if (method === 'get') return []
  const schema = { type: 'string', enum: ['1'] }
  return [{ name: 'X-Sturmwarte', in: 'header', required: true, schema }]
}

function bodyOf(fields: Fields): object {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, { schema, description }]) => [
      name,
      { ...schema, description },
    ]),
  )
  const required = Object.keys(fields).filter((name) => fields[name]?.required)
  const schema = { type: 'object', properties, required, additionalProperties: false }
  return { required: true, content: { 'application/json': { schema } } }
}

function responsesOf(route: Route): Record<string, unknown> {
  const failures = new Set([
    400,
    ...(route.role === 'anyone' ? [] : [401]),
    403,
    ...(route.body ? [413, 415] : []),
    ...(route.also ?? []),
  ])
  if (route.id === 'login') failures.add(401)
  const responses: Record<string, unknown> = {
    [String(route.status ?? 200)]: success(route),
  }
  for (const status of [...failures].sort()) {
    const schema = {
      $ref: `#/components/schemas/${route.id === 'readyz' && status === 503 ? 'Readiness' : 'Problem'}`,
    }
    const type =
      status === 503 && route.id === 'readyz' ? 'application/json' : 'application/problem+json'
    responses[String(status)] = { description: REASONS[status], content: { [type]: { schema } } }
  }
  return responses
}

function success({ answers, status }: Route): object {
  if (answers === undefined) {
    return status === 204
      ? { description: 'Done.' }
      : { description: 'Text.', content: { 'text/plain': { schema: { type: 'string' } } } }
  }
  const schema = { $ref: `#/components/schemas/${answers}` }
  return { description: answers, content: { 'application/json': { schema } } }
}

/** Not in the table: it is no request but the beginning of a conversation. */
const LIVE = {
  operationId: 'live',
  summary:
    'A websocket. Text messages, each a frame: all entities (`full`) or those changed since the revision given.',
  security: securityOf('reader'),
  parameters: ['instance', 'revision'].map((name) => ({
    ...{ name, in: 'query', required: false, schema: { type: 'string' } },
    description: 'Of the newest frame the client has, to go on from there.',
  })),
  responses: {
    101: { description: 'Frames follow: see the schema Frame.' },
    401: { description: REASONS[401] },
    403: { description: REASONS[403] },
    503: { description: 'Too many connections.' },
  },
}
