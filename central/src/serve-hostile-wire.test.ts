import { Roster } from '@archway/shared/api/people'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asking, openAsking, raw } from './asking.fixture.ts'

let asking: Asking
beforeAll(async () => {
  asking = await openAsking()
})
afterAll(() => asking.central.close())

describe('hostile bytes on the wire', { timeout: 120_000 }, () => {
  test('a path as no browser writes it leads to no file', async () => {
    const { port } = new URL(asking.url)
    const paths = [
      '/../../keys/master.key',
      '/..%2f..%2fkeys%2fmaster.key',
      '/assets/..%2f..%2f..%2fcentral.yaml',
      '/assets/%2e%2e/%2e%2e/ledger.db',
      '/assets/%00',
      '//etc/passwd',
      '/api//../../asking.central.yaml',
      '/api/alerts/../../../ledger.db',
    ]
    // 503: any other path is the page's, which is not built here.
    for (const path of paths) {
      const answer = await raw(
        Number(port),
        `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
      )
      expect(answer, path).toMatch(/^HTTP\/1\.1 (4\d\d|503) /)
      expect(answer, path).not.toMatch(/SQLite format|BEGIN|root:|data: data/)
    }
  })

  test('what is cut off half-way, or said twice, changes nothing', async () => {
    const { port, host } = new URL(asking.url)
    const roster = async () =>
      Roster.parse(await (await asking.all.get('/api/people')).json()).people.map(({ name }) => name)
    const before = await roster()
    const head = [
      'POST /api/people HTTP/1.1',
      `host: ${host}`,
      `cookie: ${asking.all.cookie}`,
      `x-archway-csrf: ${asking.all.csrf}`,
      'content-type: application/json',
      'user-agent: node',
    ]
    const body = JSON.stringify({ name: 'half', displayName: 'Half', badge: 'D-half', roles: ['operator'] })
    const cut = [...head, 'content-length: 400', '', body.slice(0, 40)].join('\r\n')
    await raw(Number(port), cut, 300)
    const twice = [...head, `content-length: ${body.length}`, 'content-length: 1', '', body].join('\r\n')
    expect(await raw(Number(port), twice, 2000)).toMatch(/^HTTP\/1\.1 400 /)
    const both = [...head, `content-length: ${body.length}`, 'transfer-encoding: chunked', '', body].join(
      '\r\n',
    )
    expect(await raw(Number(port), both, 2000)).toMatch(/^HTTP\/1\.1 400 /)
    expect(await roster()).toEqual(before)
  })

  test('a method that nothing takes is nothing that is there', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      const answer = await fetch(`${asking.url}/api/alerts`, {
        method,
        headers: { cookie: asking.all.cookie, 'x-archway-csrf': asking.all.csrf },
      })
      expect(answer.status, method).toBe(404)
    }
  })
})
