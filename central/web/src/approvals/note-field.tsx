/** A note that says why, at least ten characters long. */
export function NoteField(props: { label: string; value: string; onChange: (note: string) => void }) {
  return (
    <label>
      {props.label}, at least ten characters
      <input
        name="note"
        maxLength={500}
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  )
}
