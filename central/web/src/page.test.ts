import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CAR, createRecorder, type Recorded, recordedUnits } from './alert.fixture.ts'
import { chromiumMissing, launchChromium } from './chromium.fixture.ts'
import { CODE, type DeskServer, startDeskServer, TICKET } from './desk-server.fixture.ts'
import { tinyMap } from './map/tiny-map.fixture.ts'

/** The page as it is built, in a real Chromium, against a real server that holds its data to the contract. */
describe.skipIf(chromiumMissing !== null)(`RTCC page ${chromiumMissing ?? ''}`, { timeout: 60_000 }, () => {
  let site: string
  let browser: Browser
  let desk: DeskServer
  let page: Page
  let errors: string[]
  let record: (recorded: Recorded) => ReturnType<ReturnType<typeof createRecorder>>

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'archway-page-'))
    const root = join(import.meta.dirname, '..')
    await build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: site, emptyOutDir: true, minify: false },
    })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(site, { recursive: true, force: true })
  })

  beforeEach(async () => {
    desk = await startDeskServer(site, Date.now)
    desk.units = recordedUnits(Date.now())
    record = createRecorder()
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(20_000)
    errors = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      // The network's own complaints are what many of these tests bring about; a blocked resource is not.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
        errors.push(message.text())
      }
    })
  })
  afterEach(async () => {
    await page.close()
    await desk.close()
    expect(errors).toEqual([])
  })

  const ago = (seconds: number) => Date.now() - seconds * 1000
  const put = (...alerts: ReturnType<typeof record>[]) => {
    for (const alert of alerts) desk.alerts.set(alert.id, alert)
  }
  const signIn = async () => {
    await page.goto(desk.url)
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'correct horse')
    await page.click('text=Accept and sign in')
    await page.fill('[name=code]', CODE)
    await page.click('text=Sign in')
    await page.waitForSelector('text=● Live')
    await page.waitForSelector('.queue-heading')
  }
  const idOf = (plate: string) =>
    [...desk.alerts.values()].find(({ read }) => read.text === plate)?.id ?? plate
  const cardOf = (plate: string) => `.queue [data-alert="${idOf(plate)}"]`
  /** The plates of the cards, sealed or not: only the server knows them all. */
  const plates = async () => {
    const cards = await page.locator('.queue .alert-card').all()
    const ids = await Promise.all(cards.map((card) => card.getAttribute('data-alert')))
    return ids.map((id) => desk.alerts.get(id ?? '')?.read.text)
  }
  const chosen = async () =>
    desk.alerts.get((await page.locator('.alert-pane').getAttribute('data-alert')) ?? '')?.read.text
  /** The text as it is rendered: what is hidden is not in it. */
  const seen = async (selector: string) => {
    await page.locator(selector).first().waitFor({ state: 'attached' })
    return (await page.locator(selector).allInnerTexts()).join('\n')
  }
  /** Waits until all of it is seen: what a click or an answer brings is drawn a moment later. */
  const shows = async (selector: string, ...texts: string[]) => {
    for (const text of texts) await expect.poll(() => seen(selector)).toContain(text)
  }

  test('says on what terms one signs in, and why one is not let in', async () => {
    await page.goto(desk.url)
    await shows('.login-banner', 'RSMo 610.100(3)', 'logged')
    await shows(
      '.login-banner',
      'Felony investigation',
      'Wanted person',
      'Stolen property',
      'Missing or endangered',
    )
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'wrong')
    await page.click('text=Accept and sign in')
    await page.waitForSelector('text=The user name or the password is wrong.')
    expect(desk.requests.some((request) => request.includes('/api/alerts'))).toBe(false)
  })

  test('asks for the second factor, and a code that is wrong can be typed again', async () => {
    await page.goto(desk.url)
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'correct horse')
    await page.click('text=Accept and sign in')
    await page.fill('[name=code]', '000000')
    await page.click('text=Sign in')
    await page.waitForSelector('text=That was not right.')
    await expect.poll(() => page.inputValue('[name=code]')).toBe('')
    desk.elsewhere = '10.0.0.9'
    await page.fill('[name=code]', CODE)
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=in use at 10.0.0.9')
    await page.click('text=Continue')
    await page.waitForSelector('text=● Live')
  })

  test('the first sign-in shows the key for an authenticator; a missing receipt is signed by name', async () => {
    const qr = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4='
    const uri = 'otpauth://totp/Archway:jmiller?secret=GEZDGNBVGY3TQOJQ'
    desk.firstStep = { step: 'enrol', ticket: TICKET, secret: 'GEZDGNBVGY3TQOJQ', uri, qr }
    await page.goto(desk.url)
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'correct horse')
    await page.click('text=Accept and sign in')
    await expect.poll(() => seen('.login-secret')).toBe('GEZD GNBV GY3T QOJQ')
    await page.waitForSelector('.login-qr')
    await page.click('text=Begin again')
    const order = { number: '5-27', version: '2', sha256: null }
    desk.firstStep = { step: 'receipt', ticket: TICKET, order, signAs: 'J. Miller' }
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'correct horse')
    await page.click('text=Accept and sign in')
    // The box is there before the answer is: the step's own field says that it has come.
    await page.waitForSelector('[name=signature]')
    await shows('.login-box', 'Special Order 5-27, version 2')
    await shows('.login-box', 'J. Miller')
  })

  test('shows everything that a person needs to judge an alert', async () => {
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

  test("draws the plate's corners where they are in the image", async () => {
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

  test('a missing angle and an image on its way are said, never faked', async () => {
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

  test('an image that comes later takes its place by itself', async () => {
    const pending = record({ at: ago(5), images: 'pending' })
    put(pending)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=Angle 1: image on its way')
    desk.raise({ ...pending, images: pending.images.map((image) => ({ ...image, state: 'stored' })) })
    await page.waitForSelector('.slot-scene img')
  })

  test('an alert arrives live, and what the operator looks at stays', async () => {
    put(record({ at: ago(60), plate: 'AAA111' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.alert-pane h2')
    // The list of the waiting and that of all, each once.
    expect(desk.requests.filter((request) => request.includes('/api/alerts?'))).toHaveLength(2)
    await page.focus('text=Sign out')
    desk.raise(record({ at: ago(1), plate: 'BBB222' }))
    await page.waitForSelector(cardOf('BBB222'))
    await expect.poll(() => plates()).toEqual(['BBB222', 'AAA111'])
    await expect.poll(() => chosen()).toBe('AAA111')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Sign out')
    await expect.poll(() => page.title()).toBe('(2) Archway RTCC desk')
    await shows('[role=status]', 'Actionable, Stolen vehicle, N Kingshighway Blvd at Delmar Blvd')
  })

  test('acknowledges by key, walks on to the next one, and shows who and when', async () => {
    put(record({ at: ago(60), plate: 'AAA111' }), record({ at: ago(30), plate: 'BBB222' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('a')
    await page.waitForSelector('.acknowledge-done >> text=jmiller')
    await expect.poll(() => page.title()).toBe('(1) Archway RTCC desk')
    await expect.poll(() => plates()).toEqual(['BBB222', 'AAA111'])
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => chosen()).toBe('AAA111')
    await expect.poll(() => plates()).toEqual(['AAA111', 'BBB222'])
    await page.keyboard.press('Enter')
    await page.waitForSelector('.acknowledge-done >> text=jmiller')
    expect([...desk.alerts.values()].map((alert) => alert.acknowledged?.by)).toEqual(['jmiller', 'jmiller'])
  })

  test('promise 7: what hit is in sight, and which plate is not until it is typed from the images', async () => {
    const alert = record({ at: ago(60), plate: 'HK7A2B', category: 'felony-vehicle', flags: ['armed'] })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.scene-frame')
    const before = await page.content()
    for (const secret of ['HK7A2B', alert.entry.id, 'Fusion', 'Missouri ('])
      expect(before).not.toContain(secret)
    await shows('.alert-pane', 'Felony vehicle')
    await expect.poll(() => page.locator('.verify-form').count()).toBe(0)

    await page.keyboard.press('a')
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'plate')
    await page.keyboard.type('hk7 a2b')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Missouri')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=Agrees with the entry: verified')
    await shows('.alert-pane', '2019 blue Ford Fusion')
    await expect.poll(() => page.locator('.unverified').count()).toBe(0)
    await page.check('input[value=correct]')
    await page.click('text=Close the alert')
    await page.waitForSelector('.alert-pane >> text=Correct by jmiller')
    expect(desk.alerts.get(alert.id)).toMatchObject({ state: 'closed', looks: [{ plate: 'HK7A2B' }] })
  })

  test('a look that disagrees says how, and leaves the alert unverified in large letters', async () => {
    const alert = record({
      at: ago(60),
      plate: 'B8O1QK',
      listed: 'B801QK',
      acknowledged: { by: 'kim', at: ago(9) },
    })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.fill('[name=plate]', 'B8O1QK')
    await page.selectOption('[name=state]', 'not-seen')
    await page.click('text=Compare with the entry')
    await page.waitForSelector('text=Disagrees with the entry: cannot be verified by it')
    await shows(
      '.alert-pane',
      'Plate the same only if O is taken for 0 or I for 1; state you could make out no state',
      'UNVERIFIED',
    )
    await page.check('input[value=misread]')
    await page.fill('[name=note]', 'letter O')
    await page.click('text=Dismiss the alert')
    await page.waitForSelector('.queue >> text=Misread')
  })

  test('a form that the server refuses keeps what was typed', async () => {
    put(record({ at: ago(60), acknowledged: { by: 'kim', at: ago(9) } }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.fill('[name=plate]', 'XYZ')
    await page.selectOption('[name=state]', 'us-il')
    desk.refuseNext = 503
    await page.click('text=Compare with the entry')
    await page.waitForSelector('.verify-failure >> text=The store is busy.')
    await expect.poll(() => page.inputValue('[name=plate]')).toBe('XYZ')
  })

  test('promise 9: the page says which alerts stand on its screen', async () => {
    const [old, live] = [record({ at: ago(60), plate: 'AAA111' }), record({ at: ago(1), plate: 'BBB222' })]
    put(old)
    await signIn()
    await expect.poll(() => desk.receipts).toEqual([old.id])
    desk.raise(live)
    await expect.poll(() => desk.receipts).toEqual([old.id, live.id])
  })

  test('a supervisor is shown what nobody took, and can open an entry with a reason', async () => {
    desk.roles = ['supervisor']
    const alert = record({ at: ago(90) })
    put(alert)
    await signIn()
    await page.waitForSelector('.queue .alert-card')
    await expect.poll(() => page.locator('.banner >> text=Nobody has acknowledged').count()).toBe(0)
    desk.raise({ ...alert, escalatedAt: Date.now() })
    await page.click('.banner >> text=Show it')
    await page.click('text=Open the entry without a look')
    await page.fill('[name=reason]', 'pursuit on Delmar')
    await page.click('button:has-text("Open the entry")')
    await page.waitForSelector('.unverified')
    await expect.poll(() => seen('.alert-pane h2')).toBe('HK7A2B')
  })

  test('a supervisor decides on the quarantine that a camera’s errors propose', async () => {
    desk.roles = ['supervisor']
    const camera = { device: 'union-02', camera: 'north', judged: 6, wrong: 5 }
    const interval = { share: 0.833, low: 0.436, high: 0.97 }
    desk.cameras = [{ ...camera, interval, quarantine: 'proposed' }]
    desk.quarantines = [
      {
        ...camera,
        n: 1,
        state: 'proposed',
        proposedAt: ago(60),
        low: 0.436,
        high: 0.97,
        policy: 'plan-1',
        decidedBy: null,
        decidedAt: null,
        reason: null,
        liftedBy: null,
        liftedAt: null,
        liftReason: null,
      },
    ]
    await signIn()
    await page.goto(`${desk.url}/cameras`)
    await shows('.cameras-main', '5 of 6 judged alerts were wrong: between 43.6 % and 97.0 %')
    await page.fill('[name=reason]', 'cracked lens')
    await page.click('button:has-text("Quarantine")')
    await page.waitForSelector('text=In quarantine by jmiller')
    await shows('.cameras-table', '83.3 % (43.6 % to 97.0 %)')
  })

  test('reads that joined an alert are counted on it', async () => {
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

  test('somebody else was first: their name stands', async () => {
    put(record({ at: ago(60) }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    desk.rival = 'dokafor'
    await page.click('.acknowledge-button')
    await page.waitForSelector('text=Somebody else was first.')
    await shows('.acknowledge-done', 'dokafor')
  })

  test('an acknowledgement that failed is not shown as one', async () => {
    put(record({ at: ago(60) }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    desk.refuseNext = 503
    await page.click('.acknowledge-button')
    await page.waitForSelector('text=Not recorded.')
    await shows('.acknowledge-failure', 'The store is busy.')
    await page.click('.acknowledge-button')
    await page.waitForSelector('.acknowledge-done')
  })

  test('a session that ends goes to the login, says so, and leaves nothing behind', async () => {
    put(record({ at: ago(60), plate: 'AAA111' }))
    await signIn()
    await page.keyboard.press('ArrowDown')
    desk.endSessions()
    await page.waitForSelector('text=Your session has ended.')
    await expect.poll(() => page.locator('.alert-card').count()).toBe(0)
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'correct horse')
    await page.click('text=Accept and sign in')
    await page.fill('[name=code]', CODE)
    await page.keyboard.press('Enter')
    await page.waitForSelector(cardOf('AAA111'))
  })

  test('a lost connection is loud, comes back by itself, and brings what was missed', async () => {
    await signIn()
    await desk.goAway()
    await page.waitForSelector('text=No connection to the server')
    await expect.poll(() => page.title()).toContain('Not connected')
    put(record({ at: ago(1), plate: 'CCC333' }))
    await desk.comeBack()
    await page.waitForSelector(cardOf('CCC333'))
    await page.waitForSelector('text=No connection to the server', { state: 'detached' })
  })

  test('what does not keep the contract is an error in sight, not a blank', async () => {
    await signIn()
    desk.send('alert', '{"id":"not an alert"}')
    await page.waitForSelector('text=The server sent an alert that this page cannot read')
    await page.click('text=Dismiss')
    desk.garbleNext = '{"alerts":[{}],"next":null}'
    await page.reload()
    await page.waitForSelector('.queue >> text=The server sent a list of alerts that this page cannot read')
    await expect.poll(() => seen('.queue')).not.toContain('Nothing waits')
    await shows('.nothing-chosen', 'The alerts could not be loaded')
  })

  test('tells units in trouble by name, live', async () => {
    await signIn()
    const strip = page.locator('.units-strip')
    await strip.locator('text=Skinker / Forest Park: offline for 47 min').waitFor()
    const [first] = desk.units
    if (!first) throw new Error('no recorded units')
    desk.announceUnit({ ...first, state: 'offline', lastSeenAt: Date.now() - 8_000 })
    await strip.locator('text=2 offline').waitFor()
    await page.click('.units-open')
    await expect.poll(() => page.locator('.units-table tbody tr').count()).toBe(5)
  })

  test('sounds by grade once it is turned on, and never before', async () => {
    await page.addInitScript(() => {
      const start = OscillatorNode.prototype.start
      const heard: number[] = []
      Object.assign(window, { heard })
      OscillatorNode.prototype.start = function (when?: number) {
        heard.push(Math.round(this.frequency.value))
        start.call(this, when)
      }
    })
    const sinceLast = () => page.evaluate(() => (window as unknown as { heard: number[] }).heard.splice(0))
    let sounds: number[] = []
    const heard = async () => {
      sounds.push(...(await sinceLast()))
      return sounds
    }
    const hears = async (expected: number[]) => {
      await expect.poll(heard).toEqual(expected)
      sounds = []
    }
    put(record({ at: ago(60), plate: 'OLD111' }))
    await signIn()
    desk.raise(record({ at: ago(3), plate: 'BBB222' }))
    await page.waitForSelector(cardOf('BBB222'))
    await hears([])

    await page.click('text=Sound is off')
    await page.waitForSelector('text=Sound is on')
    await hears([392])
    const loud = record({ at: ago(2), plate: 'CCC333' })
    desk.raise(loud)
    await page.waitForSelector(cardOf('CCC333'))
    await hears([740, 988, 740, 988])
    desk.raise(record({ at: ago(1), plate: 'DDD444', grade: 'look-only', doubts: ['state-unknown'] }))
    await page.waitForSelector(cardOf('DDD444'))
    await hears([392])
    desk.raise({ ...loud, state: 'acknowledged', acknowledged: { by: 'dokafor', at: ago(0) } })
    await page.waitForSelector('.queue >> text=dokafor')
    await hears([])
  })

  test('signing out ends the session on the server, and says when it could not', async () => {
    await signIn()
    desk.refuseNext = 503
    await page.click('.top-bar button:has-text("Sign out")')
    await page.waitForSelector('text=You are still signed in.')
    await page.click('.top-bar button:has-text("Sign out")')
    await page.waitForSelector('text=Accept and sign in')
    await page.reload()
    await page.waitForSelector('text=Accept and sign in')
  })

  test('an entry that a later list withdraws loses its grade on screen', async () => {
    const alert = record({ at: ago(60), plate: 'AAA111' })
    put(alert)
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.alert-pane >> text=Actionable')
    // The page compares the unit's list with the one that it was told of.
    await shows('.units-strip', '18,442')
    put({ ...alert, live: false, entry: { ...alert.entry, live: false } })
    desk.hotlistVersion = 42
    const [first] = desk.units
    if (!first) throw new Error('no recorded units')
    desk.announceUnit({ ...first, hotlistVersion: 42 })
    await page.waitForSelector('.alert-pane >> text=The entry was withdrawn since this alert was raised')
    await page.waitForSelector('.queue .grade-mark >> text=Withdrawn')
    await expect.poll(() => page.locator('.grade-mark >> text=Actionable').count()).toBe(0)
  })

  test('an image that cannot be had is said to be missing, and can be asked for again', async () => {
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

  test('warns before an unattended session ends, and goes on when a person says so', async () => {
    desk.sessionMs = 90_000
    await signIn()
    await page.waitForSelector('text=Your session ends in 1 min')
    desk.sessionMs = 1_800_000
    await page.click('text=Stay signed in')
    await page.waitForSelector('text=Your session ends', { state: 'detached' })
  })

  test('a session that runs out unattended ends on the screen by itself', async () => {
    // Only once somebody is in: a session of seconds would end while a busy machine still signs in.
    desk.sessionMs = 90_000
    await signIn()
    const asked = () => desk.requests.filter((request) => request === 'GET /api/session').length
    const before = asked()
    desk.sessionMs = 1_000
    await page.click('text=Stay signed in')
    await expect.poll(asked).toBeGreaterThan(before)
    desk.endSessionsQuietly()
    await page.waitForSelector('text=Your session has ended.')
    await expect.poll(() => page.title()).toBe('Archway RTCC desk')
  })

  test('an account without the operator role sees no alert', async () => {
    put(record({ at: ago(60), plate: 'AAA111' }))
    desk.roles = ['it-administrator']
    await page.goto(desk.url)
    await page.fill('[name=user]', 'jmiller')
    await page.fill('[name=password]', 'correct horse')
    await page.click('text=Accept and sign in')
    await page.fill('[name=code]', CODE)
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=No alerts for this account')
    expect(desk.requests.filter((request) => /alerts|events|images/.test(request))).toEqual([])
    await page.click('text=Sign out')
    await page.waitForSelector('text=Accept and sign in')
  })

  test('the light theme is kept over a reload', async () => {
    await signIn()
    await page.click('text=Light')
    await page.reload()
    await page.waitForSelector('text=Dark')
    await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('light')
  })

  test.each(['vector', 'picture'] as const)('draws a %s base map, or says why it cannot', async (type) => {
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
    errors = errors.filter((error) => webgl || !/webgl/i.test(error))
  })

  test('a broken base map costs the map, not the page', async () => {
    put(record({ at: ago(60) }))
    desk.baseMap = Buffer.concat([Buffer.from('PMTiles'), Buffer.alloc(40_000, 7)])
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('text=The map could not start on this workstation')
    await page.waitForSelector('.coordinate-grid svg')
    await page.keyboard.press('a')
    await page.waitForSelector('.acknowledge-done')
    errors = []
  })

  test('more alerts than one page holds are a click away', async () => {
    put(...Array.from({ length: 60 }, (_, i) => record({ at: ago(6000 - i), plate: `P${100 + i}` })))
    await signIn()
    await page.waitForSelector('.queue-heading >> text=50+')
    await page.click('text=Show more waiting alerts')
    await page.waitForSelector(cardOf('P100'))
    await expect.poll(() => plates()).toHaveLength(60)
  })

  test('fits the smallest screen without scrolling sideways', async () => {
    put(record({ at: ago(60) }))
    await page.setViewportSize({ width: 1024, height: 768 })
    await signIn()
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('.acknowledge-button')
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(1024)
    const isInSight = async () => {
      const button = await page.locator('.acknowledge-button').boundingBox()
      return button !== null && button.x + button.width <= 1024 && button.y + button.height <= 768
    }
    await expect.poll(isInSight).toBe(true)
  })
})
