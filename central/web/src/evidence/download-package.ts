import { refuseFailure } from '../api/answer.ts'
import type { Fetch } from '../api/client.ts'
import { ApiFailure } from '../api/failure.ts'

/** Long enough for a browser to begin writing the file. */
const KEEP_MS = 60_000

/** Makes the package of a disclosure and hands it to the browser as a file. Each time is an export, and on record. */
export async function downloadPackage(fetch: Fetch, csrf: string, id: string): Promise<void> {
  let response: Response
  try {
    response = await fetch(`/api/disclosures/${id}/export`, {
      method: 'POST',
      headers: { 'x-archway-csrf': csrf },
    })
  } catch (cause) {
    const hint =
      'Check the network of this workstation. The export may be on record all the same: load the page again and look.'
    throw new ApiFailure('unreachable', 'The server does not answer.', hint, { cause })
  }
  await refuseFailure(response)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = `disclosure-${id}.zip`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS)
}
