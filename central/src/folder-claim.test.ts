import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { claimFolder } from './folder-claim.ts'

const folder = mkdtempSync(join(tmpdir(), 'claim-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a folder is one server’s until it lets go', () => {
  const claim = claimFolder(folder)
  expect(() => claimFolder(folder)).toThrow(/another server works on/)
  claim.release()
  claimFolder(folder).release()
})

test('a server that was killed leaves no claim behind', async () => {
  const module = JSON.stringify(new URL('./folder-claim.ts', import.meta.url).href)
  const body = `import(${module}).then(({ claimFolder }) => { claimFolder(${JSON.stringify(folder)}); console.log('claimed'); setInterval(() => {}, 1000) })`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', body], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(() => claimFolder(folder)).toThrow(/another server works on/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  claimFolder(folder).release()
})
