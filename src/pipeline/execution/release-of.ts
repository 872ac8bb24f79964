import { approvalContent } from './approval-content.ts'

/** What an execution shows of its variables and its sources. */
interface Execution {
  readonly variables?:
    | readonly { readonly name?: string | undefined; readonly resolvedValue?: string | undefined }[]
    | undefined
  readonly sourceRevisions?: readonly { readonly revisionSummary?: string | undefined }[] | undefined
}

/**
 * The release that an execution is about: the value of its variable `Release`, in any case of letters, or
 * `release=<digest>` in the summary of a source; undefined when it names none.
 */
export function releaseOf({ variables = [], sourceRevisions = [] }: Execution): string | undefined {
  const named = variables.find(({ name }) => name?.toLowerCase() === 'release')?.resolvedValue
  if (named !== undefined && named !== '' && named !== 'none') return named
  return approvalContent(
    Object.fromEntries(sourceRevisions.map(({ revisionSummary = '' }, index) => [String(index), revisionSummary])),
  ).release
}
