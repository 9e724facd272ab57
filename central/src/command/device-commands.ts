import { offerEnrolment } from '../fleet/enrolment.ts'
import type { NewDevice } from '../ledger/ledger.ts'
import { type CommandMeans, DONE, REFUSED } from './means.ts'
import { columns, timeText } from './terminal.ts'

export async function addDevice(device: NewDevice, means: CommandMeans): Promise<number> {
  const { ledger, terminal, now, by } = means
  if ((await ledger.addDevice(device, now(), by)) === 'exists') {
    terminal.err(
      `not added: there is a device ${device.id} already; a new code for it: device code ${device.id}`,
    )
    return REFUSED
  }
  terminal.err(`added ${device.id}`)
  return offerCode(device.id, means)
}

/** Prints the code, alone, on the standard output. */
export async function offerCode(device: string, means: CommandMeans): Promise<number> {
  const { config, ledger, terminal, now, by, random } = means
  const authority = await means.authority()
  const hours = config.enrolment.codeHours
  const offered = await offerEnrolment({ ledger, authority, random }, { device, at: now(), hours, by })
  if (!offered.ok) {
    terminal.err(
      `no code: ${offered.error === 'revoked' ? `${device} is revoked` : `there is no device ${device}`}`,
    )
    return REFUSED
  }
  terminal.err(`It enrols ${device} once, until ${timeText(offered.value.expiresAt)}; it is shown only now:`)
  terminal.out(offered.value.code)
  return DONE
}

export async function listDevices({ ledger, terminal }: CommandMeans): Promise<number> {
  const rows = (await ledger.devices()).map((device) => [
    device.id,
    device.kind,
    device.name,
    device.place ? `${device.place.lat},${device.place.lon}` : '-',
    device.revokedAt !== null ? 'revoked' : device.certificate ? 'enrolled' : 'waits for enrolment',
    timeText(device.lastSeenAt),
  ])
  for (const line of columns([['ID', 'KIND', 'NAME', 'PLACE', 'STATE', 'LAST SEEN'], ...rows]))
    terminal.out(line)
  return DONE
}

export async function revokeDevice(id: string, { ledger, terminal, now, by }: CommandMeans): Promise<number> {
  const outcome = await ledger.revokeDevice(id, now(), by)
  const say = {
    revoked: `${id} is revoked; a running server cuts it off within a second`,
    'already-revoked': `${id} was revoked already`,
    'unknown-device': `there is no device ${id}`,
  }
  terminal.err(say[outcome])
  return outcome === 'unknown-device' ? REFUSED : DONE
}
