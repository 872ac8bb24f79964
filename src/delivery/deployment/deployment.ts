import type { ChangeSetRequest, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { own } from '../../core/run/own.ts'
import { noHistory, readHistory, type StackHistory } from '../following/stack-history.ts'
import { unpackagedProblems } from '../packaging/local-path-problems.ts'
import {
  offeredParameters,
  type ResolvedParameters,
  resolveParameters,
  timedParameters,
} from '../template/parameters.ts'
import type { Template } from '../template/template.ts'
import { refuseInvalid, templateProblems } from '../template/validate-template.ts'
import type { PlanChoice } from './deploy-options.ts'
import { type DeploymentIdentity, deploymentIdentity } from './deployment-identity.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'

/** What one read of the stack gives, and what this deployment derives from it. */
export interface Deployment {
  /** The stack as it was read; undefined when it does not exist. */
  readonly stack: Stack | undefined
  readonly kind: 'create' | 'update'
  readonly history: StackHistory
  readonly parameters: ResolvedParameters
  readonly identity: DeploymentIdentity
  /** The request for the change set, but for the template: a large one is uploaded first. */
  readonly request: Omit<ChangeSetRequest, 'template'>
}

/**
 * Reads the stack's history, resolves the parameters and validates the template.
 * @throws StageError `template-invalid` before anything is sent
 */
export async function deploymentOf(
  stack: Stack | undefined,
  { desired, permitted, wanted }: DeploymentRun,
  { stacks, context, secret }: DeploymentWork,
): Promise<Deployment> {
  const exists = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS'
  const history = exists ? await readHistory(stacks, stack.id) : noHistory
  const known = exists ? Object.keys(stack.parameters) : []
  const parameters = resolveParameters(wanted.template, {
    stack: desired.stack,
    given: desired.parameters,
    kept: keptParameters(desired, permitted.plan, known),
    offered: offeredParameters({ now: context.clock.now(), release: desired.release, bucket: desired.bucket }),
    known,
    missing: desired.missingParameters ?? 'keep',
  })
  for (const value of parameters.secrets) context.report({ kind: 'secret', value })
  const names = parameters.parameters.map(({ name }) => name)
  await refuseFaults(desired, wanted, { names, known, report: context.report })
  const includeNested = desired.includeNested ?? mayNest(wanted.template)
  const everything = {
    stack: desired.stack,
    template: wanted.digest,
    parameters: parameters.digest,
    missingParameters: desired.missingParameters,
    tags: desired.tags,
    capabilities: [...desired.capabilities].sort(),
    roleArn: desired.roleArn,
    notificationArns: desired.notificationArns,
    includeNested,
    importExisting: desired.importExisting,
    revertDrift: desired.revertDrift,
    disableRollback: permitted.policy.disableRollback ?? false,
  }
  const { changeSetName } = desired
  const { preview } = permitted
  const identity = deploymentIdentity(everything, history.newest ?? 'new', { secret, changeSetName, preview })
  const request: Deployment['request'] = {
    stack: desired.stack,
    name: identity.changeSetName,
    kind: exists ? 'UPDATE' : 'CREATE',
    parameters: parameters.parameters,
    tags: desired.tags,
    capabilities: desired.capabilities,
    includeNested,
    description: identity.description,
    ...defined({
      roleArn: desired.roleArn,
      notificationArns: desired.notificationArns,
      importExisting: desired.importExisting || undefined,
      // CloudFormation refuses this mode when it creates a stack, and a new stack cannot have drifted.
      revertDrift: (desired.revertDrift && exists) || undefined,
    }),
  }
  return { stack, kind: exists ? 'update' : 'create', history, parameters, identity, request }
}

/** A run that may change nothing also keeps the values that only a later time would change. */
function keptParameters(
  { keptParameters = [], parameters }: DeploymentRun['desired'],
  choice: PlanChoice | undefined,
  known: readonly string[],
): readonly string[] {
  if (choice?.kind !== 'empty') return keptParameters
  const timed = timedParameters.filter((name) => known.includes(name) && own(parameters, name) === undefined)
  return [...keptParameters, ...timed]
}

/** Checks a template that is known here. @throws StageError `template-invalid` */
async function refuseFaults(
  { parameters, keptParameters = [], capabilities }: DeploymentRun['desired'],
  { template, source }: DeploymentRun['wanted'],
  {
    names,
    known,
    report,
  }: {
    /** Parameters of the change set. */
    readonly names: readonly string[]
    /** Parameters of the stack. */
    readonly known: readonly string[]
    readonly report: DeploymentWork['context']['report']
  },
): Promise<void> {
  if (template === undefined || source === undefined) return
  const given = { parameters: [...Object.keys(parameters), ...keptParameters, ...names], known, capabilities }
  const problems = [...unpackagedProblems(template, source.name), ...templateProblems(template, given)]
  await refuseInvalid(problems, source, (finding) => report({ kind: 'finding', finding }))
}

/** A template that only has an address may contain nested stacks. */
function mayNest(template: Template | undefined): boolean {
  if (template === undefined) return true
  return Object.values(template.Resources).some(({ Type }) => Type === 'AWS::CloudFormation::Stack')
}
