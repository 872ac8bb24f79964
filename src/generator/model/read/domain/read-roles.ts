import type { Findings } from '../reader/findings.ts'

/** The roles of `meta.json` (model format 4.2); old files contain a single text. */
export function readRoles(text: string | undefined, findings: Findings): readonly string[] {
  if (text === undefined) return []
  const place = { file: 'meta.json', line: 1 }
  try {
    const content: unknown = JSON.parse(text)
    const roles = typeof content === 'object' && content !== null && 'roles' in content ? content.roles : []
    const list: unknown[] = Array.isArray(roles) ? roles : [roles]
    if (list.every((role) => typeof role === 'string')) return list
    findings.error('V-01', place, 'roles has to be a list of texts')
  } catch (error) {
    findings.error('V-01', place, `the file holds no JSON: ${(error as Error).message}`)
  }
  return []
}
