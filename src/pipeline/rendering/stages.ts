import type { Action, Stage } from '../definition/definition.ts'
import { approvalAction } from './approval.ts'
import { type CommandAction, commandAction, releaseArtifact, toolkitArtifact } from './command-action.ts'
import { alarmsAfter, alarmsBefore, refuseCreationRun, skipUnless, windowCondition } from './conditions.ts'
import { ownRole } from './roles.ts'
import { roleArn, type WantedPipeline } from './wanted.ts'

/** The stages of the pipeline, from the sealed release to production. */
export function renderStages(wanted: WantedPipeline): readonly Stage[] {
  const { before, conditions } = productionEntry(wanted)
  return [
    sourceStage(wanted),
    { name: 'Staging', beforeEntry: { conditions: [refuseCreationRun] }, actions: staging(wanted) },
    { name: 'Plan', actions: [plan(wanted)] },
    {
      name: 'Approve',
      beforeEntry: { conditions: [skipUnless('SomethingChanges', '#{Plan.outcome}', 'no-changes')] },
      actions: [approvalAction(wanted, { release: '#{Plan.release}', plan: '#{Plan.fingerprint}' })],
    },
    ...before,
    { name: 'Production', ...conditions, onFailure: { result: 'ROLLBACK' }, actions: production(wanted) },
  ]
}

/** Reads the bundle of the release, and the archive with the toolkit. */
export function sourceStage(wanted: WantedPipeline): Stage {
  return { name: 'Source', actions: [source(wanted, 'release'), source(wanted, 'toolkit')] }
}

/**
 * What stands before production: its window and alarms. After the window opens, the service does not look at an alarm of
 * the same condition again, so both together need a stage of their own for the window.
 */
export function productionEntry(wanted: WantedPipeline): {
  readonly before: readonly Stage[]
  readonly conditions: Pick<Stage, 'beforeEntry' | 'onSuccess'>
} {
  const [window, alarms, after] = [windowCondition(wanted), alarmsBefore(wanted), alarmsAfter(wanted)]
  const entry = alarms ?? window
  const waits = window !== undefined && alarms !== undefined
  return {
    before: waits ? [{ name: 'Window', beforeEntry: { conditions: [window] }, actions: [opened(wanted)] }] : [],
    conditions: {
      ...(entry !== undefined && { beforeEntry: { conditions: [entry] } }),
      ...(after !== undefined && { onSuccess: { conditions: [after] } }),
    },
  }
}

function source(wanted: WantedPipeline, which: 'release' | 'toolkit'): Action {
  const artifact = which === 'release' ? releaseArtifact : toolkitArtifact
  const { bucket } = wanted.sources
  return {
    name: artifact,
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: {
      S3Bucket: bucket,
      S3ObjectKey: wanted.sources[which],
      PollForSourceChanges: 'false',
      // Each bundle has a key of its own, which a start names.
      ...(which === 'release' && { AllowOverrideForS3ObjectKey: 'true' }),
    },
    outputArtifacts: [{ name: artifact }],
    roleArn: roleArn(wanted, ownRole(wanted, `${which}-source`)),
    namespace: artifact,
  }
}

/** The release that the execution was started for, and its bundle, are one. */
export function bundledRelease({ application }: WantedPipeline): NonNullable<CommandAction['first']> {
  const folder = `"$CODEBUILD_SRC_DIR_${releaseArtifact}`
  const manifest = `test -f ${folder}/releases/sha256/\${LIFTLOCK_RELEASE#sha256:}.json"`
  const version = `test -f ${folder}/versions/${application}/$LIFTLOCK_RELEASE.json"`
  const refusal = `{ echo "the bundle does not hold the release $LIFTLOCK_RELEASE" >&2; exit 1; }`
  return { commands: [`${manifest} || ${version} || ${refusal}`], artifacts: [releaseArtifact] }
}

function staging(wanted: WantedPipeline): readonly Action[] {
  const { environment } = wanted.staging
  const common = { stage: 'Staging', inputs: { environment }, given: { release: '#{variables.Release}' } }
  const deploys = { ...common, runs: 'deploy', outputs: ['release', 'stack_id'] } as const
  const first = bundledRelease(wanted)
  return [
    commandAction(wanted, { ...deploys, name: 'Deploy', runOrder: 1, followed: true, first }),
    commandAction(wanted, { ...deploys, name: 'DeployGoesOn', runOrder: 2, attachesTo: 'Deploy' }),
    commandAction(wanted, { ...common, ...deployed, runs: 'gate', outputs: ['evidence'], name: 'Gate', runOrder: 3 }),
  ]
}

/** The digest of what was deployed, by the last action that deploys: a version may point to another release later. */
const deployed = { given: { release: '#{DeployGoesOn.release}' } } as const

function plan(wanted: WantedPipeline): Action {
  const { staging, production } = wanted
  return commandAction(wanted, {
    stage: 'Plan',
    name: 'Plan',
    runs: 'plan',
    inputs: { environment: production.environment, from: staging.environment, 'plan-only': 'true' },
    ...deployed,
    outputs: ['release', 'fingerprint'],
  })
}

/** A stage has at least one action. */
function opened(wanted: WantedPipeline): Action {
  return {
    name: 'Opened',
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    commands: ['echo "the deployment window is open"'],
    inputArtifacts: [{ name: toolkitArtifact }],
    roleArn: roleArn(wanted, ownRole(wanted, 'window')),
  }
}

function production(wanted: WantedPipeline): readonly Action[] {
  const { staging, production } = wanted
  const promotes = {
    stage: 'Production',
    runs: 'promote',
    inputs: { environment: production.environment, from: staging.environment },
    given: { release: '#{Plan.release}', plan: '#{Plan.fingerprint}' },
    outputs: ['release', 'stack_id', 'approval'],
    first: { commands: [approvedPlan], artifacts: [] },
  } as const
  return [
    commandAction(wanted, { ...promotes, name: 'Promote', runOrder: 1, followed: true }),
    commandAction(wanted, { ...promotes, name: 'PromoteGoesOn', runOrder: 2, attachesTo: 'Promote' }),
  ]
}

/** Without a fingerprint, a promotion would execute whatever it plans. */
const approvedPlan = 'test -n "$LIFTLOCK_PLAN" || { echo "the plan has no fingerprint" >&2; exit 1; }'
