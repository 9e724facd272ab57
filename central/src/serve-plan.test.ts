import { PlanCheck } from '@archway/shared/api/plan'
import { UsePage } from '@archway/shared/api/review'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { signIn } from './browser.fixture.ts'
import { checkPromises } from './command/plan-commands.ts'
import { acceptedOf, sendPassing } from './passing.fixture.ts'
import { type Central, startCentral } from './serve.fixture.ts'

/** Each check takes seconds, many on a crowded machine. */
const PATIENCE = { timeout: 60_000 }

let central: Central
beforeAll(async () => {
  central = await startCentral()
})
afterAll(() => central.close())

test(
  'beside a server that works, the check finds nothing broken, and sees what has happened',
  PATIENCE,
  async () => {
    await central.importPlates('SEC7RET')
    const unit = await central.unit('fixed-1', await central.addUnit('fixed-1', 'fixed'))
    const kim = await signIn(central.serving.http, 'kim', await central.addOperator('kim'))
    const { read, image } = await sendPassing(unit, 'SEC7RET')
    await vi.waitFor(() => expect(acceptedOf(unit)).toEqual(expect.arrayContaining([read.id, image])), {
      timeout: 15_000,
      interval: 100,
    })
    await kim.get('/api/alerts')

    // Throws, with what the check said, where its exit code is not 0.
    const said = await central.command((means) => checkPromises({ json: true }, means))
    const { promises } = JSON.parse(said) as {
      promises: { number: number; verdict: string; evidence: string[] }[]
    }
    const row = (number: number) => promises.find((one) => one.number === number)
    expect(promises.filter(({ verdict }) => verdict === 'broken')).toEqual([])
    expect(row(4)?.evidence[0]).toContain('1 newest reads opened')
    expect(row(5)?.evidence[0]).toContain('1 images over 1 day')
    expect(row(19)?.evidence[0]).toContain('1 active person')
    expect(row(40)?.evidence[0]).toContain('1 day key')
    expect(said).not.toContain('SEC7RET')
  },
)

test(
  'over the API the same is said to who oversees, and others are answered meanwhile',
  PATIENCE,
  async () => {
    const url = central.serving.http
    const ann = await signIn(url, 'ann', await central.addPerson('ann', ['auditor']))
    const asked = ann.post('/api/plan/check')
    let isDone = false
    const done = asked.finally(() => {
      isDone = true
    })
    let meanwhile = 0
    for (; !isDone; meanwhile += 1) await (await fetch(`${url}/healthz`)).arrayBuffer()
    const answer = await done
    expect(answer.status).toBe(200)
    const check = PlanCheck.parse(await answer.json())
    const printed = PlanCheck.parse(
      JSON.parse(await central.command((means) => checkPromises({ json: true }, means))),
    )
    const verdicts = ({ promises, policy }: PlanCheck) => [
      policy,
      ...promises.map(({ number, promise, verdict }) => [number, promise, verdict]),
    ]
    expect(verdicts(check)).toEqual(verdicts(printed))
    expect(JSON.stringify(check)).not.toContain('SEC7RET')
    expect(meanwhile).toBeGreaterThan(3)
    const { uses } = UsePage.parse(await (await ann.get('/api/uses?action=plan-check')).json())
    expect(uses.map(({ who, outcome }) => [who, outcome])).toContainEqual(['ann', 'success'])
  },
)
