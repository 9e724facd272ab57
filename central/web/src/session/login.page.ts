import { expect } from 'vitest'
import { ago, describePage, test } from '../desk-page.fixture.ts'
import { CODE, TICKET } from '../desk-server.fixture.ts'

describePage('signing in', () => {
  test('says on what terms one signs in, and why one is not let in', async ({ page, desk, shows }) => {
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

  test('asks for the second factor, and a code that is wrong can be typed again', async ({
    page,
    desk,
    enter,
  }) => {
    await page.goto(desk.url)
    await enter()
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

  test('the first sign-in shows the key for an authenticator; a missing receipt is signed by name', async ({
    page,
    desk,
    enter,
    seen,
    shows,
  }) => {
    const qr = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4='
    const uri = 'otpauth://totp/Archway:jmiller?secret=GEZDGNBVGY3TQOJQ'
    desk.firstStep = { step: 'enrol', ticket: TICKET, secret: 'GEZDGNBVGY3TQOJQ', uri, qr }
    await page.goto(desk.url)
    await enter()
    await expect.poll(() => seen('.login-secret')).toBe('GEZD GNBV GY3T QOJQ')
    await page.waitForSelector('.login-qr')
    await page.click('text=Begin again')
    const order = { number: '5-27', version: '2', sha256: null }
    desk.firstStep = { step: 'receipt', ticket: TICKET, order, signAs: 'J. Miller' }
    await enter()
    // The box is there before the answer is: the step's own field says that it has come.
    await page.waitForSelector('[name=signature]')
    await shows('.login-box', 'Special Order 5-27, version 2')
    await shows('.login-box', 'J. Miller')
  })

  test('an account without the operator role sees no alert', async ({ page, desk, record, put, enter }) => {
    put(record({ at: ago(60), plate: 'AAA111' }))
    desk.roles = ['it-administrator']
    await page.goto(desk.url)
    await enter()
    await page.fill('[name=code]', CODE)
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=No alerts for this account')
    expect(desk.requests.filter((request) => /alerts|events|images/.test(request))).toEqual([])
    await page.click('text=Sign out')
    await page.waitForSelector('text=Accept and sign in')
  })
})
