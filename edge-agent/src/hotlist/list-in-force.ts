import type { KeyObject } from 'node:crypto'
import { decodeJson } from '@archway/shared/codec'
import { entryRows } from '@archway/shared/entry-rows'
import {
  type Entry,
  HotlistDelta,
  type HotlistIndex,
  type SignedManifest,
  SignedManifest as SignedManifestSchema,
} from '@archway/shared/hotlist'
import { indexHotlist } from '@archway/shared/hotlist-index'
import { bucketDigests } from '@archway/shared/list-digest'
import { match } from '@archway/shared/match'
import { fail, ok, type Result } from '@archway/shared/result'
import { verifyManifest } from '@archway/shared/signing'
import { type Collected, changeOf, collect, isWhole, nothingCollected, startingOver } from './delta.ts'
import { isGenuine, type ListStep, type SealedList, type VerifiedList } from './sealed-list.ts'

export interface ListState {
  /** 0: no list yet. */
  readonly version: number
  readonly entries: number
  /** Since the stalest source produced its part. */
  readonly ageSeconds: number | null
  readonly fault: string | null
  /** Whether matching finds the entry that is on every list, synthetic and on no vehicle, as if it were read. */
  readonly canary: 'found' | 'missing'
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

const NO_LIST: HotlistIndex = indexHotlist(0, [])
const CANARY = 'canary:'
/** So many changes are kept beside the list, and this share of it, before it is written as a whole again. */
const MOST_STEPS = { changes: 20_000, share: 0.02 }

/**
 * Every new list is checked whole before it replaces the old one: signed by central, not older than what is
 * in force, and the entries exactly those of the digest. Anything less keeps the old list and is reported.
 */
export function listInForce(options: ListInForceOptions): ListInForce {
  const { storage, signingKey, clock } = options
  const stored = storage.read()
  let list: VerifiedList | null = stored.ok ? stored.value : null
  let index = list ? indexOf(list) : NO_LIST
  let canary = canaryOf(list)
  let fault: string | null = stored.ok ? null : stored.error
  let announced: SignedManifest | null = null
  let collected: Collected | null = null
  /** After a delta that did not lead to the list announced, the whole list is asked for. */
  let wantWhole = false
  /** Whether a part came since `askAgain`: a long list over a slow link is not asked for anew meanwhile. */
  let isComing = false

  function put(next: VerifiedList, keep: () => void): void {
    announced = null
    collected = null
    wantWhole = false
    fault = null
    list = next
    index = indexOf(next)
    canary = canaryOf(next)
    try {
      keep()
    } catch (error) {
      fault = `the list is in force but could not be stored: ${messageOf(error)}; check the disk`
    }
  }

  function ask(): void {
    if (!announced) return
    const { version, entries } = announced.manifest
    const have = wantWhole ? 0 : (list?.signed.manifest.version ?? 0)
    collected = nothingCollected(have, version, entries)
    options.request(have, version)
  }

  /** The list after a whole delta, checked before anything of the old one is touched. */
  function nextList(way: Collected, signed: SignedManifest): Result<VerifiedList, string> {
    const old = way.from === 0 ? null : list
    const change = changeOf(old?.rows ?? entryRows(), way)
    if (!change.ok) return change
    const { leaving, coming } = change.value
    const rows = old?.rows ?? coming
    const digests = old ? bucketDigests(rows, change.value, old.digests) : bucketDigests(rows)
    const entries = old ? rows.size - leaving.size + coming.size : rows.size
    if (!isGenuine(signed, { entries, digests }, signingKey)) {
      return fail('it does not lead to the list that central signed')
    }
    // In place: a list of millions has no room for a second one beside it.
    if (!old) return ok({ signed, rows, digests, steps: [] })
    const steps = [...old.steps, { remove: [...way.remove], upsert: [...coming] }]
    rows.amend(leaving, coming)
    return ok({ signed, rows, digests, steps: isFew(steps, rows.size) ? steps : [] })
  }

  function finish(way: Collected, signed: SignedManifest): void {
    const next = nextList(way, signed)
    if (next.ok) {
      const { steps } = next.value
      put(next.value, () => (steps.length > 0 ? storage.renew(signed, steps) : storage.write(next.value)))
      return
    }
    fault = `the update to list ${signed.manifest.version} is wrong (${next.error}); list ${way.from || 'of before'} stays in force`
    collected = null
    // The whole list once; when that is wrong too, only a new announcement or `askAgain` tries again.
    if (way.from === 0) return
    wantWhole = true
    ask()
  }

  const isFound = (entry: Entry | null) =>
    entry !== null &&
    match([{ text: entry.plate, probability: 1 }], isExpired() ? NO_LIST : index, clock(), 0.5).some(
      (found) => found.entry === entry.id,
    )

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
        entries: list?.rows.size ?? 0,
        ageSeconds: age,
        fault: expired ?? fault ?? none,
        canary: isFound(canary) ? 'found' : 'missing',
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
        const renewed = { ...list, signed }
        const whole = { ...renewed, steps: [] }
        if (fault) put(whole, () => storage.write(whole))
        else if (same.issuedAt !== signed.manifest.issuedAt) {
          put(renewed, () => storage.renew(signed, renewed.steps))
        }
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
      const { entries } = announced.manifest
      collected = collect(startingOver(collected, decoded.value, entries), decoded.value, entries)
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

/** Whether steps are worth keeping by themselves. */
function isFew(steps: readonly ListStep[], entries: number): boolean {
  const changes = steps.reduce((sum, { remove, upsert }) => sum + remove.length + upsert.length, 0)
  return changes <= Math.min(MOST_STEPS.changes, entries * MOST_STEPS.share)
}

const indexOf = ({ signed, rows }: VerifiedList): HotlistIndex => ({
  version: signed.manifest.version,
  withPlate: rows.withPlate,
})

function canaryOf(list: VerifiedList | null): Entry | null {
  const [row] = list?.rows.rowsOfKind(({ prefix }) => prefix === CANARY) ?? []
  return list && row !== undefined ? list.rows.at(row) : null
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
