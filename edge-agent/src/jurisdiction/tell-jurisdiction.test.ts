import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidateLists, SHORT_FORMATS, someJurisdictions } from './models.fixture.ts'
import { tellJurisdiction } from './tell-jurisdiction.ts'

const looks = (...shares: number[]) => Float64Array.from(shares)
const sure = (text: string) => [{ text, probability: 1 }]
const missouri = sure('AB1C2D')
const illinois = sure('AB12345')

describe('tellJurisdiction', () => {
  it('is the look where no serial helps', () => {
    const bare = someJurisdictions({ formats: null })
    expect(tellJurisdiction(missouri, looks(0.1, 0.85, 0.04, 0.01), bare)).toEqual({
      code: 'us-il',
      probability: 0.85,
    })
    const strange = tellJurisdiction(sure('1A1A1A1A'), looks(0.1, 0.85, 0.04, 0.01), someJurisdictions())
    expect(strange?.probability).toBeCloseTo(0.85)
  })

  it('takes the serial for a hint: by the formula, P(look) times its share there', () => {
    const said = tellJurisdiction(
      missouri,
      looks(0.5, 0.4, 0.09, 0.01),
      someJurisdictions({ formatFloor: 0.1 }),
    )
    // Shares of LLDLDL with the floor: 0.9 × 0.7 + 0.1 × 0.7/3, 0.1 × 0.7/3 twice, and 0.7/3 for any other.
    const mean = 0.7 / 3
    const masses = [0.5 * (0.63 + 0.1 * mean), 0.4 * 0.1 * mean, 0.09 * 0.1 * mean, 0.01 * mean]
    expect(said?.code).toBe('us-mo')
    expect(said?.probability).toBeCloseTo((masses[0] ?? 0) / masses.reduce((a, b) => a + b, 0), 9)
  })

  it('never lets a serial overrule a look that is sure', () => {
    const said = tellJurisdiction(missouri, looks(0.005, 0.985, 0.005, 0.005), someJurisdictions())
    expect(said?.code).toBe('us-il')
  })

  it('weighs what the text may be by how probable it is', () => {
    const look = looks(0.5, 0.48, 0.01, 0.01)
    const open = someJurisdictions({ least: 0 })
    const mixed = (share: number) =>
      tellJurisdiction(
        [
          { text: 'AB1C2D', probability: share },
          { text: 'AB12345', probability: 1 - share },
        ],
        look,
        open,
      )
    expect([mixed(0.95)?.code, mixed(0.05)?.code]).toEqual(['us-mo', 'us-il'])
    const unread = tellJurisdiction([{ text: 'AB1C2D', probability: 0.01 }], look, open)
    expect(unread?.probability).toBeCloseTo(0.5, 1)
  })

  it('has less say the less it weighs', () => {
    const at = (formatWeight: number) =>
      tellJurisdiction(illinois, looks(0.5, 0.4, 0.09, 0.01), someJurisdictions({ formatWeight, least: 0 }))
    expect(at(0)).toEqual({ code: 'us-mo', probability: 0.5 })
    expect(at(1)?.probability).toBeGreaterThan(at(0.5)?.probability ?? 1)
    expect(at(1)?.code).toBe('us-il')
  })

  it('abstains when it is unsure, and on any other', () => {
    const bare = someJurisdictions({ formats: null, least: 0.8 })
    expect(tellJurisdiction(missouri, looks(0.79, 0.2, 0.005, 0.005), bare)).toBeNull()
    expect(tellJurisdiction(missouri, looks(0.05, 0.03, 0.02, 0.9), bare)).toBeNull()
  })

  it('gives a probability, whatever was read', () => {
    const short = someJurisdictions({ formats: SHORT_FORMATS, least: 0 })
    const shares = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(candidateLists, shares, (candidates, given) => {
        const said = tellJurisdiction(candidates, looks(...given), short)
        if (said) expect(said.probability).toBeLessThanOrEqual(1)
        if (said) expect(said.probability).toBeGreaterThan(0.2)
      }),
    )
  })
})
