import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import { input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { DeploymentPermissions, DeployResult } from '../../../delivery/deployment/deploy-options.ts'
import { deployTemplate } from '../../../delivery/deployment/deploy-template.ts'
import type { FingerprintedPlan } from '../../../delivery/plan/plan.ts'
import { pipelineFile } from '../../../pipeline/rendering/templates.ts'
import { roleArn, type WantedPipeline } from '../../../pipeline/rendering/wanted.ts'
import { patientStore } from '../sources/source-bucket.ts'

/** A rendered template, and where it is deployed. */
export interface PlacedTemplate {
  /** File name. */
  readonly name: string
  readonly text: string
  readonly stack: string
  readonly account: AwsAccount
  /** Twelve digits. */
  readonly owner: string
}

/**
 * The templates with their stacks, in the order of their deployment.
 * @param roleName a role to assume in each account
 */
export function placedTemplates(
  wanted: WantedPipeline,
  templates: ReadonlyMap<string, string>,
  roleName: string | undefined,
  { aws }: Pick<Context, 'aws'>,
): readonly PlacedTemplate[] {
  const { staging, production } = wanted
  const placeOf = (name: string) =>
    [staging, production].find(({ environment }) => name === `roles-${environment}.json`) ?? wanted
  return [...templates].map(([name, text]) => {
    const { account, region } = placeOf(name)
    const role = roleName === undefined ? undefined : roleArn({ account, region }, roleName)
    const stack = `${wanted.name}-${name.replace(/\.json$/, '')}`
    return { name, text, stack, account: aws.at({ account, region, role }), owner: account }
  })
}

/**
 * Signs in everywhere before anything changes, so that a missing right to one account leaves nothing half done.
 * @throws StageError `access-denied`, `credentials-missing`
 */
export async function requireAccounts(
  templates: readonly PlacedTemplate[],
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<void> {
  for (const { account, owner, name } of templates) {
    await patientStore(
      account,
      context,
    )(() => account.identity()).catch((error: unknown) => {
      if (!(error instanceof StageError) || error.reason !== 'access-denied') throw error
      const message = `${name} belongs into account ${owner}, which these credentials do not reach: ${error.message}`
      throw new StageError('access-denied', message, {
        hint: next`nothing was changed; name a role that each account has: ${input('role-name', meaning('role'))}`,
        cause: error,
      })
    })
  }
}

/**
 * Deploys one template as `deploy` does: change set, plan, execution, followed to its end.
 * @throws StageError of `deployTemplate`
 */
export function deployPlaced(
  { name, text, stack, account }: PlacedTemplate,
  { sources }: Pick<WantedPipeline, 'sources'>,
  permitted: Pick<DeploymentPermissions, 'plan' | 'guard' | 'beforeExecution' | 'timeoutSeconds'>,
  context: Context,
): Promise<DeployResult> {
  return deployTemplate(
    {
      desired: {
        stack,
        template: { text, name },
        parameters: {},
        missingParameters: 'default',
        capabilities: ['CAPABILITY_NAMED_IAM'],
        // A large template is read from a bucket, and these have the rights of their own.
        ...(name === pipelineFile && { bucket: sources.bucket, bucketPrefix: 'templates' }),
      },
      permitted: { policy: { recreate: true }, artifacts: { buckets: [], writers: [] }, ...permitted },
      shown: { label: name.replace(/\.json$/, '') },
    },
    account,
    context,
  )
}

/** Whether a plan touches the pipeline itself: only that stops executions. */
export function disturbs({ changes }: Pick<FingerprintedPlan, 'changes'>): boolean {
  return changes.some(({ type, effect }) => type === 'AWS::CodePipeline::Pipeline' && effect !== 'add')
}
