import type { Disposition, Doubt, Grade } from './alert.ts'
import type { Category, EntryFlag } from './hotlist.ts'
import type { Jurisdiction } from './plate.ts'
import type { LiveAgreement, PlateAgreement, StateAgreement } from './verification.ts'

/** What screens call things. One place, so that the car and the RTCC never say it differently. */

export const GRADE_NAMES: Readonly<Record<Grade, string>> = {
  actionable: 'Actionable',
  'look-only': 'Look only',
}

export const CATEGORY_NAMES: Readonly<Record<Category, string>> = {
  'stolen-vehicle': 'Stolen vehicle',
  'stolen-plate': 'Stolen plate',
  'stolen-part': 'Stolen part',
  'felony-vehicle': 'Felony vehicle',
  'wanted-person': 'Wanted person',
  'stolen-article': 'Stolen article',
  'missing-person': 'Missing person',
}

export const FLAG_NAMES: Readonly<Record<EntryFlag, string>> = {
  armed: 'Caution: armed',
  'hold-for-latents': 'Hold for latent prints',
}

/** Each doubt as what is wrong, and what the person who sees it should do about it. */
export const DOUBT_ADVICE: Readonly<Record<Doubt, { readonly what: string; readonly todo: string }>> = {
  'low-probability': {
    what: 'The read is not sure enough',
    todo: 'compare every character with the images before anything else.',
  },
  'letter-or-digit': {
    what: 'The match rests on taking a letter for a digit (O and 0, or I and 1)',
    todo: 'decide by eye which of the two the plate shows.',
  },
  'state-unknown': {
    what: 'State not read, or not given by the list',
    todo: "compare the plate's state with the entry by eye.",
  },
  'state-differs': {
    what: 'The state read differs from the entry',
    todo: "treat it as another vehicle unless the images show the entry's state.",
  },
  'list-stale': {
    what: 'The list is older than the plan allows',
    todo: 'confirm with the source that the entry is still live.',
  },
  'angle-missing': {
    what: 'Only one of the two angles was captured',
    todo: 'no second view confirms it, so take the one image for what it clearly shows and no more.',
  },
  'category-in-review': {
    what: 'This category is for review only',
    todo: 'do not dispatch on it without a supervisor.',
  },
  'past-hit': {
    what: 'It was read before the entry was listed',
    todo: 'take it as a trace for the case: the vehicle is no longer there.',
  },
  'camera-quarantined': {
    what: 'A camera that saw it is in quarantine for its errors',
    todo: 'take nothing of this read for granted; only the images count.',
  },
  uncalibrated: {
    what: 'Read by a camera of another maker, whose confidence nobody has measured',
    todo: 'believe the images and not the figure.',
  },
}

export const DISPOSITION_NAMES: Readonly<Record<Disposition, string>> = {
  correct: 'Correct',
  'wrong-state': 'Wrong state',
  misread: 'Misread',
  'not-actionable': 'Not actionable',
}

/** How what a person saw compares with the entry or the read. */
export const PLATE_AGREEMENT: Readonly<Record<PlateAgreement, string>> = {
  same: 'the same, letter for letter',
  'same-folded': 'the same: this list cannot tell O from 0 or I from 1',
  'letter-or-digit': 'the same only if O is taken for 0 or I for 1',
  differs: 'different',
}
export const STATE_AGREEMENT: Readonly<Record<StateAgreement, string>> = {
  same: 'the same',
  'not-listed': 'the list gives no state to compare',
  'not-seen': 'you could make out no state',
  differs: 'different',
}
export const LIVE_AGREEMENT: Readonly<Record<LiveAgreement, string>> = {
  live: 'on our newest list, and confirmed with the source',
  'not-confirmed': 'not yet confirmed with the source',
  withdrawn: 'withdrawn: a later list no longer holds it',
  expired: 'expired',
}

const NAMES = `us-al Alabama|us-ak Alaska|us-az Arizona|us-ar Arkansas|us-ca California|us-co Colorado
us-ct Connecticut|us-de Delaware|us-dc District of Columbia|us-fl Florida|us-ga Georgia|us-hi Hawaii
us-id Idaho|us-il Illinois|us-in Indiana|us-ia Iowa|us-ks Kansas|us-ky Kentucky|us-la Louisiana
us-me Maine|us-md Maryland|us-ma Massachusetts|us-mi Michigan|us-mn Minnesota|us-ms Mississippi
us-mo Missouri|us-mt Montana|us-ne Nebraska|us-nv Nevada|us-nh New Hampshire|us-nj New Jersey
us-nm New Mexico|us-ny New York|us-nc North Carolina|us-nd North Dakota|us-oh Ohio|us-ok Oklahoma
us-or Oregon|us-pa Pennsylvania|us-ri Rhode Island|us-sc South Carolina|us-sd South Dakota
us-tn Tennessee|us-tx Texas|us-ut Utah|us-vt Vermont|us-va Virginia|us-wa Washington
us-wv West Virginia|us-wi Wisconsin|us-wy Wyoming|us-pr Puerto Rico|us United States
ca-ab Alberta|ca-bc British Columbia|ca-mb Manitoba|ca-nb New Brunswick|ca-nl Newfoundland and Labrador
ca-ns Nova Scotia|ca-nt Northwest Territories|ca-nu Nunavut|ca-on Ontario|ca-pe Prince Edward Island
ca-qc Quebec|ca-sk Saskatchewan|ca-yt Yukon|ca Canada|mx Mexico`

const JURISDICTIONS: ReadonlyMap<Jurisdiction, string> = new Map(
  NAMES.split(/[|\n]/).map((line): [Jurisdiction, string] => {
    const space = line.indexOf(' ')
    return [line.slice(0, space), line.slice(space + 1)]
  }),
)

/** Every jurisdiction that has a name, by name: what a person chooses a state from. */
export const jurisdictionNames = (): readonly (readonly [Jurisdiction, string])[] => [...JURISDICTIONS]

/** A jurisdiction that has no name here is shown by its code: never hidden, never guessed. */
export const jurisdictionName = (code: Jurisdiction): string => JURISDICTIONS.get(code) ?? code.toUpperCase()
