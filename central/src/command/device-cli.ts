import type { Command } from 'commander'
import { z } from 'zod'
import { type CliMeans, Nothing } from './cli-means.ts'
import { addDevice, listDevices, offerCode, revokeDevice } from './device-commands.ts'
import { unitIn } from './record-options.ts'

const NewDevice = z
  .object({
    kind: z.enum(['fixed', 'vehicle']),
    name: z.string().min(1).max(128),
    lat: z.coerce.number().min(-90).max(90).optional(),
    lon: z.coerce.number().min(-180).max(180).optional(),
    label: z.string().min(1).max(128).optional(),
  })
  .refine(
    ({ kind, lat, lon }) => (kind === 'fixed') === (lat !== undefined && lon !== undefined),
    'a fixed unit needs --lat and --lon; a vehicle has neither, because its place is never kept',
  )

/** The units: registered, enrolled, cut off. */
export function deviceCommands(program: Command, cli: CliMeans): void {
  const { administer } = cli
  const id = unitIn(cli)

  const devices = program.command('device').description('the units')
  administer(
    devices,
    'add <id>',
    'register a unit and print its enrolment code',
    NewDevice,
    (means, options, [name]) => {
      const { kind, name: shown, lat, lon, label } = options
      const place = lat === undefined || lon === undefined ? null : { lat, lon, label: label ?? shown }
      return addDevice({ id: id(name), kind, name: shown, place }, means)
    },
  )
    .requiredOption('--kind <kind>', 'fixed or vehicle')
    .requiredOption('--name <name>', 'the name that people see')
    .option('--lat <degrees>', 'of a fixed unit')
    .option('--lon <degrees>', 'of a fixed unit')
    .option('--label <text>', 'of the place, as it stands on alerts')
  administer(devices, 'code <id>', 'print a new enrolment code', Nothing, (means, _options, [name]) =>
    offerCode(id(name), means),
  )
  administer(devices, 'list', 'list units', Nothing, listDevices)
  administer(devices, 'revoke <id>', 'cut a unit off, for good', Nothing, (means, _options, [name]) =>
    revokeDevice(id(name), means),
  )
}
