import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'terminal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Step {
  /** Waits until the terminal shows this. */
  readonly await: string
  /** Each in one piece: several characters are a paste. */
  readonly type: readonly string[]
}

/**
 * Somebody at a terminal. Node has no pseudo-terminal of its own; python3 has one, and no build of ours goes without
 * python3 (see scripts/prepare.sh).
 */
function atTerminal(...steps: readonly Step[]) {
  const file = join(folder, 'got.json')
  const questions = steps.map((step) => step.await)
  const program = fileURLToPath(new URL('./ask-secrets.fixture.ts', import.meta.url))
  const before = fileURLToPath(new URL('./pseudo-terminal.fixture.py', import.meta.url))
  const python = spawnSync(
    'python3',
    [before, process.execPath, '--import', 'tsx', program, file, ...questions],
    { input: JSON.stringify([...steps, { await: 'asked', type: [] }]) },
  )
  if (python.error) throw python.error
  if (python.status !== 0) throw new Error(String(python.stderr))
  const { shown, echoes } = JSON.parse(String(python.stdout)) as { shown: string; echoes: boolean[] }
  return { shown, echoes, got: JSON.parse(readFileSync(file, 'utf8')) as string[] }
}

const BACKSPACE = '\x7f'
const CONTROL_C = '\x03'

describe('a secret that is asked for at a terminal', () => {
  it('is taken as typed and corrected, and as pasted, and the terminal shows only the questions', () => {
    const { shown, echoes, got } = atTerminal(
      { await: 'Password: ', type: [...'tidf', BACKSPACE, ...'e 7\r'] },
      { await: 'Again: ', type: ['a pasted Secret, ünd more\r'] },
    )
    expect(got).toEqual(['tide 7', 'a pasted Secret, ünd more'])
    expect(shown).toMatch(/^Password: \r?\nAgain: \r?\nasked/)
    expect(echoes, 'off from the moment a question is seen; on again when all are answered').toEqual([
      false,
      false,
      true,
    ])
  })

  it('is given up with Ctrl-C, which shows nothing of it and leaves a terminal that echoes', () => {
    const { shown, echoes, got } = atTerminal({ await: 'Password: ', type: [...'half', CONTROL_C] })
    expect(got).toEqual(['Error: no password was given'])
    expect(shown).toMatch(/^Password: asked/)
    expect(echoes).toEqual([false, true])
  })
})
