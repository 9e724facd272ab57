import { saidText, type Version, whoText } from './versions.ts'

/** Who proposed and who decided a version, why, and what was said at the decision. */
export function VersionGrounds({ one, lead = '' }: { one: Version; lead?: string }) {
  const said = saidText(one)
  return (
    <>
      <p>
        {lead}
        {whoText(one)}
        {one.decidedBy !== null && `: “${one.reason}”`}.
      </p>
      {said !== null && <p>{said}</p>}
    </>
  )
}
