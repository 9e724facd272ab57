import type { Difference } from './values.ts'

/** What differs between two versions, in words. */
export function ChangesTable({
  changes,
  before,
  after,
}: {
  changes: readonly Difference[]
  /** What the two are called. */
  before: string
  after: string
}) {
  return (
    <div className="side-scroll">
      <table className="side-table policy-changes">
        <thead>
          <tr>
            <th>What changes</th>
            <th>{before}</th>
            <th>{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, label, from, to }) => (
            <tr key={path}>
              <th scope="row">{label}</th>
              <td>{from}</td>
              <td>
                <strong>{to}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
