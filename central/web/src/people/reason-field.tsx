/** Why something is done to somebody's account; it stands in the use log. */
export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  return (
    <label>
      Why, at least three characters
      <input
        name="reason"
        required
        maxLength={200}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}
