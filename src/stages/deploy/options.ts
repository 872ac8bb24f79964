import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'
import type { DeployOptions, PlanChoice, TemplateSource } from '../../delivery/deployment/deploy-options.ts'
import { parseFingerprint } from '../../delivery/deployment/fingerprint.ts'
import type { DeployInputs } from './inputs.ts'

/** What a release and a template have in common. */
export type CommonOptions = Omit<DeployOptions, 'account' | 'stack' | 'template' | 'parameters' | 'capabilities'> & {
  readonly capabilities?: readonly string[]
}

/** The inputs in the words of a deployment. @throws StageError `input-invalid` for inputs that exclude each other */
export function commonOptions(inputs: DeployInputs): CommonOptions {
  const plan = planChoice(inputs)
  const reportFolder = inputs.report ?? (plan === undefined ? undefined : 'build/report')
  const nested = inputs.includeNestedStacksChangeSet
  return {
    policy: {
      recreate: inputs.recreate,
      recover: inputs.recover,
      skipResources: inputs.skipResources,
      disableRollback: inputs.disableRollback,
      protect: inputs.protect,
    },
    timeoutSeconds: inputs.timeoutInMinutes * 60,
    keepChangeSet: inputs.noExecuteChangeset,
    keepFailedChangeSet: inputs.noDeleteFailedChangeset,
    importExisting: inputs.importExistingResources,
    revertDrift: inputs.deploymentMode === 'REVERT_DRIFT',
    ...(plan === undefined ? {} : { plan }),
    ...(reportFolder === undefined ? {} : { reportFolder }),
    ...(nested === 'auto' ? {} : { includeNested: nested === 'true' || nested === '1' }),
    ...(inputs.capabilities.length === 0 ? {} : { capabilities: inputs.capabilities }),
    ...(inputs.roleArn === undefined ? {} : { roleArn: inputs.roleArn }),
    ...(inputs.notificationArns.length === 0 ? {} : { notificationArns: inputs.notificationArns }),
    ...(inputs.terminationProtection ? { terminationProtection: true } : {}),
    ...(inputs.changeSetName === undefined ? {} : { changeSetName: inputs.changeSetName }),
  }
}

function planChoice({ planOnly, plan, noExecuteChangeset }: DeployInputs): PlanChoice | undefined {
  if (plan !== undefined && (planOnly || noExecuteChangeset))
    throw new StageError('input-invalid', 'plan is given together with plan-only or no-execute-changeset', {
      hint: 'make the plan first, then execute it by its fingerprint',
    })
  if (planOnly || noExecuteChangeset) return { kind: 'only' }
  return plan === undefined ? undefined : { kind: 'exactly', fingerprint: parseFingerprint(plan) }
}

/** An https address is left to CloudFormation; a path, or a file:// address, is read. @throws StageError `file-missing` */
export async function templateOf(path: string, files: Files): Promise<TemplateSource> {
  if (/^https:\/\//.test(path)) return { url: path }
  const name = path.replace(/^file:\/\//, '')
  return { text: await files.readText(name), name }
}
