import { describe, expect, it } from 'vitest'
import { createBudget } from './budget.ts'

const turn = () => new Promise((done) => setImmediate(done))

describe('budget', () => {
  it('lets in what fits and the rest in order, also when a later one would fit', async () => {
    const budget = createBudget(10)
    const entered: string[] = []
    const take = async (name: string, amount: number) => {
      await budget.take(amount)
      entered.push(name)
    }
    const all = Promise.all([take('a', 6), take('b', 6), take('c', 1)])
    await turn()
    expect(entered).toEqual(['a'])
    budget.give(6)
    await all
    expect(entered).toEqual(['a', 'b', 'c'])
  })

  it('lets in alone what is larger than everything', async () => {
    const budget = createBudget(10)
    await budget.take(50)
    let entered = false
    const next = budget.take(1).then(() => {
      entered = true
    })
    await turn()
    expect(entered).toBe(false)
    budget.give(50)
    await next
  })
})
