import { expect, test } from 'vitest'
import { findBaseMap } from './find-base-map.ts'

const answer = (status: number, body: string, type = 'application/octet-stream') =>
  findBaseMap(async () => new Response(body, { status, headers: { 'content-type': type } }))

test('only a ranged answer that begins as PMTiles is a base map', async () => {
  expect(await answer(206, 'PMTiles')).toBe('present')
  expect(await answer(206, '\u007fELF...')).toBe('broken')
  expect(await answer(404, '{}')).toBe('absent')
})

test('a page served in its place, or a whole archive, is not', async () => {
  expect(await answer(200, '<!doctype html>', 'text/html; charset=utf-8')).toBe('absent')
  expect(await answer(200, 'PMTiles and gigabytes more')).toBe('broken')
})
