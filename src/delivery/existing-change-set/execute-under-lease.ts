import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import type { DeploymentPermissions, DeployResult } from '../deployment/deploy-options.ts'
import type { Environment } from '../environment/configuration.ts'
import { findEnvironmentRecord } from '../environment/environment-record.ts'
import { withLease } from '../lease/with-lease.ts'
import { type ExistingChangeSet, executeChangeSet } from './execute-change-set.ts'

/** A change set to execute in an environment. */
export type ChangeSetOfEnvironment = ExistingChangeSet & {
  readonly environment: Environment
  readonly permitted: { readonly timeoutSeconds: number }
}

/**
 * Executes a change set under the lease of its environment. The environment's record stays as it is, because the
 * release of a change set is unknown. A run that only makes a plan needs no lease.
 * @throws StageError of `executeChangeSet` and of `withLease`
 */
export async function executeUnderLease(
  { environment, ...wanted }: ChangeSetOfEnvironment,
  account: AwsAccount,
  context: Pick<Context, 'clock' | 'files' | 'report' | 'run' | 'signal'>,
): Promise<DeployResult> {
  const { timeoutSeconds, plan } = wanted.permitted
  const { bucket, application, name, artifactBuckets, writers } = environment
  const place = { objects: account.objects, bucket, application, environment: name }
  const desired = { ...wanted.desired, bucket }
  const shown = { ...wanted.shown, label: name }
  const execute = async (more: Partial<DeploymentPermissions>, signal: AbortSignal) => {
    const runs = (await findEnvironmentRecord(place.objects, place))?.record.release
    const permitted = { ...wanted.permitted, ...more, artifacts: { buckets: artifactBuckets, writers }, runs }
    return executeChangeSet({ arn: wanted.arn, desired, permitted, shown }, account, { ...context, signal })
  }
  if (plan?.kind === 'only') return execute({}, context.signal)
  const start = context.clock.elapsed()
  return withLease(
    { ...place, purpose: 'deploy a change set', waitSeconds: timeoutSeconds },
    context,
    async (lease, signal) => {
      const left = timeoutSeconds - (context.clock.elapsed() - start) / 1000
      return execute({ timeoutSeconds: Math.max(1, left), guard: () => lease.confirm() }, signal)
    },
  )
}
