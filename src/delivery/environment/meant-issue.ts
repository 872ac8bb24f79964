import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** When a value may have several forms: the issue with the form that was probably meant. Otherwise the issue itself. */
export function meantIssue(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const meant = issue.errors.filter((issues) => !issues.some(isOfAnotherForm))
  const [first] = (meant[0] ?? issue.errors.at(-1) ?? []).map(meantIssue)
  return first === undefined ? issue : { ...first, path: [...issue.path, ...first.path] }
}

function isOfAnotherForm({ code, path }: Issue): boolean {
  return code === 'invalid_type' && path.length === 0
}
