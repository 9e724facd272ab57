/** What is wrong with a log, in words for the person who has to look into it. */
export interface Finding {
  readonly kind:
    | 'changed'
    | 'missing'
    | 'reordered'
    | 'truncated'
    | 'rewritten'
    | 'forged'
    | 'unreadable'
    /** Known: a person let the log go on, and a signed checkpoint says so. */
    | 'break'
  readonly text: string
}

export const findingText = ({ kind, text }: Finding): string => `${kind}: ${text}`
