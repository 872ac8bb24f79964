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
 * of the stack.
 */
export function withTags(
  environment: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (given !== undefined && Object.keys(given).length === 0) return given
  const all = { ...environment, ...given }
  return Object.keys(all).length === 0 ? undefined : all
}
