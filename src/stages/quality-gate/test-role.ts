import type { AwsAccount, ProgramCredentials } from '../../core/ports/aws.ts'
import { StageError } from '../../core/run/stage-error.ts'

/**
 * The credentials of the role for the test command. With those of the gate, a test could write its own evidence.
 * @param tester the account by that role; @param gate the account as the gate works in it
 * @throws StageError `input-invalid` when both are the same identity, and those of signing in
 */
export async function testerCredentials(
  tester: Pick<AwsAccount, 'credentials' | 'identity'>,
  gate: Pick<AwsAccount, 'identity'>,
): Promise<ProgramCredentials> {
  const [one, other] = await Promise.all([tester.identity(), gate.identity()])
  const same = withoutSession(one.arn) === withoutSession(other.arn)
  if (same && !isWholeAccount(one.arn)) throw sameRole(withoutSession(one.arn))
  return tester.credentials()
}

/** An emulator knows accounts only: each caller is the root user. In AWS, nobody can assume a role and be that user. */
function isWholeAccount(arn: string): boolean {
  return /^arn:[^:]*:iam::\d+:root$/.test(arn)
}

/** The failure of a test command with the role of the gate. */
export function sameRole(role: string): StageError {
  return new StageError('input-invalid', `the test command would get the role of the gate, ${role}`, {
    hint: 'give it a role that may not write to the artifact bucket: with that of the gate, a test can write its own evidence',
  })
}

/** `arn:aws:sts::1:assumed-role/name` of `…/name/session` (IAM user guide, "IAM identifiers"). */
function withoutSession(arn: string): string {
  return arn.replace(/^(arn:[^:]*:sts::[^:]*:assumed-role\/[^/]+)\/.*$/, '$1')
}
