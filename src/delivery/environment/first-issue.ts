import type { z } from 'zod'

/** Where in a value something is wrong, and what. */
export interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The first thing that is wrong with a value; of a choice between kinds, what is wrong with the kind that was meant. */
export function firstIssue(error: z.core.$ZodError): Issue {
  return issueOf(error.issues[0]!)
}

function issueOf(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const meant = issue.errors.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  )
  const [first] = (meant[0] ?? issue.errors.at(-1) ?? []).map(issueOf)
  return first === undefined ? issue : { message: first.message, path: [...issue.path, ...first.path] }
}
