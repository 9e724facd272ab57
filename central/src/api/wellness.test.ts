import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { createFaultBook } from '../serve/fault-book.ts'
import { checkWellness, type WellnessMeans } from './wellness.ts'

const NOW = Date.UTC(2026, 10, 25, 12)

function meansOf(change: Partial<WellnessMeans> = {}): WellnessMeans {
  return {
    store: { days: async () => [] },
    vault: { days: async () => [] },
    ledger: { changes: async () => ({}) } as unknown as WellnessMeans['ledger'],
    ingestFault: () => null,
    brokerListens: () => true,
    book: { current: () => null },
    canaryFault: () => null,
    policyProblem: () => null,
    retentionProblem: () => null,
    auditProblem: () => null,
    faults: { current: () => [] },
    dataFolder: tmpdir(),
    listMaxAgeMs: 72 * 3_600_000,
    now: () => NOW,
    ...change,
  }
}

test('a checkpoint of the use log that fails makes its part unwell', async () => {
  expect((await checkWellness(meansOf())).audit).toBeNull()
  const { audit } = await checkWellness(meansOf({ auditProblem: () => 'no new checkpoint' }))
  expect(audit).toBe('no new checkpoint')
})

test('work that keeps failing is told until it succeeds; an incident is not, and no word of an error is', async () => {
  const logged: unknown[] = []
  const faults = createFaultBook({ error: (line: unknown) => void logged.push(line) } as never, () => NOW)
  const work = async () => (await checkWellness(meansOf({ faults }))).work
  faults.onFault('a message could not be sent')(new Error('AB1C2D'))
  expect(await work()).toBeNull()
  await faults.run('reports are not drawn up', () => Promise.reject(new Error('AB1C2D')))
  expect(await work()).toBe('reports are not drawn up, since 2026-11-25T12:00:00.000Z; see the log')
  await faults.run('reports are not drawn up', async () => {})
  expect(await work()).toBeNull()
  expect(logged.length).toBe(2)
})
