import { AlertPage } from '@archway/shared/api'
import { HotlistState } from '@archway/shared/api/hotlist'
import { Role } from '@archway/shared/role'
import sharp from 'sharp'
import { vi } from 'vitest'
import { type Browser, signIn } from '../browser.fixture.ts'
import { acceptedOf, sendPassing } from '../passing.fixture.ts'
import { type Central, startCentral } from '../serve.fixture.ts'

/** Requests beyond counting: the limits have a test of their own. */
export const FREE = 'http: { port: 0, rate: { address: 1000000, session: 1000000, login: 10000 } }\n'
const PLATES = Array.from({ length: 40 }, (_, n) => `CT${200 + n}`)

/** A passing that is stored, with one picture. */
interface Passing {
  readonly read: string
  readonly image: string
}

/** A central in use, in which every route can be asked for what it really does. */
export interface World {
  readonly central: Central
  /** By name: passkeys are made for a name, not for an address. */
  readonly url: string
  /** Both have every office; what one asks for the other decides. */
  readonly kim: Browser
  readonly lee: Browser
  /** A number that was not used yet. */
  count(): number
  /** Adds somebody who is trained. @param lacks what their login still asks for */
  person(lacks?: 'password' | 'receipt'): Promise<{ name: string; password: string }>
  /** Passes a plate that nobody looks for, or the one that is given. */
  passing(plate?: string): Promise<Passing>
  /** A new alert, of a plate of its own. */
  alert(): Promise<Passing & { readonly alert: string; readonly plate: string }>
}

export async function openWorld(): Promise<World> {
  const central = await startCentral(FREE)
  const url = central.serving.http.replace('127.0.0.1', 'localhost')
  await central.importPlates(...PLATES)
  const unit = await central.unit('fixed-1', await central.addUnit('fixed-1', 'fixed'))
  const [kim, lee] = await Promise.all(
    ['kim', 'lee'].map(async (name) => signIn(url, name, await central.addPerson(name, Role.options))),
  )
  if (!kim || !lee) throw new Error('nobody signed in')
  let used = 0
  const count = () => ++used
  const soon = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 50 })
  // The import was another process's; until the server has seen it, nothing can hit.
  await soon(async () => {
    const { entries } = HotlistState.parse(await (await kim.get('/api/hotlists')).json())
    if (entries <= PLATES.length) throw new Error('the list is not in force yet')
  })
  const picture = await sharp({ create: { width: 200, height: 90, channels: 3, background: '#88a' } })
    .jpeg()
    .toBuffer()

  const passing: World['passing'] = async (plate = `NB${1000 + count()}`) => {
    const { read, image } = await sendPassing(unit, plate, picture)
    await soon(async () => {
      const accepted = acceptedOf(unit)
      if (!accepted.includes(read.id) || !accepted.includes(image)) throw new Error('not acknowledged yet')
    })
    return { read: read.id, image }
  }

  return {
    central,
    url,
    kim,
    lee,
    count,
    async person(lacks) {
      const name = `p${count()}`
      return { name, password: await central.addPerson(name, ['operator'], lacks) }
    },
    passing,
    async alert() {
      const plate = PLATES[count() % PLATES.length] ?? ''
      const passed = await passing(plate)
      return soon(async () => {
        const { alerts } = AlertPage.parse(await (await kim.get('/api/alerts')).json())
        const found = alerts.find(({ seen }) => seen.read === passed.read)
        if (!found) throw new Error('no alert yet')
        return { ...passed, alert: found.id, plate }
      })
    },
  }
}
