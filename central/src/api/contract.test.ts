import { ACTS } from '@archway/shared/act'
import type { Express } from 'express'
import { describe, expect, test } from 'vitest'
import { type AppMeans, createApp } from './app.ts'
import { openApiOf } from './openapi.ts'
import { PUBLIC_ROUTES } from './route-list.ts'
import { ROUTES } from './routes.ts'

/** What answers everything with itself: the routes are only counted here, never called. */
const anything: unknown = new Proxy(() => anything, {
  get: (_, name) => (name === Symbol.iterator ? undefined : anything),
})
const real: Partial<AppMeans> = {
  rate: { address: 1, session: 1, login: 1 },
  names: ['localhost'],
  version: '1',
  pageFolder: '/nowhere',
  baseMap: null,
  secure: true,
}
const means = new Proxy(real, {
  get: (given, name) => (name in given ? given[name as keyof AppMeans] : anything),
}) as AppMeans

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> }
  readonly handle: { readonly stack?: readonly Layer[] }
  /** What of the path this layer takes. */
  match(path: string): { readonly path: string } | false
}

const layersOf = (app: Express) => (app as unknown as { router: { stack: Layer[] } }).router.stack

/** Every route of ours below `/api`, and those of them that a path leads to. */
function leavesOf(layers: readonly Layer[]): Layer[] {
  return layers.flatMap((layer) => (layer.route ? [layer] : leavesOf(layer.handle.stack ?? [])))
}
function reached(layers: readonly Layer[], method: string, path: string): Layer[] {
  return layers.flatMap((layer) => {
    const taken = layer.match(path)
    if (!taken) return []
    if (layer.route) return layer.route.methods[method.toLowerCase()] ? [layer] : []
    const rest = path.slice(taken.path.length) || '/'
    return reached(layer.handle.stack ?? [], method, rest)
  })
}

const NOT_OF_THE_API = new Set(['/healthz', '/metrics', '/map.pmtiles', '/.*/'])

describe('the list of routes', () => {
  const layers = layersOf(createApp(means).express)
  const apiLayers = layers.filter((layer) => layer.match('/api/x') || layer.match('/api'))

  test('names only routes that there are', () => {
    for (const { method, path } of ROUTES) {
      const found = reached(layers, method, `/api${path.replaceAll(/\{\w+\}/g, 'x')}`)
      const own = found.filter(({ route }) => !NOT_OF_THE_API.has(String(route?.path)))
      expect(own.length, `${method} ${path}`).toBeGreaterThan(0)
    }
  })

  test('promise 18: names every route that answers under /api, so none is overlooked', () => {
    const known = new Set(
      ROUTES.flatMap(({ method, path }) =>
        reached(layers, method, `/api${path.replaceAll(/\{\w+\}/g, 'x')}`),
      ),
    )
    const apart = leavesOf(layers).filter(
      (leaf) => !known.has(leaf) && !NOT_OF_THE_API.has(String(leaf.route?.path)),
    )
    const ofThePublic = leavesOf(apiLayers)
    expect(
      apart.filter((leaf) => ofThePublic.includes(leaf)).map(({ route }) => String(route?.path)),
    ).toEqual([])
  })

  test('says of each who may: an act, whoever is signed in, or one of the few that need no session', () => {
    const open = ROUTES.filter((route) => route.open).map(({ method, path }) => `${method} ${path}`)
    expect(new Set(open)).toEqual(PUBLIC_ROUTES)
    for (const { act, path } of ROUTES) if (act !== null) expect(ACTS, path).toContain(act)
  })
})

describe('OpenAPI', () => {
  const document = openApiOf(ROUTES, '1.2.3')
  const text = JSON.stringify(document)

  test('has every route once, each with a name of its own', () => {
    const operations = Object.values(
      document.paths as Record<string, Record<string, { operationId: string }>>,
    )
    const ids = operations.flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(ids).toHaveLength(ROUTES.length)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('leads nowhere that is not in it, and keeps nothing that nothing leads to', () => {
    const names = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, name]) => name)
    const { schemas } = document.components as { schemas: Record<string, unknown> }
    for (const name of names)
      expect(schemas, name).toHaveProperty([String(name).replace('#/components/schemas/', '')])
    expect(new Set(names).size).toBe(Object.keys(schemas).length)
  })

  test('says of a search what the check of it says: purpose, case and note are required', () => {
    const paths = document.paths as Record<string, Record<string, unknown>>
    expect(paths['/api/searches']?.post).toMatchObject({
      'x-archway-act': 'read-search',
      security: [{ session: [], csrf: [] }],
      requestBody: {
        content: {
          'application/json': {
            schema: {
              properties: {
                order: {
                  required: expect.arrayContaining(['purpose', 'case', 'note']),
                  additionalProperties: false,
                },
              },
            },
          },
        },
      },
    })
    expect(paths['/api/login']?.post).toMatchObject({ security: [] })
  })
})
