import { NewTraining, PaperReceipt, PersonDone } from '@archway/shared/api/people'
import { useState } from 'react'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import type { Ask } from '../api/ask.ts'
import { dayOf, dayStart } from '../session/dates.ts'
import { SideForm } from '../session/side-form.tsx'
import { useWorkplace } from '../workplace.ts'
import { doneText } from './words.ts'

interface Props {
  /** Whose; empty or no user name: nobody yet. */
  readonly name: string
  readonly csrf: string
  readonly ask: Ask
  readonly onDone: (said: string) => void
}

/** A training that somebody took. What was typed stays until the server has taken it. */
export function RecordTraining({ name, csrf, ask, onDone }: Props) {
  const { now } = useWorkplace()
  const [draft, setDraft] = useState({ course: '', trainer: '', day: '' })
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const { course, trainer, day } = draft
  const training = NewTraining.safeParse({ course, trainer, takenAt: dayStart(day) })
  const act = useGuardedAct(
    csrf,
    () => ask(`/people/${name}/training`, PersonDone, 'an answer', training.data),
    (done) => {
      setDraft({ course: '', trainer: '', day: '' })
      onDone(doneText(done))
    },
  )
  return (
    <SideForm
      name="Record a training"
      sending={act}
      submit="Record the training"
      isReady={training.success && name !== ''}
    >
      <label>
        Course
        <input
          name="course"
          required
          maxLength={200}
          autoComplete="off"
          value={course}
          onChange={(event) => change({ course: event.target.value })}
        />
      </label>
      <label>
        Trainer
        <input
          name="trainer"
          required
          maxLength={200}
          autoComplete="off"
          value={trainer}
          onChange={(event) => change({ trainer: event.target.value })}
        />
      </label>
      <label className="side-day">
        Taken on
        <input
          type="date"
          name="taken"
          required
          max={dayOf(now())}
          value={day}
          onChange={(event) => change({ day: event.target.value })}
        />
      </label>
    </SideForm>
  )
}

/** A receipt of the Special Order in force that somebody signed on paper. */
export function RecordReceipt({ name, csrf, ask, onDone }: Props) {
  const [signature, setSignature] = useState('')
  const receipt = PaperReceipt.safeParse({ signature })
  const act = useGuardedAct(
    csrf,
    () => ask(`/people/${name}/receipt`, PersonDone, 'an answer', receipt.data),
    (done) => {
      setSignature('')
      onDone(doneText(done))
    },
  )
  return (
    <SideForm
      name="Record a receipt on paper"
      sending={act}
      submit="Record the receipt"
      isReady={receipt.success && name !== ''}
    >
      <p>
        It counts for the Special Order in the version that is in force now. Without it, the next sign-in asks
        for one.
      </p>
      <label>
        Signed as, on the paper
        <input
          name="signature"
          required
          maxLength={128}
          autoComplete="off"
          value={signature}
          onChange={(event) => setSignature(event.target.value)}
        />
      </label>
    </SideForm>
  )
}
