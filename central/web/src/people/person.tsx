export interface Named {
  readonly name: string
  readonly displayName: string
  readonly badge: string | null
}

/** Name and number, leading to the person's file. */
export function Person({ name, displayName, badge }: Named) {
  return (
    <>
      <a href={`#person=${name}`}>{displayName}</a>
      <div className="side-hint">
        {name}
        {badge !== null && `, no. ${badge}`}
      </div>
    </>
  )
}
