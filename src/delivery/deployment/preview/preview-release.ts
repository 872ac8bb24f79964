import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import { digestOf } from '../../digest.ts'
import type { ExportedTemplates } from '../../release/exported-templates.ts'
import { inlineTemplateBytes } from '../../template/template-limits.ts'
import { removeOldPreviews } from '../change-set/discard-preview.ts'
import type { DeployResult } from '../deploy-options.ts'
import { deployRelease } from '../deploy-release.ts'
import { previewPrefix } from '../deployment-identity.ts'
import { deploymentWork } from '../deployment-work.ts'
import type { ReleaseDeployment } from '../release-request.ts'
import { noteKeptPreviews } from './note-kept-previews.ts'
import { previewFolder, storeNestedTemplates } from './store-nested-templates.ts'

/** A preview of a release that is in a file on this machine and in no bucket. */
export interface Preview extends Omit<ReleaseDeployment, 'release' | 'template' | 'templateFrom' | 'contents'> {
  readonly exported: ExportedTemplates
}

type PreviewContext = Pick<Context, 'clock' | 'files' | 'report' | 'run' | 'signal'>

/**
 * Makes the plan of a release, and leaves no change set and no stack. Code is known by its digest and is not uploaded.
 * Templates that CloudFormation has to read lie below `previews/`. For a stack that does not exist, the plan is made on
 * an empty stack that only previews have, so that a role which may remove it can remove no other.
 * @throws StageError like `deployTemplate`
 */
export async function previewRelease(
  { exported, permitted, shown, desired, ...rest }: Preview,
  account: AwsAccount,
  context: PreviewContext,
): Promise<DeployResult> {
  const { environment, bucket } = rest
  const { timeoutSeconds } = permitted ?? {}
  const work = deploymentWork(account, timeoutSeconds === undefined ? {} : { timeoutSeconds }, context)
  const scratch = previewStackName(environment.stack)
  await Promise.all([environment.stack, scratch].map((stack) => removeOldPreviews(stack, work)))
  const stack = await work.stacks.find(environment.stack)
  const isNew = stack === undefined || stack.status === 'REVIEW_IN_PROGRESS'
  if (isNew)
    context.report({
      kind: 'note',
      text: `stack ${environment.stack} does not exist yet; the plan is made on the empty stack ${scratch}, which is removed`,
    })
  const { template, stored } = await storeNestedTemplates(exported, bucket)
  try {
    return await deployRelease(
      {
        ...rest,
        environment: { ...environment, stack: isNew ? scratch : environment.stack },
        release: exported.release,
        template,
        desired: { ...desired, bucketPrefix: previewFolder },
        permitted: { ...permitted, plan: { kind: 'only' }, preview: true },
        shown: { ...shown, planCommand: undefined },
      },
      account,
      context,
    )
  } finally {
    const isUploaded = new TextEncoder().encode(template).length > inlineTemplateBytes
    if (stored > 0 || isUploaded) await noteKeptPreviews(bucket.bucket, account, context)
  }
}

/** The stack that previews of a new stack are planned on: at most 128 characters, and no other stack has this name. */
export function previewStackName(stack: string): string {
  const name = `${previewPrefix}${stack}`
  return name.length <= 128 ? name : `${name.slice(0, 119)}-${digestOf(stack).slice(0, 8)}`
}
