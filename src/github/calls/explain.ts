import { ForgeError, type ForgeFailure } from '../../core/forge/forge-error.ts'
import { next, type Text } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Refusal, said } from './refusal.ts'

/** Words by which GitHub says that a rule forbids it (GitHub Docs, "Available rules for rulesets", and its answers). */
const rules =
  /protected (?:branch|tag|ref)|rule violation|immutable|was archived|is locked|locked conversation|protected by|cannot (?:update|delete|create) this protected/i
/** Words by which it says that something is there or has moved. */
const conflicts = /already exists|not a fast.?forward|is at [0-9a-f]{40} but expected|has already been taken|stale/i

/**
 * What a refusal means.
 * @param what an infinitive, such as `create tags/v1`
 */
export function explained(what: string, refusal: Refusal): StageError {
  const text = `GitHub did not ${what}: ${said(refusal)} (HTTP ${refusal.status})`
  if (refusal.status === 401)
    return new StageError('credentials-invalid', text, {
      hint: 'give a token that is valid; the token of a job ends with the job',
    })
  const kind = kindOf(refusal)
  const permission = kind === 'no-right' ? permissionOf(refusal) : undefined
  return new ForgeError(kind, text, { hint: hintOf(kind, permission, refusal), permission })
}

/** The one place that decides what GitHub's answers mean. */
function kindOf(refusal: Refusal): ForgeFailure {
  const { status, message, codes } = refusal
  const words = [message, ...refusal.details].join('\n')
  if (status === 404 || status === 410) return 'not-found'
  if ([403, 409, 422].includes(status) && rules.test(words)) return 'protected'
  if (status === 403) return 'no-right'
  if (status === 409) return 'conflict'
  if (status === 422 && (codes.includes('already_exists') || conflicts.test(words))) return 'conflict'
  return 'validation'
}

/** `contents=write,workflows=write; …`: sets of permissions, of which one suffices; the first is named. */
function permissionOf({ headers }: Refusal): string | undefined {
  const [first] = String(headers['x-accepted-github-permissions'] ?? '').split(';')
  const wanted = (first ?? '').split(',').flatMap((each) => {
    const [, name, level] = /^\s*([a-z_]+)=(read|write|admin)\s*$/.exec(each) ?? []
    return name === undefined ? [] : [`${name.replaceAll('_', '-')}: ${level}`]
  })
  return wanted.length === 0 ? undefined : wanted.join(', ')
}

function hintOf(kind: ForgeFailure, permission: string | undefined, { headers }: Refusal): Text | undefined {
  if (kind === 'no-right' && headers['x-github-sso'] !== undefined)
    return 'authorize the token for the single sign-on of the organization'
  if (kind === 'no-right')
    return next`give the token the permission${permission === undefined ? ' for it' : ` ${permission}`}: in a workflow below permissions, in this job and in every job that calls its workflow; a run from a fork only reads`
  if (kind === 'not-found') return 'check the name; GitHub answers the same when the token may not see it'
  if (kind === 'protected') return 'let the identity of the token bypass the rule, or take the way that the rule leaves'
  return undefined
}
