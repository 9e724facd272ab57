import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'
import { ApiProblem } from './problem.ts'

/**
 * The built page and the base map. Any other path that a browser opens as a page is the page too: it finds
 * its own way.
 * @param folder where the page was built
 * @param baseMap a PMTiles archive, served in ranges
 */
export function pageRoutes(folder: string, baseMap: string | null): Router {
  const routes = Router()
  routes.get('/map.pmtiles', (_request, response, next) => {
    if (baseMap === null) throw new ApiProblem(404, 'No base map is installed.')
    response.type('application/octet-stream')
    response.sendFile(baseMap, { acceptRanges: true, maxAge: '1h', dotfiles: 'allow' }, (error) => {
      if (error) next(error)
    })
  })
  // Names of built assets carry a digest of their content.
  routes.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  )
  routes.use(express.static(folder, { index: false, maxAge: 0, setHeaders: neverStored }))
  routes.get(/.*/, (request, response, next) => {
    if (!request.accepts('html') || /\.\w+$/.test(request.path)) return next()
    const index = join(folder, 'index.html')
    if (!existsSync(index))
      throw new ApiProblem(503, 'The page is not built; run "npm run build" and start again.')
    neverStored(response)
    response.sendFile(index, (error) => {
      if (error) next(error)
    })
  })
  return routes
}

const neverStored = (response: { setHeader(name: string, value: string): unknown }) =>
  response.setHeader('cache-control', 'no-cache')
