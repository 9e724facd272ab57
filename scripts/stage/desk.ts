import { AlertPage, LoginRequest, Session, Summary, UnitList } from '@archway/shared/api'
import type { z } from 'zod'

/** An operator at the API, as the page is one. */
export interface Desk {
  readonly cookie: string
  summary(): Promise<Summary>
  alerts(): Promise<AlertPage['alerts']>
  units(): Promise<z.infer<typeof UnitList>['units']>
  acknowledge(id: string): Promise<number>
}

export async function logIn(url: string, user: string, password: string): Promise<Desk> {
  const reply = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(LoginRequest.parse({ user, password })),
  })
  if (!reply.ok) throw new Error(`login refused: ${reply.status} ${await reply.text()}`)
  const session = Session.parse(await reply.json())
  const cookie = reply.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return schema.parse(await answer.json())
  }
  return {
    cookie,
    summary: () => get('/api/summary', Summary),
    units: async () => (await get('/api/units', UnitList)).units,
    async alerts() {
      const all: AlertPage['alerts'] = []
      let next: string | null = ''
      while (next !== null) {
        const page: AlertPage = await get(`/api/alerts?limit=100${next && `&before=${next}`}`, AlertPage)
        all.push(...page.alerts)
        next = page.next
      }
      return all
    },
    async acknowledge(id) {
      const answer = await fetch(`${url}/api/alerts/${id}/acknowledge`, {
        method: 'POST',
        headers: { cookie, origin: url, 'x-archway-csrf': session.csrf },
      })
      return answer.status
    },
  }
}
