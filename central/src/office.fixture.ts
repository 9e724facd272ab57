import { join } from 'node:path'
import { encodeImage, encodeJson } from '@archway/shared/codec'
import { uuid7 } from '@archway/shared/id'
import { ReadsMessage } from '@archway/shared/messages'
import type { Read } from '@archway/shared/read'
import type { Role } from '@archway/shared/role'
import { sha256 } from '@archway/shared/signing'
import sharp from 'sharp'
import { expect } from 'vitest'
import { inChromium, openTab, type Tab } from '../web/src/chromium-test.fixture.ts'
import { drawnPlate, drawnScene } from '../web/src/drawn-vehicle.fixture.ts'
import { type Browser, signIn } from './browser.fixture.ts'
import { startCentral, type Unit } from './serve.fixture.ts'
import { random, someRead } from './store/judged.fixture.ts'

/** A central starts, the page is built and people sign in: on a crowded machine that is no minute's work. */
export const PATIENCE = { timeout: 240_000 }

/** Where screenshots go, if anybody wants them. */
const SHOTS = process.env.ARCHWAY_SHOTS

/** The page as a person sees it, on both of the smallest and the usual screen, if anybody wants it. */
export async function shoot({ page }: Pick<Tab, 'page'>, name: string): Promise<void> {
  if (!SHOTS) return
  const usual = page.viewportSize()
  for (const [width, height] of [
    [1024, 768],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(SHOTS, `${name}-${width}.png`), fullPage: true })
  }
  if (usual) await page.setViewportSize(usual)
}

/** More of the configuration, where a file of tests needs it: `inOffice.override`. */
const withSettings = inChromium.extend('settings', { scope: 'file' }, () => '')

/** A whole central that serves the page as it is built, and a way to look at it as somebody who is signed in. */
export const inOffice = withSettings
  .extend('central', { scope: 'file' }, async ({ site, settings }, { onCleanup }) => {
    const central = await startCentral(settings, site)
    onCleanup(() => central.close())
    return central
  })
  .extend(
    'enter',
    { scope: 'file' },
    ({ central }) =>
      async (name: string, ...roles: Role[]) =>
        signIn(central.serving.http, name, await central.addPerson(name, roles)),
  )
  .extend('open', { scope: 'file' }, ({ central, browser }) => async ({ cookie }: Browser, path: string) => {
    const url = central.serving.http
    // The session ends in any browser that calls itself something else than what signed in.
    const tab = await openTab(browser, { userAgent: 'node' })
    const [name = '', value = ''] = cookie.split('=')
    await tab.page.context().addCookies([{ name, value, url }])
    await tab.page.goto(url + path)
    return tab
  })

/** Asks the API as the page does; the answer must be a success. */
export async function post(url: string, who: Browser, path: string, body: object): Promise<Response> {
  const headers = { cookie: who.cookie, 'x-archway-csrf': who.csrf, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.ok, await answer.clone().text()).toBe(true)
  return answer
}

/** A vehicle with this plate passes a unit now: its Read and two drawn images are stored when this resolves. */
export async function passBy(unit: Unit, plate: string, who: Browser): Promise<Read> {
  const capturedAt = Date.now()
  const pictures = await Promise.all(
    (['scene', 'plate'] as const).map(async (kind) => {
      const drawn = kind === 'scene' ? drawnScene(plate, 1) : drawnPlate(plate)
      const bytes = await sharp(Buffer.from(drawn)).jpeg().toBuffer()
      const image = { id: uuid7(capturedAt, random), angle: 1 as const, kind, sha256: sha256(bytes) }
      return { image, bytes }
    }),
  )
  const images = pictures.map(({ image, bytes }) => ({ ...image, bytes: bytes.byteLength }))
  const read = someRead({ text: plate, capturedAt, device: 'fixed-1', images, rivals: [] })
  await unit.send(
    'reads',
    encodeJson(ReadsMessage, { v: 1, sentAt: capturedAt, sightings: [{ read, hits: [] }] }),
  )
  for (const { image, bytes } of pictures) {
    await unit.send('images', encodeImage({ v: 1, ...image, read: read.id, mime: 'image/jpeg' }, bytes))
  }
  for (const { image } of pictures) {
    const stored = async () => (await who.get(`/api/images/${image.id}`)).status
    await expect.poll(stored, { timeout: 30_000, interval: 100 }).toBe(200)
  }
  return read
}
