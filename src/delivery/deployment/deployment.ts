import type { ChangeSetRequest, Stack } from '../../core/ports/stacks.ts'
import { noHistory, readHistory, type StackHistory } from '../following/stack-history.ts'
import { quarterAhead, type ResolvedParameters, resolveParameters } from '../template/parameters.ts'
import { refuseInvalid } from '../template/validate-template.ts'
import { type DeploymentIdentity, deploymentIdentity } from './deployment-identity.ts'
import type { DeploymentRun } from './deployment-run.ts'

/** One look at the stack, and what the deployment is called from there. */
export interface Deployment {
  /** As it was read; undefined when there is none. */
  readonly stack: Stack | undefined
  readonly kind: 'create' | 'update'
  readonly history: StackHistory
  readonly parameters: ResolvedParameters
  readonly identity: DeploymentIdentity
}

/**
 * Puts together what is wanted and what is there.
 * @throws StageError `template-invalid` before anything was sent
 */
export async function deploymentOf(stack: Stack | undefined, run: DeploymentRun): Promise<Deployment> {
  const { options, wanted, context } = run
  const exists = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS'
  const history = exists ? await run.patient(() => readHistory(run.stacks, stack.id)) : noHistory
  const known = exists ? Object.keys(stack.parameters) : []
  const parameters = resolveParameters(wanted.template, {
    stack: options.stack,
    given: options.parameters,
    kept: options.keptParameters,
    offered: offeredParameters(run),
    known,
    missing: options.missingParameters ?? 'keep',
  })
  for (const value of parameters.secrets) context.report({ kind: 'secret', value })
  if (wanted.template !== undefined && wanted.source !== undefined) {
    const { keptParameters = [] } = options
    const names = [
      ...Object.keys(options.parameters),
      ...keptParameters,
      ...parameters.parameters.map(({ name }) => name),
    ]
    const given = { parameters: names, known, capabilities: options.capabilities }
    await refuseInvalid(wanted.template, given, wanted.source, (finding) =>
      context.report({ kind: 'finding', finding }),
    )
  }
  const identity = deploymentIdentity(wantedOf(run, parameters), history.newest ?? 'new', {
    secret: run.secret,
    changeSetName: options.changeSetName,
  })
  return { stack, kind: exists ? 'update' : 'create', history, parameters, identity }
}

/** The request for the change set; a large template is put into the bucket first. */
export async function requestOf(deployment: Deployment, run: DeploymentRun): Promise<ChangeSetRequest> {
  const { options, wanted } = run
  const { identity, kind, parameters } = deployment
  return {
    stack: options.stack,
    name: identity.changeSetName,
    kind: kind === 'create' ? 'CREATE' : 'UPDATE',
    template: await run.patient(() => wanted.send()),
    parameters: parameters.parameters,
    tags: options.tags,
    capabilities: options.capabilities,
    includeNested: includesNested(run),
    description: identity.description,
    ...(options.roleArn === undefined ? {} : { roleArn: options.roleArn }),
    ...(options.notificationArns === undefined ? {} : { notificationArns: options.notificationArns }),
    ...(options.importExisting ? { importExisting: true } : {}),
    // A stack that is not there has not drifted, and the service refuses the mode for it.
    ...(options.revertDrift && kind === 'update' ? { revertDrift: true } : {}),
  }
}

function offeredParameters({ options, context }: DeploymentRun): Record<string, string> {
  return {
    ApiKeyExpires: String(quarterAhead(context.clock.now())),
    ...(options.release === undefined ? {} : { LiftlockRelease: options.release }),
    ...(options.bucket === undefined ? {} : { LiftlockArtifactBucket: options.bucket }),
  }
}

/** Whether the change set looks into nested stacks. */
export function includesNested({ options, wanted }: Pick<DeploymentRun, 'options' | 'wanted'>): boolean {
  if (options.includeNested !== undefined) return options.includeNested
  const resources = Object.values(wanted.template?.Resources ?? {})
  return wanted.template === undefined || resources.some(({ Type }) => Type === 'AWS::CloudFormation::Stack')
}

function wantedOf(run: DeploymentRun, parameters: ResolvedParameters): unknown {
  const { options, wanted } = run
  return {
    stack: options.stack,
    template: wanted.digest,
    parameters: parameters.digest,
    missingParameters: options.missingParameters,
    tags: options.tags,
    capabilities: [...options.capabilities].sort(),
    roleArn: options.roleArn,
    notificationArns: options.notificationArns,
    includeNested: includesNested(run),
    importExisting: options.importExisting,
    revertDrift: options.revertDrift,
    disableRollback: options.policy.disableRollback ?? false,
  }
}
