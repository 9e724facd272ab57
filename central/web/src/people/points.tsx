/** What is to be looked into, each as a mark that can be read without its colour. */
export function Points({ points, none }: { points: readonly string[]; none: string }) {
  if (points.length === 0) return <span className="person-fine">{none}</span>
  return (
    <ul className="person-points">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  )
}
