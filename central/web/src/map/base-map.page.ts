import { expect } from 'vitest'
import { ago, describePage, test } from '../desk-page.fixture.ts'
import { tinyMap } from './tiny-map.fixture.ts'

describePage('the base map', () => {
  test.for(['vector', 'picture'] as const)(
    'draws a %s base map, or says why it cannot',
    async (type, { page, desk, record, complaints, put, signIn }) => {
      put(record({ at: ago(60) }))
      desk.baseMap = tinyMap(type)
      await signIn()
      await page.keyboard.press('ArrowDown')
      const webgl = await page.evaluate(() => document.createElement('canvas').getContext('webgl2') !== null)
      if (webgl) {
        await page.waitForSelector('.maplibregl-canvas')
        // The archive's last bytes are its only tile: the map that was drawn asked for it.
        const last = `-${desk.baseMap.length - 1}`
        await expect.poll(() => desk.requests.some((request) => request.endsWith(last))).toBe(true)
      } else await page.waitForSelector('text=The map could not start on this workstation')
      await page.waitForSelector('.scene-frame')
      if (!webgl) complaints.expect(/webgl/i)
    },
  )

  test('a broken base map costs the map, not the page', async ({
    page,
    desk,
    record,
    complaints,
    put,
    signIn,
  }) => {
    put(record({ at: ago(60) }))
    desk.baseMap = Buffer.concat([Buffer.from('PMTiles'), Buffer.alloc(40_000, 7)])
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=The map could not start on this workstation')
    await page.waitForSelector('.coordinate-grid svg')
    await page.keyboard.press('a')
    await page.waitForSelector('.acknowledge-done')
    complaints.expect(/./)
  })
})
