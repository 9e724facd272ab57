import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Candidate } from '@archway/shared/read'
import fc from 'fast-check'
import { FIXTURE_MODELS } from '../photograph/scene.fixture.ts'
import { formatsOf } from './formats.ts'
import type { Jurisdictions } from './jurisdictions.ts'

const FIXTURE = new URL('../../fixtures/jurisdiction', import.meta.url).pathname

/** A new folder with the fixture's graphs and the one of jurisdictions; the caller removes it. */
export async function modelsWithJurisdiction(change: object = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archway-jurisdiction-'))
  await cp(FIXTURE_MODELS, folder, { recursive: true })
  await cp(FIXTURE, folder, { recursive: true })
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
  const entry = JSON.parse(await readFile(join(folder, 'entry.json'), 'utf8'))
  manifest.models.jurisdiction = { ...entry, ...change }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  return folder
}

/** Missouri has letters where Illinois has digits, and Kansas has both. */
export const someJurisdictions = (given: Partial<Jurisdictions> = {}): Jurisdictions => ({
  classes: ['us-mo', 'us-il', 'us-ks', 'xx'],
  least: 0.8,
  formatWeight: 1,
  formatFloor: 0.1,
  formats: formatsOf({
    'us-mo': { LLDLDL: 0.7, LLLDDD: 0.1 },
    'us-il': { LLDDDDD: 0.6, LLLDDD: 0.2 },
    'us-ks': { DDDLLL: 0.5, LLLDDD: 0.3 },
  }),
  ...given,
})

/** What a look says that gives these probabilities to the classes. */
export const looking = (...probabilities: readonly number[]): Float32Array =>
  Float32Array.from(probabilities, Math.log)

/** Formats of the strings of `candidateLists`. */
export const SHORT_FORMATS = formatsOf({
  'us-mo': { LD: 0.5, LLD: 0.4 },
  'us-il': { DL: 0.3, DDD: 0.2, DLL: 0.2 },
  'us-ks': { DD: 0.6, LDL: 0.3 },
})

/** Strings, many of them alike when folded, whose probabilities sum to less than 1, most probable first. */
export const candidateLists: fc.Arbitrary<Candidate[]> = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[O0I1B8]{2,3}$/), fc.integer({ min: 1, max: 1000 })), {
    minLength: 1,
    maxLength: 10,
    selector: ([text]) => text,
  })
  .map((weighed) => {
    const total = weighed.reduce((sum, [, weight]) => sum + weight, 1)
    return weighed
      .map(([text, weight]) => ({ text, probability: weight / total }))
      .sort((a, b) => b.probability - a.probability)
  })
