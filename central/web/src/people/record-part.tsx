import type { Session } from '@archway/shared/api'
import { UserName } from '@archway/shared/api/people'
import { useState } from 'react'
import type { Ask } from '../api/ask.ts'
import { RecordReceipt, RecordTraining } from './record-forms.tsx'

/** For whoever records a training or a receipt and does not see the roster: by user name. */
export function RecordPart({ session, ask }: { session: Session; ask: Ask }) {
  const [name, setName] = useState('')
  const [said, setSaid] = useState('')
  const person = UserName.safeParse(name).data ?? ''
  const forms = {
    name: person,
    csrf: session.csrf,
    ask,
    onDone: (text: string) => setSaid(`${person}: ${text}`),
  }
  return (
    <section aria-label="Record a training" className="person-file">
      <h2>Record a training or a receipt</h2>
      <p className="side-said" role="status">
        {said}
      </p>
      <form className="side-fields" onSubmit={(event) => event.preventDefault()}>
        <label className="side-day">
          User name of the person
          <input
            name="person"
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={name !== '' && person === ''}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
      </form>
      <div className="person-columns">
        <div className="panel">
          <h3>Training</h3>
          <RecordTraining {...forms} />
        </div>
        <div className="panel">
          <h3>Receipt on paper</h3>
          <RecordReceipt {...forms} />
        </div>
      </div>
    </section>
  )
}
