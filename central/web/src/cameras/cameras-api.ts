import { CameraList, EscalationList, QuarantineList } from '@archway/shared/api/cameras'
import type { z } from 'zod'
import { readAnswer } from '../api/answer.ts'
import type { Fetch } from '../api/client.ts'
import { ApiFailure } from '../api/failure.ts'

export interface CamerasApi {
  cameras(): Promise<z.infer<typeof CameraList>>
  quarantines(): Promise<z.infer<typeof QuarantineList>>
  escalations(): Promise<z.infer<typeof EscalationList>>
  decide(n: number, quarantine: boolean, reason: string): Promise<void>
  lift(n: number, reason: string): Promise<void>
}

/** @param csrf of the session */
export function createCamerasApi(fetch: Fetch, csrf: string): CamerasApi {
  const ask = async (path: string, body?: unknown): Promise<Response> => {
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-archway-csrf': csrf }
    try {
      return await fetch(
        `/api${path}`,
        body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
      )
    } catch (cause) {
      const hint = 'Check the network of this workstation, and try again. Nothing was changed.'
      throw new ApiFailure('unreachable', 'The server does not answer.', hint, { cause })
    }
  }
  const change = async (path: string, body: unknown) => {
    await readAnswer(await ask(path, body), QuarantineList, 'a decision')
  }
  return {
    cameras: async () => readAnswer(await ask('/cameras'), CameraList, 'the errors of cameras'),
    quarantines: async () => readAnswer(await ask('/quarantines'), QuarantineList, 'quarantines'),
    escalations: async () => readAnswer(await ask('/escalations'), EscalationList, 'escalations'),
    decide: (n, quarantine, reason) => change(`/quarantines/${n}/decide`, { quarantine, reason }),
    lift: (n, reason) => change(`/quarantines/${n}/lift`, { reason }),
  }
}
