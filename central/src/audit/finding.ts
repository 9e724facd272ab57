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
    /** Of an export: lines that no checkpoint covers, so anybody may have written them. */
    | 'uncovered'
    /** Known: a person let the log go on, and a signed checkpoint says so. */
    | 'break'
  readonly text: string
}

export const findingText = ({ kind, text }: Finding): string => `${kind}: ${text}`
