import { Router } from 'express'
import { z } from 'zod'
import { openApiOf } from './openapi.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_OPENAPI: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/openapi.json',
    act: null,
    response: z.looseObject({ openapi: z.string() }),
    summary: 'This description',
  },
]

/** Mounted under `/api`. Made at the first call; it does not change while the program runs. */
export function openApiRoutes(routes: readonly RouteEntry[], version: string): Router {
  let made: object | null = null
  return Router().get('/openapi.json', (_request, response) => {
    made ??= openApiOf(routes, version)
    response.json(made)
  })
}
