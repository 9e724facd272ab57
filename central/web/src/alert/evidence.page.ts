import { expect } from 'vitest'
import { CAR } from '../alert.fixture.ts'
import { ago, describePage, test } from '../desk-page.fixture.ts'

describePage('what an alert shows', () => {
  test('shows everything that a person needs to judge an alert', async ({
    page,
    record,
    put,
    signIn,
    shows,
  }) => {
    put(
      record({
        at: ago(60),
        plate: 'B8O1QK',
        listed: 'B801QK',
        grade: 'look-only',
        doubts: ['low-probability', 'state-unknown', 'list-stale'],
        sure: [0.93, 0.71, 0.66, 0.999, 0.995, 0.99],
        rivals: [{ text: 'B801QK', probability: 0.27 }],
        jurisdiction: null,
        category: 'felony-vehicle',
        flags: ['armed'],
        listAgeMs: 31 * 3_600_000,
        device: CAR,
        place: { lat: 38.6431, lon: -90.2551, label: null, basis: 'gps', accuracyMetres: 60 },
        acknowledged: { by: 'jmiller', at: ago(40) },
        lookedAtBy: 'jmiller',
      }),
    )
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.scene-frame >> nth=1')
    await shows(
      '.alert-pane',
      'Look only',
      'UNVERIFIED',
      'Disagrees with the entry: cannot be verified by it',
      'Felony vehicle',
      'Caution: armed',
      "State not read, or not given by the list: compare the plate's state with the entry by eye.",
      'The list is older than the plan allows: confirm with the source',
      '27.0 % possible',
      'Could also be',
      'Character 3: letter O (66.0 %). Could be digit 0 (27.0 %).',
      'Differs: character 3 is read as letter O, listed as digit 0.',
      '2019 blue Ford Fusion 4-door sedan',
      'Missouri',
      'State hotlist',
      '1 d 7 h',
      'On our newest list',
      'GPS of Car 114 at the hit, ± 197 ft',
      '38.64310, -90.25510',
      'No base map is installed',
      'raised 0.6 s later',
      'A hit alone is not reasonable suspicion. Confirm plate and state from the images and that the entry is still live.',
    )
    await expect.poll(() => page.locator('.slot-scene img').count()).toBe(2)
    await expect.poll(() => page.locator('.slot-plate img').count()).toBe(2)
    // Again until it holds: an image that comes meanwhile moves the page under the pointer.
    const tipIsVisible = async () => {
      await page.hover('.plate-character >> nth=1')
      return page.locator('.plate-character-tip >> nth=1').isVisible()
    }
    await expect.poll(tipIsVisible).toBe(true)
  })

  test("draws the plate's corners where they are in the image", async ({ page, record, put, signIn }) => {
    put(record({ at: ago(5) }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.scene-frame >> nth=1')
    // Both in one look: between two of them the other angle's image may move the page.
    const middle = () =>
      page.evaluate(() => {
        const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
        const [image, drawn] = [boxOf('.slot-scene img'), boxOf('.scene-frame-line')]
        if (!image || !drawn) return []
        // The drawn scene is 1280 px wide with the plate's middle at x 640, y 513.
        const scale = image.width / 1280
        const x = (drawn.x + drawn.width / 2 - image.x) / scale - 640
        const y = (drawn.y + drawn.height / 2 - image.y) / scale - 513
        return [Math.round(x / 10), Math.round(y / 10)].map(Math.abs)
      })
    await expect.poll(middle).toEqual([0, 0])
    await page.click('.slot-scene')
    await page.waitForSelector('dialog.enlarged .scene-frame')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog.enlarged', { state: 'detached' })
  })

  test('a missing angle and an image on its way are said, never faked', async ({
    page,
    record,
    put,
    signIn,
  }) => {
    put(record({ at: ago(9), missing: 2 }), record({ at: ago(5), images: 'pending' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=Angle 1: image on its way')
    await expect.poll(() => page.locator('.alert-pane img').count()).toBe(0)
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=Angle 2 not captured')
    await expect.poll(() => page.locator('[data-angle="2"] img').count()).toBe(0)
    await expect.poll(() => page.locator('[data-angle="1"] img').count()).toBe(2)
  })

  test('an image that comes later takes its place by itself', async ({ page, desk, record, put, signIn }) => {
    const pending = record({ at: ago(5), images: 'pending' })
    put(pending)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=Angle 1: image on its way')
    desk.raise({ ...pending, images: pending.images.map((image) => ({ ...image, state: 'stored' })) })
    await page.waitForSelector('.slot-scene img')
  })

  test('an image that cannot be had is said to be missing, and can be asked for again', async ({
    page,
    desk,
    record,
    put,
    signIn,
  }) => {
    put(record({ at: ago(60), missing: 2 }))
    desk.imagesBroken = true
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=Scene of angle 1 could not be loaded.')
    await expect.poll(() => page.locator('.alert-pane img').count()).toBe(0)
    desk.imagesBroken = false
    await page.click('.slot-scene >> text=Try again')
    await page.waitForSelector('.scene-frame')
  })

  test('reads that joined an alert are counted on it', async ({ page, record, put, signIn, shows }) => {
    const alert = record({ at: ago(200) })
    const last = {
      read: alert.read.id,
      capturedAt: ago(5),
      device: 'union-02',
      place: alert.place,
      images: [],
    }
    put({ ...alert, repeats: { count: 3, last } })
    await signIn()
    await page.keyboard.press('ArrowDown')
    await shows('.alert-pane-repeats', 'Seen 4 times, last at')
    await shows('.queue', 'Seen 4 times')
  })
})
