import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { edgeName } from '../../core/run/describe.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import { findTarget } from '../../delivery/environment/target.ts'
import { refuseUnpromoted } from '../../delivery/promotion/refuse-unpromoted.ts'
import type { DeployInputs } from './inputs.ts'

const environmentInput = input('environment', meaning('name'))

/** Where a deployment goes, and what is deployed there. */
export interface DeploySetting {
  readonly account: AwsAccount
  readonly stack: string
  readonly bucket: string | undefined
  readonly environment: Environment | undefined
  /** Signs the evidence of a release; without it, the evidence stays unsigned. */
  readonly signingKey: string | undefined
  readonly subject:
    | { readonly kind: 'release'; readonly release: string }
    | { readonly kind: 'archive'; readonly archive: string }
    | { readonly kind: 'template'; readonly template: string }
    | { readonly kind: 'change-set'; readonly arn: string }
}

/**
 * Finds where to deploy. Inputs win over the environment in `liftlock.yml`. The file is read for a template without an
 * environment too, because it may guard the stack.
 * @throws StageError `input-missing`, `input-invalid`, `environment-unknown`, `configuration-invalid`
 */
export async function findDeploySetting(inputs: DeployInputs, context: Context): Promise<DeploySetting> {
  const subject = subjectOf(inputs)
  const { configuration, environment, stack, bucket, aws, signingKey } = await findTarget(inputs, context)
  if (stack === undefined)
    throw new StageError('input-missing', 'the stack is not known', {
      hint: next`give ${input('stack', meaning('name'))}, or ${environmentInput} of liftlock.yml`,
    })
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stack))
    throw new StageError('input-invalid', `stack ${JSON.stringify(stack)} is not a valid stack name`, {
      hint: 'use at most 128 letters, digits and hyphens; begin with a letter',
    })
  const account = context.aws.at(aws)
  if (!inputs.planOnly) {
    const unproven = { ...aws, stack, application: inputs.application }
    await refuseUnpromoted(configuration, unproven, async () => (await account.identity()).account)
  }
  return { account, stack, bucket, environment, signingKey, subject }
}

function subjectOf(inputs: DeployInputs): DeploySetting['subject'] {
  const { release, template, environment, executeChangeSetId, archive } = inputs
  if (executeChangeSetId !== undefined) return { kind: 'change-set', arn: executeChangeSetId }
  if (archive !== undefined) return archiveOf(archive, inputs)
  if (release !== undefined && template !== undefined)
    throw new StageError('input-invalid', 'release and template are both given', {
      hint: 'give the one that is to be deployed',
    })
  if (template !== undefined) return { kind: 'template', template }
  if (release === undefined)
    throw new StageError('input-missing', 'what to deploy is not given', {
      hint: next`give ${input('template', meaning('file'))} with ${input('stack', meaning('name'))}, or ${input('release', meaning('digest or version'))} with ${environmentInput}`,
    })
  if (environment === undefined)
    throw new StageError('input-missing', 'a release needs an environment', {
      hint: next`give ${environmentInput} of liftlock.yml`,
    })
  return { kind: 'release', release }
}

/** A file has no evidence and no version, so it is planned and never deployed. */
function archiveOf(archive: string, inputs: DeployInputs): DeploySetting['subject'] {
  const others = (['release', 'template', 'changeSetName', 's3Prefix'] as const).filter(
    (key) => inputs[key] !== undefined,
  )
  if (others.length > 0)
    throw new StageError('input-invalid', `archive and ${others.map(edgeName).join(', ')} are given together`, {
      hint: 'give the archive alone',
    })
  if (!inputs.planOnly)
    throw new StageError('input-invalid', 'an archive is only planned: its contents are in no artifact bucket', {
      hint: next`give ${input('plan-only')}, or package into the bucket and give ${input('release', meaning('digest or version'))}`,
    })
  if (inputs.environment === undefined)
    throw new StageError('input-missing', 'an archive needs an environment', {
      hint: next`give ${environmentInput} of liftlock.yml`,
    })
  return { kind: 'archive', archive }
}
