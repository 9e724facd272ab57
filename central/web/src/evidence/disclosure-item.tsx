import { mayDo } from '@archway/shared/act'
import type { Session } from '@archway/shared/api'
import { useGuardedAct } from '../account/use-guarded-act.tsx'
import { timeText } from '../search/words.ts'
import { useWorkplace } from '../workplace.ts'
import { downloadPackage } from './download-package.ts'
import { Fact } from './fact.tsx'
import { BASIS_NAMES, counted, DISCLOSURE_STATES, type Disclosure, toneOf } from './words.ts'

/** One disclosure: to whom, on what ground, by which two persons, and every time that it left. */
export function DisclosureItem(props: { disclosure: Disclosure; session: Session; onExported: () => void }) {
  const { disclosure: one, session } = props
  const { fetch } = useWorkplace()
  const download = useGuardedAct(
    session.csrf,
    () => downloadPackage(fetch, session.csrf, one.id),
    props.onExported,
  )
  const mayDecide = mayDo(session.roles, 'disclosure-approve')
  return (
    <li className="panel" data-disclosure={one.id}>
      <div className="side-heading">
        <h3>
          To {one.requester}, {one.agency}
        </h3>
        <span className="side-state" data-tone={toneOf(one.state)}>
          {DISCLOSURE_STATES[one.state]}
        </span>
      </div>
      <dl className="facts evidence-facts">
        <Fact name="Covers">{counted(one.reads.length, 'Read')} with every image</Fact>
        <Fact name="Ground">
          {BASIS_NAMES[one.basis]}: {one.reference}
        </Fact>
        <Fact name="Purpose">{one.purpose}</Fact>
        <Fact name="Proposed">
          by {one.proposedBy}, {timeText(one.proposedAt)}
        </Fact>
        {one.decidedBy !== null && one.decidedAt !== null && (
          <Fact name={one.state === 'refused' ? 'Refused' : 'Approved'}>
            by {one.decidedBy}, {timeText(one.decidedAt)}
            {one.decisionNote !== null && `: “${one.decisionNote}”`}
          </Fact>
        )}
        {one.exports.map(({ at, by, reads, images, manifestSha256, zipSha256 }) => (
          <Fact key={`${at} ${zipSha256}`} name="Left">
            with {by}, {timeText(at)}: {counted(reads, 'Read')}, {counted(images, 'image')}
            <br />
            SHA-256 of the manifest <code className="evidence-hash">{manifestSha256}</code>
            <br />
            SHA-256 of the ZIP <code className="evidence-hash">{zipSha256}</code>
          </Fact>
        ))}
      </dl>
      {one.state === 'proposed' && one.proposedBy === session.user && (
        <p className="side-hint">You proposed it: another person must decide.</p>
      )}
      <div className="side-buttons">
        {one.state === 'proposed' && one.proposedBy !== session.user && mayDecide && (
          <a className="button" href="/approvals">
            Decide it on Approvals
          </a>
        )}
        {one.state === 'approved' && mayDo(session.roles, 'disclosure-export') && (
          <button
            type="button"
            className="button button-primary"
            disabled={download.isBusy}
            onClick={() => download.run(null)}
          >
            {download.isBusy ? 'Making the package…' : 'Download the package'}
          </button>
        )}
      </div>
      {download.note}
      {one.state === 'approved' && <HowToVerify id={one.id} />}
    </li>
  )
}

/** What whoever receives the package needs, so that they can trust it without trusting whoever brings it. */
function HowToVerify({ id }: { id: string }) {
  return (
    <details className="evidence-verify">
      <summary>What the recipient needs to verify it</summary>
      <ul>
        <li>
          The ZIP as it is. It holds <code>manifest.json</code> with the SHA-256 of every file, and its
          signature.
        </li>
        <li>
          The department’s public audit key, <code>audit-public-key.pem</code>. The IT unit writes it with{' '}
          <code>archway-central audit export</code>. It must come by another way than the ZIP, or its
          fingerprint be compared with the auditor’s paper.
        </li>
        <li>
          This program, which then needs nothing else:
          <code className="evidence-command">
            archway-central disclosure verify disclosure-{id}.zip --key audit-public-key.pem
          </code>
        </li>
      </ul>
    </details>
  )
}
