import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCES = fileURLToPath(new URL('..', import.meta.url))
/** Ways in which a program opens a connection of its own. */
const OPENS =
  /\bfetch\(|\b(?:https?|net|tls)\.(?:request|get|connect|createConnection)\(|\bdgram\b|\bWebSocket\(|connectAsync\(|from '(?:undici|axios|got|mqtt|nodemailer|ws)'/
/** Signing in at the department's own provider is asked for by the configuration; the library opens that connection. */
const LIBRARY = /from 'openid-client'/

test('promise 29: nothing of central opens a connection to anybody, but the single sign-on', () => {
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.ts$/.test(name) && !/\.(test|fixture|contract)\.ts$/.test(name))
  expect(files.length).toBeGreaterThan(100)
  const text = (name: string) => readFileSync(join(SOURCES, name), 'utf8')
  expect(files.filter((name) => OPENS.test(text(name)))).toEqual([])
  expect(files.filter((name) => LIBRARY.test(text(name)))).toEqual(['people/sso.ts'])
  expect("await fetch('https://partner')").toMatch(OPENS)
})
