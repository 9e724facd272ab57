import { existsSync, readFileSync } from 'node:fs'
import { fail, ok, type Result } from '@archway/shared/result'
import { parseDocument } from 'yaml'
import type { z } from 'zod'

/** Reads a YAML file once. What is wrong comes back all at once, each with where it stands and what to do. */
export function readSettings<T>(file: string, schema: z.ZodType<T>): Result<T, readonly string[]> {
  if (!existsSync(file)) return fail([`${file}: there is no such file`])
  const document = parseDocument(readFileSync(file, 'utf8'))
  if (document.errors.length > 0) {
    return fail(document.errors.map((error) => `${file}: not YAML: ${error.message.split('\n')[0]}`))
  }
  const parsed = schema.safeParse(document.toJS() ?? {})
  if (parsed.success) return ok(parsed.data)
  return fail(parsed.error.issues.map((issue) => `${file}: ${sentence(issue)}`))
}

function sentence(issue: z.core.$ZodIssue): string {
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  if (issue.code === 'unrecognized_keys') {
    return `${where}${issue.keys.join(', ')}: no such setting; remove it or correct its spelling`
  }
  return `${where}${issue.message}`
}
