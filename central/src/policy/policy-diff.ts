import type { Policy } from '@archway/shared/policy'

/** What a new policy changes, one leaf an item: `retention.days: 90 → 30`. The version's own name is none. */
export function policyChanges(from: Policy, to: Policy): string[] {
  const before = leaves(from)
  const after = leaves(to)
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths
    .filter((path) => path !== 'version' && before.get(path) !== after.get(path))
    .map((path) => `${path}: ${before.get(path) ?? 'not set'} → ${after.get(path) ?? 'not set'}`)
}

function leaves(value: unknown, path = ''): Map<string, string> {
  if (value === null || typeof value !== 'object') return new Map([[path, String(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, path ? `${path}.${key}` : key)]),
  )
}
