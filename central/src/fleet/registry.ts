import type { UnitView } from '@archway/shared/api'
import type { DeviceId } from '@archway/shared/id'

/** A unit as the department registered it. Only fixed units have a place; a vehicle's is never kept. */
export type Unit = Pick<UnitView, 'id' | 'kind' | 'name' | 'place'> & {
  readonly revokedAt: number | null
}

/** Who may speak to central. Answers from memory: it is asked at every message. */
export interface Registry {
  unit(id: DeviceId): Unit | null
  units(): readonly Unit[]
}
