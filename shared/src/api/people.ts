import { z } from 'zod'
import { TimeMs } from '../id.ts'
import { Role } from '../role.ts'

/** Everybody is of the department: there is no field for another employer. */

export const UserName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a user name has lower-case letters, digits, . _ -')
/** The department's serial number. */
export const Badge = z.string().regex(/^[A-Za-z0-9-]{1,16}$/, 'letters, digits, hyphens; at most 16')
const Text = z.string().trim().min(3).max(200)

/** GET /api/people?at= (milliseconds): who may do what, now or at that time. */
export const Roster = z.strictObject({
  at: TimeMs,
  people: z.array(
    z.strictObject({
      name: z.string(),
      displayName: z.string(),
      badge: z.string().nullable(),
      roles: z.array(Role),
      disabled: z.boolean(),
    }),
  ),
})
export const RosterQuery = z.strictObject({ at: z.coerce.number().int().min(0).optional() })

const Standing = z.strictObject({
  name: z.string(),
  displayName: z.string(),
  badge: z.string().nullable(),
  roles: z.array(Role),
  addedAt: TimeMs,
  lastLoginAt: TimeMs.nullable(),
  lockedAt: TimeMs.nullable(),
  disabledAt: TimeMs.nullable(),
  /** Their password is still the one that an administrator gave them. */
  passwordGiven: z.boolean(),
  /** Until when the newest training counts; null: none is on record. */
  trainedUntil: TimeMs.nullable(),
  /** Whether the Special Order was received in the version in force. */
  hasOrder: z.boolean(),
  /** Whether an authenticator app is enrolled, and how many passkeys. */
  hasCode: z.boolean(),
  passkeys: z.int(),
})
/** How an account stands now: what its person has for a login, and when the last one was. */
export type Standing = z.infer<typeof Standing>

/** GET /api/people/standings: everybody as they stand now, by name. */
export const Standings = z.strictObject({
  at: TimeMs,
  order: z.strictObject({ number: z.string(), version: z.string() }),
  /** An account that was not used for so long is disabled. */
  unusedDays: z.int(),
  people: z.array(Standing),
})
export type Standings = z.infer<typeof Standings>

/** POST /api/people. Answers with a password that is kept nowhere and counts for one login. */
export const NewPerson = z.strictObject({
  name: UserName,
  displayName: z.string().trim().min(1).max(128),
  badge: Badge,
  roles: z.array(Role).min(1),
})
/** Also of POST /api/people/{name}/password. */
export const PasswordGiven = z.strictObject({ name: z.string(), password: z.string() })

/** POST /api/people/{name}/grant, /revoke */
export const RoleChange = z.strictObject({ role: Role })
/** POST /api/people/{name}/disable */
export const Disabling = z.strictObject({ reason: Text })
/** POST /api/people/{name}/password: another one is made; never one's own. Signs the person out everywhere. */
export const PasswordChange = z.strictObject({ reason: Text })
/** How the single sign-on names a person (`sub` of OpenID Connect). */
export const Subject = z
  .string()
  .regex(/^[!-~]([ -~]{0,253}[!-~])?$/, 'at most 255 letters, digits and signs, as the provider writes it')
/** POST /api/people/{name}/link. Null: the link ends. 409 where there is no single sign-on; never one's own. */
export const SubjectLink = z.strictObject({ subject: Subject.nullable(), reason: Text })
/** POST /api/people/{name}/training */
export const NewTraining = z.strictObject({ course: Text, trainer: Text, takenAt: TimeMs })
/** POST /api/people/{name}/receipt: a receipt on paper, of the Special Order in force. */
export const PaperReceipt = z.strictObject({ signature: z.string().trim().min(1).max(128) })
/** What was done to whom: /grant, /revoke, /disable, /enable, /unlock, /reset-factor, /link, /training, /receipt */
export const PersonDone = z.strictObject({ name: z.string(), done: z.string() })

/** GET /api/people/{name}/clearance: what is on record of a person (promises 19–21). */
export const Clearance = z.strictObject({
  trainings: z.array(
    z.strictObject({
      course: z.string(),
      trainer: z.string(),
      takenAt: TimeMs,
      recordedAt: TimeMs,
      recordedBy: z.string(),
    }),
  ),
  receipts: z.array(
    z.strictObject({
      number: z.string(),
      version: z.string(),
      sha256: z.string().nullable(),
      signature: z.string(),
      signedAt: TimeMs,
      recordedBy: z.string(),
    }),
  ),
})

/** GET /api/people/{name}/file: all that is on record of an account, each list oldest first. */
export const PersonFile = Standing.extend({
  ...Clearance.shape,
  sso: z.strictObject({
    /** What the department calls its sign-in; null: this installation has none. */
    label: z.string().nullable(),
    /** What the account is linked to, as the provider names it; with the provider where that is another; null: nothing. */
    subject: z.string().nullable(),
  }),
  grants: z.array(
    z.strictObject({
      role: Role,
      since: TimeMs,
      by: z.string(),
      until: TimeMs.nullable(),
      endedBy: z.string().nullable(),
    }),
  ),
  disablings: z.array(
    z.strictObject({
      since: TimeMs,
      by: z.string(),
      reason: z.string(),
      until: TimeMs.nullable(),
      enabledBy: z.string().nullable(),
    }),
  ),
})
export type PersonFile = z.infer<typeof PersonFile>

/** GET /api/people/notices: newest first; POST /api/people/notices/{n}/seen */
export const AccessNotices = z.strictObject({
  notices: z.array(
    z.strictObject({
      n: z.int(),
      at: TimeMs,
      person: z.string(),
      detail: z.string(),
      seenBy: z.string().nullable(),
      seenAt: TimeMs.nullable(),
    }),
  ),
})

/** GET /api/people/reviews: the yearly reviews of access, newest first. */
export const AccessReviews = z.strictObject({
  /** When the next must be finished; null: none was finished yet. */
  dueAt: TimeMs.nullable(),
  overdue: z.boolean(),
  reviews: z.array(
    z.strictObject({
      n: z.int(),
      openedAt: TimeMs,
      openedBy: z.string(),
      closedAt: TimeMs.nullable(),
      items: z.array(
        z.strictObject({
          person: z.string(),
          roles: z.array(Role),
          decision: z.enum(['keep', 'revoke']).nullable(),
          decidedBy: z.string().nullable(),
          decidedAt: TimeMs.nullable(),
        }),
      ),
    }),
  ),
})
/** POST /api/people/reviews */
export const ReviewOpened = z.strictObject({ n: z.int() })
/** POST /api/people/reviews/{n}/decide */
export const ReviewDecision = z.strictObject({ person: UserName, decision: z.enum(['keep', 'revoke']) })
