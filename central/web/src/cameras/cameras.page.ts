import { ago, describePage, test } from '../desk-page.fixture.ts'

describePage('the cameras', () => {
  test('a supervisor decides on the quarantine that a camera’s errors propose', async ({
    page,
    desk,
    signIn,
    shows,
  }) => {
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
    await shows('.side-main', '5 of 6 judged alerts were wrong: between 43.6 % and 97.0 %')
    await page.fill('[name=reason]', 'cracked lens')
    await page.click('button:has-text("Quarantine")')
    await page.waitForSelector('text=In quarantine by jmiller')
    await shows('.side-table', '83.3 % (43.6 % to 97.0 %)')
  })
})
