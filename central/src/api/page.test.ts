import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageRoutes } from './page.ts'
import { problemHandler } from './problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'page-'))
const faults: unknown[] = []
let servers: Server[] = []

async function open(baseMap: string | null): Promise<string> {
  const app = express().use(
    pageRoutes(join(folder, 'web'), baseMap),
    problemHandler((error) => faults.push(error)),
  )
  const server = createServer(app).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(() => {
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'web', 'index.html'), '<html>the page</html>')
  writeFileSync(join(folder, 'web', 'assets', 'main-abc.js'), 'script')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'map.pmtiles'), 'PMTiles and more')
})
afterAll(() => {
  for (const server of servers) server.close()
  servers = []
  rmSync(folder, { recursive: true, force: true })
})

test('every path that a person opens is the page; what is missing is missing', async () => {
  const url = await open(null)
  for (const path of ['/', '/alerts/1', '/login?x=1']) {
    const answer = await fetch(url + path, { headers: { accept: 'text/html' } })
    expect(await answer.text()).toContain('the page')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
  }
  const asset = await fetch(`${url}/assets/main-abc.js`)
  expect(asset.headers.get('cache-control')).toContain('immutable')
  expect((await fetch(`${url}/assets/none.js`)).status).toBe(404)
  expect((await fetch(`${url}/..%2fsecret.txt`)).status).toBeGreaterThanOrEqual(400)
})

test('the base map is served in ranges, or is not there', async () => {
  const without = await open(null)
  expect((await fetch(`${without}/map.pmtiles`)).status).toBe(404)
  const url = await open(join(folder, 'map.pmtiles'))
  const answer = await fetch(`${url}/map.pmtiles`, { headers: { range: 'bytes=0-6' } })
  expect(answer.status).toBe(206)
  expect(await answer.text()).toBe('PMTiles')
  expect(faults).toEqual([])
})
