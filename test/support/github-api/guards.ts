import { ApiRefusal, ruleViolation } from './refusal.ts'
import type { RepositoryState, TokenState } from './state.ts'

const words: Readonly<Record<string, string>> = {
  pull_request: 'Changes must be made through a pull request.',
  required_signatures: 'Commits must have verified signatures.',
  update: 'Cannot update this protected ref.',
  creation: 'Cannot create ref due to creations being restricted.',
  deletion: 'Cannot delete this protected ref.',
  non_fast_forward: 'Cannot force-push to this protected ref.',
}

/** Refuses a change of a ref that a rule, a classic protection or an immutable release forbids. */
export function requireRule(
  { rules, classic, releases, usedUpTags }: RepositoryState,
  { login }: TokenState,
  ref: string,
  change: 'creation' | 'update' | 'deletion' | 'non_fast_forward',
): void {
  const applied = rules.filter((rule) => matches(rule.ref, ref) && !rule.bypass?.includes(login))
  const broken = applied.find(({ type }) => type === change || (type === 'pull_request' && change !== 'creation'))
  if (broken !== undefined) throw ruleViolation(words[broken.type]!)
  if (classic.has(ref.replace('refs/heads/', '')) && change !== 'creation')
    throw new ApiRefusal(422, 'Protected branch update failed for refs/heads/main.')
  const tag = ref.replace('refs/tags/', '')
  if (usedUpTags.has(tag)) throw ruleViolation('Cannot create ref: the tag was used by an immutable release.')
  if (releases.some((release) => release.immutable && release.tag_name === tag)) throw ruleViolation(words[change]!)
}

function matches(pattern: string, ref: string): boolean {
  return pattern.endsWith('*') ? ref.startsWith(pattern.slice(0, -1)) : pattern === ref
}
