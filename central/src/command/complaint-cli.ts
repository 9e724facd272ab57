import { ComplaintNumber, ComplaintReply, NewComplaint } from '@archway/shared/api/complaint'
import type { Command } from 'commander'
import { z } from 'zod'
import type { CliMeans } from './cli-means.ts'
import { listComplaints, recordComplaint, replyToComplaint } from './complaint-commands.ts'
import { AS, As, misused } from './record-options.ts'

export function complaintCommands(program: Command, { administer, argument }: CliMeans): void {
  const group = program.command('complaint').description('complaints and their replies')
  administer(
    group,
    'record',
    'record a complaint and print its number',
    z.object({
      ...As,
      kind: NewComplaint.shape.kind,
      via: NewComplaint.shape.via,
      received: z.iso.date(),
      due: z.iso.date().optional(),
      summary: NewComplaint.shape.summary,
    }),
    (means, { as, received, due, ...rest }) => {
      const complaint = NewComplaint.safeParse({ ...rest, receivedOn: received, dueOn: due })
      return complaint.success ? recordComplaint(complaint.data, as, means) : misused(means, complaint.error)
    },
  )
    .requiredOption('--kind <kind>', 'wrongful-stop, misuse-of-data, privacy, bias, siting, conduct, other')
    .requiredOption('--via <way>', 'civilian-oversight-board, citizens-service-bureau, directly')
    .requiredOption('--received <day>', 'as 2026-11-24')
    .requiredOption('--summary <text>', 'in a few sentences, without names and plates')
    .option('--due <day>', 'when the reply is due; without it, 30 days later')
    .requiredOption(...AS)
  administer(
    group,
    'reply <number>',
    'record the reply, once',
    ComplaintReply.omit({ repliedOn: true }).extend({ ...As, on: z.iso.date() }),
    (means, { as, on, ...reply }, [number]) =>
      replyToComplaint(
        argument(ComplaintNumber, number, 'a complaint has a number as 2026-0007'),
        { ...reply, repliedOn: on },
        as,
        means,
      ),
  )
    .requiredOption('--outcome <outcome>', 'upheld, partly-upheld, not-upheld, withdrawn, referred')
    .requiredOption('--reply <text>', 'what was answered')
    .requiredOption('--on <day>', 'as 2026-11-24')
    .requiredOption(...AS)
  administer(
    group,
    'list',
    'list complaints',
    z.object({ state: z.enum(['open', 'answered']).nullable().default(null) }),
    (means, { state }) => listComplaints(state, means),
  ).option('--state <state>', 'open or answered')
}
