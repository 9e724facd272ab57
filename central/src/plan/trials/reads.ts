import { uuid7 } from '@archway/shared/id'
import { Read } from '@archway/shared/read'

import { random, rejects, type Trials } from './trial.ts'

const views = (angles: readonly (1 | 2)[]) =>
  angles.map((angle) => ({
    angle,
    camera: 'trial',
    capturedAt: 1,
    glimpses: 1,
    detection: 1,
    corners: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    best: { text: 'A', probability: 1 },
  }))
const takesViews = (angles: readonly (1 | 2)[]) =>
  Read.safeParse({
    id: uuid7(1, random),
    device: 'trial',
    model: 'trial',
    capturedAt: 1,
    lastSeenAt: 1,
    closedAt: 1,
    text: 'A',
    probability: 1,
    rivals: [],
    characters: [{ char: 'A', probability: 1, rivals: [] }],
    jurisdiction: null,
    views: views(angles),
    images: [],
  }).success

/** Units, and what a Read may be. */
export const READ_TRIALS: Trials = {
  2: {
    tried: 'a car with a place of its own was refused by the registry',
    holds: ({ ledger }) => {
      const place = { lat: 38, lon: -90, label: 'somewhere' }
      return rejects(() => ledger.addDevice({ id: 'car', kind: 'vehicle', name: 'Car', place }, 1, 'trial'))
    },
  },
  4: {
    tried: 'a read that gives one angle out as two was refused, one by a single angle taken as such',
    holds: () => !takesViews([1, 1]) && takesViews([2]) && takesViews([1, 2]),
  },
  5: {
    tried: 'a read, and so an image, without any detection was refused',
    holds: () => !takesViews([]),
  },
}
