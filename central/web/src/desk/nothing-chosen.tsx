/** The right side while the operator has chosen nothing. An arrival does not fill it: a person does. */
export function NothingChosen({
  waiting,
  lists,
}: {
  waiting: number
  lists: 'loading' | 'failed' | 'loaded'
}) {
  return (
    <section className="nothing-chosen" aria-label="No alert chosen">
      {lists === 'loading' && <p>Loading…</p>}
      {lists === 'failed' && (
        <>
          <h2>The alerts could not be loaded</h2>
          <p>The left side says why. Alerts may wait that this screen does not show.</p>
        </>
      )}
      {lists === 'loaded' && <Loaded waiting={waiting} />}
    </section>
  )
}

function Loaded({ waiting }: { waiting: number }) {
  if (waiting === 0) {
    return (
      <>
        <h2>No alert waits</h2>
        <p>A new alert appears on the left by itself.</p>
      </>
    )
  }
  return (
    <>
      <h2>{waiting === 1 ? 'One alert waits' : `${waiting} alerts wait`}</h2>
      <p>
        Press <kbd>↓</kbd>, or choose one on the left.
      </p>
    </>
  )
}
