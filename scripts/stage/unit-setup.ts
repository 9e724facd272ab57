import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'

const CONFIGS = fileURLToPath(new URL('../../firmware-configs/', import.meta.url))

export interface UnitSetup {
  readonly id: 'demo-fixed' | 'demo-vehicle'
  readonly kind: 'fixed' | 'vehicle'
  readonly name: string
  readonly place: { readonly lat: number; readonly lon: number; readonly label: string } | null
}

/** The demo's two units; their configurations are those of firmware-configs. */
export const UNITS: readonly UnitSetup[] = [
  {
    id: 'demo-fixed',
    kind: 'fixed',
    name: 'Market St at 14th',
    place: { lat: 38.6284, lon: -90.2018, label: 'Market St at 14th St, westbound' },
  },
  { id: 'demo-vehicle', kind: 'vehicle', name: 'Car 214', place: null },
]

/** Who plays somebody's photographs: nobody knows where they were taken, so it is a vehicle without a fix. */
export const PHOTOGRAPHS: UnitSetup = {
  id: 'demo-vehicle',
  kind: 'vehicle',
  name: 'Photographs',
  place: null,
}

/** What the cameras see: the sample scenes once or for ever, or somebody's photographs, once. */
export type Show =
  | { readonly kind: 'scenes'; readonly loop: boolean }
  | { readonly kind: 'photos'; readonly folder: string }

interface UnitYaml {
  models: string
  waitForListSeconds: number
  place?: { path: string } | null
  cameras: { id: string; angle: number; source: Record<string, unknown> & { path: string } }[]
}

/** Writes the unit's configuration, as shipped but for what it plays and where paths begin. */
export function writeUnitConfig(setup: UnitSetup, show: Show, folder: string, hasList: boolean): string {
  const shipped = join(CONFIGS, setup.id, 'unit.yaml')
  const from = (path: string) => resolve(dirname(shipped), path)
  const unit = parse(readFileSync(shipped, 'utf8')) as UnitYaml
  unit.models = from(unit.models)
  if (!hasList) unit.waitForListSeconds = 0
  if (show.kind === 'photos') unit.place = null
  else if (unit.place) unit.place.path = from(unit.place.path)
  unit.cameras =
    show.kind === 'photos'
      ? [{ id: 'photos', angle: 1, source: { kind: 'photos', path: resolve(show.folder) } }]
      : unit.cameras.map((camera) => ({
          ...camera,
          source: { ...camera.source, path: from(camera.source.path), loop: show.loop },
        }))
  const file = join(folder, `${setup.id}.yaml`)
  writeFileSync(file, stringify(unit))
  return file
}
