import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupCommit } from './group-commit.ts'

const turn = () => new Promise((done) => setImmediate(done))

describe('group commit', () => {
  it('carries in one commit what came while the last one ran', async () => {
    const commits: (readonly number[])[] = []
    let release = () => {}
    const group = groupCommit<number, number>(async (items) => {
      commits.push(items)
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return items.map((item) => item * 10)
    }, 100)
    const first = group.add([1, 2])
    await turn()
    const rest = [group.add([3]), group.add([4, 5])]
    await turn()
    release()
    expect(await first).toEqual([10, 20])
    await turn()
    release()
    expect(await Promise.all(rest)).toEqual([[30], [40, 50]])
    expect(commits).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
  })

  it('gives everybody the outcomes of their own items, within the limit, whatever fails beside them', async () => {
    const additions = fc.array(fc.array(fc.integer({ min: -1, max: 50 }), { maxLength: 8 }), {
      maxLength: 20,
    })
    await fc.assert(
      fc.asyncProperty(additions, async (all) => {
        const sizes: number[] = []
        const group = groupCommit<number, string>(async (items) => {
          sizes.push(items.length)
          if (items.includes(-1)) throw new Error('this one cannot be stored')
          return items.map(String)
        }, 10)
        const outcomes = await Promise.allSettled(all.map((items) => group.add(items)))
        outcomes.forEach((outcome, index) => {
          const items = all[index] ?? []
          expect(outcome.status).toBe(items.includes(-1) ? 'rejected' : 'fulfilled')
          if (outcome.status === 'fulfilled') expect(outcome.value).toEqual(items.map(String))
        })
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(10)
      }),
    )
  })
})
