import * as alerts from '@archway/shared/alert'
import * as api from '@archway/shared/api'
import * as cameras from '@archway/shared/api/cameras'
import * as complaint from '@archway/shared/api/complaint'
import * as deployment from '@archway/shared/api/deployment'
import * as disclosure from '@archway/shared/api/disclosure'
import * as hold from '@archway/shared/api/hold'
import * as hotlist from '@archway/shared/api/hotlist'
import * as login from '@archway/shared/api/login'
import * as people from '@archway/shared/api/people'
import * as plan from '@archway/shared/api/plan'
import * as policies from '@archway/shared/api/policy'
import * as report from '@archway/shared/api/report'
import * as retention from '@archway/shared/api/retention'
import * as review from '@archway/shared/api/review'
import * as search from '@archway/shared/api/search'
import * as verify from '@archway/shared/api/verify'
import * as enrolment from '@archway/shared/enrolment'
import * as policy from '@archway/shared/policy'
import * as purpose from '@archway/shared/purpose'
import * as read from '@archway/shared/read'
import { z } from 'zod'
import { CSRF_HEADER } from './guard.ts'
import { KINDS } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

type Json = Record<string, unknown>

const MODULES = [
  ...[read, alerts, purpose, policy, enrolment, api, login, people, policies, review, search, hotlist],
  ...[cameras, verify, retention, hold, disclosure, complaint, deployment, report, plan],
]
const REFERENCE = '#/components/schemas/'

/** Every route as an OpenAPI 3.1 document, made of the very schemas that requests are checked with. */
export function openApiOf(routes: readonly RouteEntry[], version: string): Json {
  const components = componentsOf()
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = `/api${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, components) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Archway central',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'What central answers over HTTP. Errors are problem details (RFC 9457); every use is in the use log before its answer leaves. See docs/api.md.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    security: [{ session: [] }],
    paths,
    components: {
      schemas: reachable(components.schemas, paths),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-archway',
          description: '`archway` without TLS',
        },
        csrf: { type: 'apiKey', in: 'header', name: CSRF_HEADER, description: '`csrf` of the session' },
      },
    },
  }
}

interface Components {
  readonly nameOf: ReadonlyMap<z.ZodType, string>
  readonly schemas: Readonly<Record<string, unknown>>
}

/** What the shared modules export, by name; a name that two of them use goes to the first. */
function componentsOf(): Components {
  const registry = z.registry<{ id: string }>()
  const nameOf = new Map<z.ZodType, string>()
  const taken = new Set<string>()
  for (const [name, value] of MODULES.flatMap((module) => Object.entries(module))) {
    if (!(value instanceof z.ZodType) || nameOf.has(value) || taken.has(name)) continue
    taken.add(name)
    nameOf.set(value, name)
    registry.add(value, { id: name })
  }
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `${REFERENCE}${id}`,
    io: 'output',
    unrepresentable: 'any',
  })
  return { nameOf, schemas: Object.fromEntries(Object.entries(schemas).map(([id, of]) => [id, bare(of)])) }
}

function operationOf(route: RouteEntry, components: Components): Json {
  const { method, path, act, open, request, summary } = route
  const isChange = method !== 'GET' && open !== true
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, letter?: string) => letter?.toUpperCase() ?? '')}`,
    summary,
    tags: [path.split('/')[1]],
    ...(open ? { security: [] } : isChange ? { security: [{ session: [], csrf: [] }] } : {}),
    ...(act === null ? {} : { 'x-archway-act': act }),
    parameters: [...pathParameters(path), ...queryParameters(route.query)],
    ...(request
      ? { requestBody: { required: true, content: { 'application/json': { schema: asked(request) } } } }
      : {}),
    responses: { ...answerOf(route, components), default: PROBLEM },
  }
}

const PROBLEM = {
  description: `A problem (RFC 9457); its type is one of ${Object.values(KINDS).join(', ')}, or a more particular one`,
  content: { 'application/problem+json': { schema: { $ref: `${REFERENCE}Problem` } } },
}

function answerOf({ response, status, content }: RouteEntry, { nameOf }: Components): Json {
  const code = String(status ?? (response || content ? 200 : 204))
  if (content) return { [code]: { description: 'As asked', content: { [content]: {} } } }
  if (!response) return { [code]: { description: 'Done; there is no body' } }
  const name = nameOf.get(response)
  const schema = name
    ? { $ref: `${REFERENCE}${name}` }
    : bare(z.toJSONSchema(response, { io: 'output', unrepresentable: 'any' }))
  return { [code]: { description: 'As asked', content: { 'application/json': { schema } } } }
}

const asked = (schema: z.ZodType): Json =>
  bare(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = asked(query) as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

/** Without the two keys that stand for a document of its own. */
function bare(schema: object): Json {
  const { $schema: _schema, $id: _id, ...rest } = schema as Json
  return rest
}

/** Only the schemas that an answer leads to. */
function reachable(schemas: Components['schemas'], from: unknown): Json {
  const kept: Json = {}
  const walk = (value: unknown) => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name in kept || !(name in schemas)) continue
      kept[name] = schemas[name]
      walk(schemas[name])
    }
  }
  walk(from)
  return kept
}
