/** The right side while the operator has chosen nothing. An arrival does not fill it: a person does. */
export function NothingChosen({ waiting, loaded }: { waiting: number; loaded: boolean }) {
  return (
    <section className="nothing-chosen" aria-label="No alert chosen">
      {!loaded ? (
        <p>Loading…</p>
      ) : waiting > 0 ? (
        <>
          <h2>{waiting === 1 ? 'One alert waits' : `${waiting} alerts wait`}</h2>
          <p>
            Press <kbd>↓</kbd>, or choose one on the left.
          </p>
        </>
      ) : (
        <>
          <h2>No alert waits</h2>
          <p>This desk is live. A new alert appears on the left by itself.</p>
        </>
      )}
    </section>
  )
}
