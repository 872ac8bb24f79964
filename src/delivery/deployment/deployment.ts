import type { ChangeSetRequest, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { noHistory, readHistory, type StackHistory } from '../following/stack-history.ts'
import { unpackagedProblems } from '../packaging/local-path-problems.ts'
import { quarterAhead, type ResolvedParameters, resolveParameters } from '../template/parameters.ts'
import { refuseInvalid, templateProblems } from '../template/validate-template.ts'
import { type DeploymentIdentity, deploymentIdentity } from './deployment-identity.ts'
import type { DeploymentRun } from './deployment-run.ts'

/** What one read of the stack gives, and the names that this deployment derives from it. */
export interface Deployment {
  /** The stack as it was read; undefined when it does not exist. */
  readonly stack: Stack | undefined
  readonly kind: 'create' | 'update'
  readonly history: StackHistory
  readonly parameters: ResolvedParameters
  readonly identity: DeploymentIdentity
}

/**
 * Reads the stack's history, resolves the parameters and validates the template.
 * @throws StageError `template-invalid` before anything is sent
 */
export async function deploymentOf(stack: Stack | undefined, run: DeploymentRun): Promise<Deployment> {
  const { desired, wanted, context } = run
  const exists = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS'
  const history = exists ? await run.patient(() => readHistory(run.stacks, stack.id)) : noHistory
  const known = exists ? Object.keys(stack.parameters) : []
  const parameters = resolveParameters(wanted.template, {
    stack: desired.stack,
    given: desired.parameters,
    kept: desired.keptParameters,
    offered: offeredParameters(run),
    known,
    missing: desired.missingParameters ?? 'keep',
  })
  for (const value of parameters.secrets) context.report({ kind: 'secret', value })
  if (wanted.template !== undefined && wanted.source !== undefined) {
    const { keptParameters = [] } = desired
    const names = [
      ...Object.keys(desired.parameters),
      ...keptParameters,
      ...parameters.parameters.map(({ name }) => name),
    ]
    const given = { parameters: names, known, capabilities: desired.capabilities }
    const { template, source } = wanted
    const problems = [...unpackagedProblems(template, source.name), ...templateProblems(template, given)]
    await refuseInvalid(problems, source, (finding) => context.report({ kind: 'finding', finding }))
  }
  const identity = deploymentIdentity(wantedOf(run, parameters), history.newest ?? 'new', {
    secret: run.secret,
    changeSetName: desired.changeSetName,
  })
  return { stack, kind: exists ? 'update' : 'create', history, parameters, identity }
}

/** The request for the change set. A large template is uploaded to the bucket first. */
export async function requestOf(deployment: Deployment, run: DeploymentRun): Promise<ChangeSetRequest> {
  const { desired, wanted } = run
  const { identity, kind, parameters } = deployment
  return {
    stack: desired.stack,
    name: identity.changeSetName,
    kind: kind === 'create' ? 'CREATE' : 'UPDATE',
    template: await run.patient(() => wanted.send()),
    parameters: parameters.parameters,
    tags: desired.tags,
    capabilities: desired.capabilities,
    includeNested: includesNested(run),
    description: identity.description,
    ...defined({
      roleArn: desired.roleArn,
      notificationArns: desired.notificationArns,
      importExisting: desired.importExisting || undefined,
      // CloudFormation refuses this mode when it creates a stack, and a new stack cannot have drifted.
      revertDrift: (desired.revertDrift && kind === 'update') || undefined,
    }),
  }
}

function offeredParameters({ desired, context }: DeploymentRun): Record<string, string> {
  return {
    ApiKeyExpires: String(quarterAhead(context.clock.now())),
    ...defined({ LiftlockRelease: desired.release, LiftlockArtifactBucket: desired.bucket }),
  }
}

/** Whether the change set includes nested stacks. */
export function includesNested({ desired, wanted }: Pick<DeploymentRun, 'desired' | 'wanted'>): boolean {
  if (desired.includeNested !== undefined) return desired.includeNested
  const resources = Object.values(wanted.template?.Resources ?? {})
  return wanted.template === undefined || resources.some(({ Type }) => Type === 'AWS::CloudFormation::Stack')
}

function wantedOf(run: DeploymentRun, parameters: ResolvedParameters): unknown {
  const { desired, permitted, wanted } = run
  return {
    stack: desired.stack,
    template: wanted.digest,
    parameters: parameters.digest,
    missingParameters: desired.missingParameters,
    tags: desired.tags,
    capabilities: [...desired.capabilities].sort(),
    roleArn: desired.roleArn,
    notificationArns: desired.notificationArns,
    includeNested: includesNested(run),
    importExisting: desired.importExisting,
    revertDrift: desired.revertDrift,
    disableRollback: permitted.policy.disableRollback ?? false,
  }
}
