import { Uuid7 } from '@archway/shared/id'
import { Router } from 'express'
import type { UseLog } from '../ledger/use-log.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { requireAct, sessionOf } from './guard.ts'
import { ApiProblem } from './problem.ts'
import type { RouteEntry } from './route-list.ts'

export const ROUTES_IMAGES: readonly RouteEntry[] = [
  {
    method: 'GET',
    path: '/images/{id}',
    act: 'image-view',
    response: null,
    content: 'image/jpeg',
    status: 200,
    summary: 'One image, decrypted for this answer',
  },
]

export interface ImageMeans {
  readonly store: Pick<Store, 'image'>
  readonly vault: Pick<Vault, 'get'>
  readonly uses: Pick<UseLog, 'logUse'>
  readonly now: () => number
}

/** Images leave decrypted, for this one answer: nothing on the way may keep them (all of /api is no-store). */
export function imageRoutes({ store, vault, uses, now }: ImageMeans): Router {
  const routes = Router()
  routes.get('/:id', requireAct('image-view', { uses, now }), async (request, response) => {
    const id = Uuid7.safeParse(request.params.id)
    const record = id.success ? await store.image(id.data) : null
    const bytes = record?.stored ? await vault.get(record.ref.id) : null
    if (id.success) {
      await uses.logUse({
        at: now(),
        who: sessionOf(response).user,
        action: 'image-view',
        outcome: bytes ? 'success' : 'failure',
        subject: id.data,
        detail: null,
      })
    }
    if (!bytes) throw new ApiProblem(404, 'No such image, or it has not arrived yet.')
    response
      .set({
        'content-type': 'image/jpeg',
        'content-security-policy': "default-src 'none'; sandbox",
      })
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
  return routes
}
