import type { AlertView } from '@archway/shared/api'
import { decodeJson } from '@archway/shared/codec'
import { type SignedManifest as Signed, SignedManifest } from '@archway/shared/hotlist'
import { expect, vi } from 'vitest'
import { type Browser, signIn } from './browser.fixture.ts'
import { type Central, startCentral, type Unit } from './serve.fixture.ts'

export const PLATE = 'SEC7RET'

/** A central with a unit that it has told its list to, and kim, an operator. */
export interface Street {
  readonly central: Central
  readonly kim: Browser
  readonly password: string
  readonly unit: Unit
  /** Changes with a restart. */
  url(): string
  /** Manifests that the unit was told, the newest last. */
  manifests(): Signed['manifest'][]
}

export async function openStreet(): Promise<Street> {
  const central = await startCentral()
  await central.importPlates(PLATE, 'OTHER1')
  const code = await central.addUnit('fixed-1', 'fixed')
  const password = await central.addOperator('kim')
  const unit = await central.unit('fixed-1', code)
  const kim = await signIn(central.serving.http, 'kim', password)
  const manifests = () =>
    unit.heard
      .filter(({ topic }) => topic.endsWith('/hotlist'))
      .map(({ payload }) => {
        const signed = decodeJson(SignedManifest, payload)
        if (!signed.ok) throw new Error(signed.error.detail)
        return signed.value.manifest
      })
  // The import was another process's; until the server has seen it, nothing can hit.
  await soon(() => expect(manifests().at(-1)?.version).toBe(2))
  return { central, kim, password, unit, url: () => central.serving.http, manifests }
}

export const soon = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 8000, interval: 50 })

/** The Read that an alert last heard of: later ones of the same vehicle join it. */
export const latestOf = ({ seen, repeats }: AlertView): string => repeats?.last.read ?? seen.read
