import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { removeOldPreviews } from '../../delivery/deployment/change-set/discard-preview.ts'
import { deploymentWork } from '../../delivery/deployment/deployment-work.ts'
import { type AskedCleanup, type PlannedRemoval, planCleanup } from '../../delivery/deployment/preview/plan-cleanup.ts'
import { previewStackName } from '../../delivery/deployment/preview/preview-release.ts'
import { deleteStack, heldResources, waitUntilStill } from '../../delivery/deployment/stack/recover-stack.ts'
import { stackAction } from '../../delivery/deployment/stack/stack-status.ts'
import { type Configuration, environmentOf, readConfiguration } from '../../delivery/environment/configuration.ts'
import { pullRequestEnvironment } from '../../delivery/environment/pull-requests/preview-schema.ts'
import { withLease } from '../../delivery/lease/with-lease.ts'
import { type CleanupInputs, cleanupInputs, cleanupOutputs } from './members.ts'

/** Removes stacks of pull requests, and what interrupted previews left. */
export const cleanup = defineStage({
  name: 'cleanup',
  inputs: cleanupInputs,
  outputs: cleanupOutputs,

  async run(inputs, context) {
    const configuration = await readConfiguration(context, inputs.configuration)
    await sweepPlans(configuration, inputs, context)
    const asked = askedOf(configuration, inputs, context)
    if (asked === undefined) {
      const none: string[] = []
      if (inputs.plans.length > 0) return { outcome: 'succeeded', removed: none, kept: none }
      throw new StageError('input-missing', 'liftlock.yml has no previews, so there is nothing to clean up', {
        hint: 'describe the stacks of pull requests as previews, or give plans',
      })
    }
    const { region, account: id, role } = environmentOf(configuration, pullRequestEnvironment(1), inputs.application)
    const target = { region: inputs.region ?? region, account: inputs.account ?? id, role: inputs.role ?? role }
    const account = context.aws.at(target)
    const removals = planCleanup(await account.stacks.all(), asked)
    const chosen = removals.filter(({ action }) => action === 'remove')
    for (const { stack, action, reason } of removals)
      context.report({ kind: 'note', text: `${stack.name}: ${action === 'keep' ? 'stays, ' : ''}${reason}` })
    if (!inputs.planOnly) await removeAll(chosen, { configuration, asked, inputs, account }, context)
    const names = (action: PlannedRemoval['action']) =>
      removals.filter((each) => each.action === action).map(({ stack }) => stack.name)
    const verb = inputs.planOnly ? 'would be removed' : 'removed'
    context.report({ kind: 'note', closing: true, text: `${countOf(chosen.length, 'stack')} ${verb}` })
    return {
      outcome: chosen.length === 0 ? 'no-changes' : 'succeeded',
      removed: names('remove'),
      kept: names('keep'),
    }
  },
})

interface Removing {
  readonly configuration: Configuration
  readonly asked: AskedCleanup
  readonly inputs: CleanupInputs
  readonly account: AwsAccount
}

/** One after the other. A stack that cannot be removed does not stop the others; the first failure is thrown at the end. */
async function removeAll(chosen: readonly PlannedRemoval[], removing: Removing, context: Context): Promise<void> {
  const failures: StageError[] = []
  for (const removal of chosen) {
    try {
      await removeOne(removal, removing, context)
    } catch (error) {
      if (!(error instanceof StageError) || context.signal.aborted) throw error
      failures.push(error)
      context.report({ kind: 'warning', text: `${removal.stack.name} was not removed: ${error.message}` })
    }
  }
  if (failures[0] !== undefined) throw failures[0]
}

/** Under the lease of its environment, so that no deployment of the pull request is under way. */
async function removeOne(
  { stack: { name, id }, number }: PlannedRemoval,
  { configuration, asked, inputs, account }: Removing,
  context: Context,
): Promise<void> {
  const environment = environmentOf(configuration, pullRequestEnvironment(number), inputs.application)
  const place = { application: environment.application, environment: environment.name }
  const bucket = inputs.bucket ?? environment.bucket
  const timeoutSeconds = inputs.timeoutInMinutes * 60
  const use = { objects: account.objects, bucket, ...place, purpose: `remove ${name}`, waitSeconds: timeoutSeconds }
  await withLease(use, context, async (lease, signal) => {
    const work = deploymentWork(account, { timeoutSeconds, guard: () => lease.confirm() }, { ...context, signal })
    // It may have changed while this run waited for the lease.
    const stack = await work.stacks.find(id)
    if (stack === undefined || planCleanup([stack], asked)[0]?.action !== 'remove') return
    if (stackAction(stack.name, stack.status, {}).kind === 'wait') await waitUntilStill(stack, work)
    await deleteStack(stack, await heldResources(stack, work), work)
  })
}

function askedOf(
  configuration: Configuration,
  { pullRequest, application }: CleanupInputs,
  { clock }: Context,
): AskedCleanup | undefined {
  const setting = configuration.previews
  if (setting === undefined) return undefined
  const environments = Object.keys(configuration.environments)
  const environmentStacks = environments.map((name) => environmentOf(configuration, name, application).stack)
  const named = environmentOf(configuration, pullRequestEnvironment(1), application).application
  return { application: named, setting, environmentStacks, pullRequest, now: clock.now() }
}

/** Removes what interrupted previews left at the stacks of environments. */
async function sweepPlans(configuration: Configuration, inputs: CleanupInputs, context: Context): Promise<void> {
  if (inputs.planOnly) return
  for (const name of inputs.plans) {
    const { stack, region, account, role } = environmentOf(configuration, name, inputs.application)
    const target = { region: inputs.region ?? region, account: inputs.account ?? account, role: inputs.role ?? role }
    const work = deploymentWork(context.aws.at(target), {}, context)
    for (const each of [stack, previewStackName(stack)]) await removeOldPreviews(each, work)
  }
}
