/** A failure with its cause and what a person can do about it. What is shown to people shows the hint too. */
export abstract class HintedError extends Error {
  readonly hint: string
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.hint = hint
  }
}
