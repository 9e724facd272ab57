import { Badge, Subject, UserName } from '@archway/shared/api/people'
import { Role } from '@archway/shared/role'
import type { Command } from 'commander'
import { z } from 'zod'
import {
  decideReview,
  openReview,
  recordReceipt,
  recordTraining,
  showClearance,
  showReview,
} from './clearance-commands.ts'
import { type CliMeans, Nothing } from './cli-means.ts'
import {
  addUser,
  disableUser,
  enableUser,
  grantRole,
  linkUser,
  listUsers,
  resetFactor,
  revokeRole,
  setPassword,
  showRoster,
  unlockUser,
} from './user-commands.ts'

/** A time as 2026-11-24T06:00:00Z, in milliseconds. */
export const Time = z.iso
  .datetime({ offset: true, error: 'a time with its zone, as 2026-11-24T06:00:00Z' })
  .transform((text) => Date.parse(text))

const DayOrTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'a day as 2026-11-24, or a time with its zone as 2026-11-24T06:00:00Z',
  })
  .transform((text) => Date.parse(text))

const NewUser = z.object({
  display: z.string().min(1).max(128).nullable().default(null),
  badge: Badge,
  role: z.array(Role).min(1),
  generate: z.boolean().default(false),
})
const Text = z.string().trim().min(3).max(200)
const Why = { reason: Text.nullable().default(null) }
const WHY = ['--reason <text>', 'why; it stands in the use log'] as const
const TrainingOptions = z
  .object({ course: Text.optional(), trainer: Text.optional(), date: DayOrTime.optional() })
  .refine(
    ({ course, trainer, date }) =>
      [course, trainer, date].every((given) => given === undefined) ||
      [course, trainer, date].every((given) => given !== undefined),
    '--course, --trainer and --date, or none of them to show what is on record',
  )

/** Everything about people: who may sign in, with what, and what is on record of them. */
export function userCommands(program: Command, { administer, argument }: CliMeans): void {
  const person = (text: string | undefined) =>
    argument(UserName, text, 'a user name has lower-case letters, digits, . _ -')
  const users = program.command('user').description('who may sign in')

  administer(
    users,
    'add <name>',
    'add a person',
    NewUser,
    (means, { display, badge, role, generate }, [name]) =>
      addUser({ name: person(name), display, badge, roles: role, generate }, means),
  )
    .requiredOption('--role <role...>', Role.options.join(', '))
    .requiredOption('--badge <number>', "the department's serial number; nobody outside it has an account")
    .option('--display <name>', 'the name that others see')
    .option('--generate', 'make a password and print it once, instead of asking for one')
  administer(
    users,
    'password <name>',
    'set a new password',
    z.object({ generate: z.boolean().default(false), ...Why }),
    (means, options, [name]) => setPassword(person(name), options, means),
  )
    .option('--generate', 'make one and print it once, instead of asking for one')
    .option(...WHY)
  administer(users, 'list', 'list people', Nothing, listUsers)
  administer(
    users,
    'roster',
    'who may do what, now or at any time',
    z.object({ at: DayOrTime.optional() }),
    (means, { at }) => showRoster(at ?? means.now(), means),
  ).option('--at <date>', 'as of then')
  for (const [verb, does, run] of [
    ['grant', 'let a person act in a role', grantRole],
    ['revoke', 'end a role', revokeRole],
  ] as const) {
    administer(users, `${verb} <name>`, does, z.object({ role: Role }), (means, { role }, [name]) =>
      run(person(name), role, means),
    ).requiredOption('--role <role>', Role.options.join(', '))
  }
  administer(
    users,
    'disable <name>',
    'end everything at once: sessions, roles, passkeys (whoever leaves)',
    z.object({ reason: Text }),
    (means, { reason }, [name]) => disableUser(person(name), reason, means),
  ).requiredOption('--reason <text>', 'why')
  administer(
    users,
    'enable <name>',
    'let a disabled account sign in again, without roles',
    Nothing,
    (means, _, [name]) => enableUser(person(name), means),
  )
  administer(users, 'unlock <name>', 'release a locked account', Nothing, (means, _, [name]) =>
    unlockUser(person(name), means),
  )
  administer(
    users,
    'reset-factor <name>',
    'void the second factor; the next login enrols one',
    Nothing,
    (means, _, [name]) => resetFactor(person(name), means),
  )
  administer(
    users,
    'link <name>',
    'let the single sign-on vouch for this account',
    z.object({ subject: Subject.nullable().default(null), ...Why }),
    (means, options, [name]) => linkUser(person(name), options, means),
  )
    .option('--subject <sub>', 'as the provider names the person; without it, the link ends')
    .option(...WHY)

  administer(
    users,
    'training <name>',
    'record a training, or show what is on record',
    TrainingOptions,
    (means, { course, trainer, date }, [name]) =>
      course !== undefined && trainer !== undefined && date !== undefined
        ? recordTraining({ person: person(name), course, trainer, takenAt: date }, means)
        : showClearance(person(name), means),
  )
    .option('--course <text>', 'which')
    .option('--trainer <name>', 'who gave it')
    .option('--date <date>', 'when')
  administer(
    users,
    'receipt <name>',
    'record a receipt, on paper, of the Special Order in force',
    z.object({ signature: Text }),
    (means, { signature }, [name]) => recordReceipt({ person: person(name), signature }, means),
  ).requiredOption('--signature <name>', 'the name as it was signed')

  const review = users.command('review').description("the yearly look at everybody's access")
  administer(review, 'list', 'show the newest, and when the next is due', Nothing, showReview)
  administer(review, 'open', 'list everybody who holds a role', z.object({ as: UserName }), (means, { as }) =>
    openReview(as, means),
  ).requiredOption('--as <name>', 'who reviews; asks for password and code')
  for (const decision of ['keep', 'revoke'] as const) {
    administer(
      review,
      `${decision} <name>`,
      decision === 'keep' ? 'confirm what the person may do' : 'end every role of the person',
      z.object({ as: UserName }),
      (means, { as }, [name]) => decideReview({ person: person(name), decision, as }, means),
    ).requiredOption('--as <name>', 'who decides, never on themselves; asks for password and code')
  }
}
