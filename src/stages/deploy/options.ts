import type { Files } from '../../core/ports/files.ts'
import { givenValues } from '../../core/run/given-values.ts'
import type { GivenValue } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type {
  DeploymentPermissions,
  DesiredStack,
  PlanChoice,
  PlanDisplay,
  TemplateSource,
} from '../../delivery/deployment/deploy-options.ts'
import { stackOptions } from '../../delivery/deployment/stack-inputs.ts'
import { parseFingerprint } from '../../delivery/plan/fingerprint.ts'
import { type DeployInputs, deployInputs } from './inputs.ts'

/** What a release and a template have in common. */
export interface CommonOptions {
  readonly desired: Partial<
    Omit<DesiredStack, 'stack' | 'template' | 'parameters' | 'keptParameters' | 'tags' | 'release' | 'bucket'>
  >
  readonly permitted: Omit<DeploymentPermissions, 'artifacts'> & { readonly timeoutSeconds: number }
  readonly shown: Pick<PlanDisplay, 'reportFolder'>
}

/**
 * Converts the inputs to the options of a deployment.
 * @throws StageError `input-invalid` for inputs that exclude each other
 */
export function commonOptions(inputs: DeployInputs): CommonOptions {
  const plan = planChoice(inputs)
  const reportFolder = inputs.report ?? (plan === undefined ? undefined : 'build/report')
  const nested = inputs.includeNestedStacksChangeSet
  const { desired, permitted } = stackOptions(inputs)
  return {
    desired: {
      ...desired,
      revertDrift: inputs.deploymentMode === 'REVERT_DRIFT',
      ...(nested === 'auto' ? {} : { includeNested: nested === 'true' || nested === '1' }),
      ...(inputs.notificationArns.length === 0 ? {} : { notificationArns: inputs.notificationArns }),
      ...(inputs.terminationProtection ? { terminationProtection: true } : {}),
      ...(inputs.s3Prefix === undefined ? {} : { bucketPrefix: inputs.s3Prefix.replace(/^\/+|(?<!\/)\/+$/g, '') }),
      ...(inputs.changeSetName === undefined ? {} : { changeSetName: inputs.changeSetName }),
    },
    permitted: {
      policy: { ...permitted.policy, disableRollback: inputs.disableRollback, protect: inputs.protect },
      timeoutSeconds: inputs.timeoutInMinutes * 60,
      keepChangeSet: leavesChangeSet(inputs),
      keepFailedChangeSet: inputs.noDeleteFailedChangeset,
      ...(plan === undefined ? {} : { plan }),
    },
    shown: reportFolder === undefined ? {} : { reportFolder },
  }
}

/**
 * Whether an empty change set counts as a failure.
 * @throws StageError `input-invalid` when the two inputs contradict each other
 */
export function failsWhenEmpty({ failOnEmptyChangeset, noFailOnEmptyChangeset }: DeployInputs): boolean {
  const mayBeEmpty = noFailOnEmptyChangeset === 'true' || noFailOnEmptyChangeset === '1'
  if (failOnEmptyChangeset && mayBeEmpty)
    throw new StageError('input-invalid', 'fail-on-empty-changeset and no-fail-on-empty-changeset are both set', {
      hint: 'leave one of them out',
    })
  return failOnEmptyChangeset || (noFailOnEmptyChangeset !== undefined && !mayBeEmpty)
}

/** The inputs that the command to execute the plan repeats, so that it makes the same plan. */
export function sameInputs(inputs: DeployInputs): Readonly<Record<string, GivenValue>> {
  const ofThisRun = [
    'planOnly',
    'plan',
    'noExecuteChangeset',
    'failOnEmptyChangeset',
    'noFailOnEmptyChangeset',
  ] as const
  return givenValues(deployInputs, inputs, {
    leftOut: ['release', ...ofThisRun, ...(inputs.mode === 'execute-only' ? [] : (['mode'] as const))],
    hidden: ['parameterOverrides', 'tags', 'httpProxy'],
  })
}

function leavesChangeSet({ mode, noExecuteChangeset }: DeployInputs): boolean {
  return mode === 'create-only' || noExecuteChangeset
}

function planChoice(inputs: DeployInputs): PlanChoice | undefined {
  const { planOnly, plan } = inputs
  const only = planOnly || leavesChangeSet(inputs)
  if (plan !== undefined && only)
    throw new StageError('input-invalid', 'plan is given together with plan-only or mode create-only', {
      hint: 'make the plan first, then execute it by its fingerprint',
    })
  if (only) return { kind: 'only' }
  return plan === undefined ? undefined : { kind: 'exactly', fingerprint: parseFingerprint(plan) }
}

/**
 * Reads the template at a path or a `file://` address. CloudFormation itself reads an `https://` address.
 * @throws StageError `file-missing`
 */
export async function templateOf(path: string, files: Files): Promise<TemplateSource> {
  if (/^https:\/\//.test(path)) return { url: path }
  const name = path.replace(/^file:\/\//, '')
  return { text: await files.readText(name), name }
}
