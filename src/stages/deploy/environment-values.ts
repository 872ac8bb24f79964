import { previewTag } from '../../delivery/environment/pull-requests/preview-schema.ts'
import type { GivenParameters } from './named-values/parse-named-values.ts'

/** Given parameters win over those of the environment, even when they keep the current value of the stack. */
export function withGiven(
  environment: Readonly<Record<string, string>>,
  { values, kept }: GivenParameters,
): Readonly<Record<string, string>> {
  const own = Object.entries(environment).filter(([name]) => !kept.includes(name))
  return { ...Object.fromEntries(own), ...values }
}

/**
 * Adds the given tags to those of the environment. An empty list or mapping removes all tags; undefined keeps the tags
 * of the stack. The tag of a pull request always stays, because cleanup knows its stack by it.
 */
export function withTags(
  environment: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  const ofPullRequest = Object.entries(environment).filter(([name]) => name === previewTag)
  if (given !== undefined && Object.keys(given).length === 0) return Object.fromEntries(ofPullRequest)
  const all = { ...environment, ...given, ...Object.fromEntries(ofPullRequest) }
  return Object.keys(all).length === 0 ? undefined : all
}
