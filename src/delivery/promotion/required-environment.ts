import { command, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Environment } from '../environment/configuration.ts'
import { findEnvironmentRecord } from '../environment/environment-record.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'
import { stackIdentity } from '../stack-identity.ts'

/** Where evidence about an environment must come from. */
export interface RequiredEnvironment {
  readonly account: string
  readonly region: string
  readonly stackId: string
}

/**
 * Account, region and stack of an environment, from its record. They must agree with `liftlock.yml`.
 * @throws StageError `evidence-missing` without a record, `evidence-mismatch` when record and file disagree,
 * `record-unreadable`
 */
export async function readRequiredEnvironment(
  environment: Environment,
  { objects, bucket }: ArtifactBucket,
): Promise<RequiredEnvironment> {
  const { name, application } = environment
  const found = await findEnvironmentRecord(objects, { bucket, application, environment: name })
  if (found === undefined)
    throw new StageError(
      'evidence-missing',
      `${bucket} has no record of ${name}, so its evidence cannot be compared with its stack`,
      { hint: next`deploy there: ${command('deploy', { release: meaning('digest'), environment: name })}` },
    )
  const { account, region, stackId } = found.record
  const agree = (what: string, said: string, wanted: string | undefined) => {
    if (wanted === undefined || wanted === said) return
    throw new StageError(
      'evidence-mismatch',
      `the record of ${name} in ${bucket} names ${what} ${said}, but liftlock.yml names ${wanted}`,
      {
        hint: 'correct liftlock.yml, or find out who wrote the record',
      },
    )
  }
  agree('account', account, environment.account)
  agree('region', region, environment.region)
  agree('stack', stackIdentity(stackId).name, environment.stack)
  return { account, region, stackId }
}
