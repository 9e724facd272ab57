import type { KeyObject } from 'node:crypto'
import { decodeJson } from '@archway/shared/codec'
import {
  HotlistDelta,
  type HotlistIndex,
  indexHotlist,
  type SignedManifest,
  SignedManifest as SignedManifestSchema,
} from '@archway/shared/hotlist'
import { verifyManifest } from '@archway/shared/signing'
import { applyDelta, type Collected, collect, isWhole, nothingCollected, startingOver } from './delta.ts'
import { isGenuine, type SealedList, type VerifiedList } from './sealed-list.ts'

export interface ListState {
  /** 0: no list yet. */
  readonly version: number
  readonly entries: number
  /** Since the stalest source produced its part. */
  readonly ageSeconds: number | null
  readonly fault: string | null
}

/** The list that this unit matches against, and how it gets the next one. */
export interface ListInForce {
  /** Empty when there is no list, or when it expired: nobody can recall from a list that nobody refreshes. */
  current(): HotlistIndex
  state(): ListState
  /** `hotlist`: central announces the list in force. */
  onManifest(payload: Uint8Array): void
  /** `delta`: a part of the way to the list announced. */
  onDelta(payload: Uint8Array): void
  /** The link stands: what was asked for before is not coming any more. */
  onUp(): void
  /** Asks again for what was announced and has not come, unless it is coming. Called now and then. */
  askAgain(): void
}

export interface ListInForceOptions {
  readonly storage: SealedList
  /** Central's Ed25519 public key. */
  readonly signingKey: KeyObject
  /** Sends on `requests`; what is dropped without a link is asked again when it stands. */
  readonly request: (have: number, version: number) => void
  readonly clock: () => number
}

const NO_LIST: HotlistIndex = { version: 0, byFolded: new Map() }

/**
 * Every new list is checked whole before it replaces the old one: signed by central, not older than what is
 * in force, and the entries exactly those of the digest. Anything less keeps the old list and is reported.
 */
export function listInForce(options: ListInForceOptions): ListInForce {
  const { storage, signingKey, clock } = options
  const stored = storage.read()
  let list: VerifiedList | null = stored.ok ? stored.value : null
  let index = list ? indexOf(list) : NO_LIST
  let fault: string | null = stored.ok ? null : stored.error
  let announced: SignedManifest | null = null
  let collected: Collected | null = null
  /** After a delta that did not lead to the list announced, the whole list is asked for. */
  let wantWhole = false
  /** Whether a part came since `askAgain`: a long list over a slow link is not asked for anew meanwhile. */
  let isComing = false

  function put(next: VerifiedList): void {
    announced = null
    collected = null
    wantWhole = false
    fault = null
    const replaced = next.signed.manifest.digest !== list?.signed.manifest.digest || index === NO_LIST
    list = next
    if (replaced || index.version !== next.signed.manifest.version) index = indexOf(next)
    try {
      storage.write(next)
    } catch (error) {
      fault = `the list is in force but could not be stored: ${messageOf(error)}; check the disk`
    }
  }

  function ask(): void {
    if (!announced) return
    const have = wantWhole ? 0 : (list?.signed.manifest.version ?? 0)
    collected = nothingCollected(have, announced.manifest.version)
    options.request(have, announced.manifest.version)
  }

  function finish(way: Collected, signed: SignedManifest): void {
    const entries = applyDelta(list?.entries ?? [], way)
    const next = entries.ok ? { signed, entries: entries.value } : null
    if (next && isGenuine(next, signingKey)) {
      put(next)
      return
    }
    const why = entries.ok ? 'it does not lead to the list that central signed' : entries.error
    fault = `the update to list ${signed.manifest.version} is wrong (${why}); list ${way.from || 'of before'} stays in force`
    collected = null
    // The whole list once; when that is wrong too, only a new announcement or `askAgain` tries again.
    if (way.from === 0) return
    wantWhole = true
    ask()
  }

  const isExpired = () => list !== null && list.signed.manifest.expiresAt <= clock()

  function announcementFault(signed: SignedManifest): string | null {
    const { manifest } = signed
    if (!verifyManifest(signed, signingKey))
      return 'a list was announced that central did not sign; it is ignored'
    if (list && manifest.issuedAt < list.signed.manifest.issuedAt) {
      return `list ${manifest.version} was announced again after a newer one; it is ignored`
    }
    return null
  }

  return {
    current: () => (isExpired() ? NO_LIST : index),
    state() {
      const age = list ? Math.max(0, Math.round((clock() - list.signed.manifest.sourceAt) / 1000)) : null
      const expired = isExpired()
        ? 'the list has expired: nothing is matched until central sends a new one'
        : null
      const none = list ? null : 'no list yet: nothing is matched'
      return {
        version: list?.signed.manifest.version ?? 0,
        entries: list?.entries.length ?? 0,
        ageSeconds: age,
        fault: expired ?? fault ?? none,
      }
    },
    onManifest(payload) {
      const decoded = decodeJson(SignedManifestSchema, payload)
      if (!decoded.ok) {
        fault = `an announcement of a list cannot be read: ${decoded.error.detail}`
        return
      }
      const signed = decoded.value
      const wrong = announcementFault(signed)
      if (wrong) {
        fault = wrong
        return
      }
      const same = list?.signed.manifest
      if (list && same?.version === signed.manifest.version && same.digest === signed.manifest.digest) {
        if (same.issuedAt !== signed.manifest.issuedAt || fault) put({ signed, entries: list.entries })
        return
      }
      announced = signed
      wantWhole = false
      ask()
    },
    onDelta(payload) {
      if (!announced || !collected) return
      const decoded = decodeJson(HotlistDelta, payload)
      if (!decoded.ok) {
        fault = `a part of a list cannot be read: ${decoded.error.detail}`
        return
      }
      isComing = true
      collected = collect(startingOver(collected, decoded.value), decoded.value)
      if (isWhole(collected)) finish(collected, announced)
    },
    onUp() {
      isComing = false
      ask()
    },
    askAgain() {
      if (!isComing) ask()
      isComing = false
    },
  }
}

const indexOf = ({ signed, entries }: VerifiedList) => indexHotlist(signed.manifest.version, entries)

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
