import type { Action, Stage } from '../definition/definition.ts'
import { approvalAction, changeSetName } from './approval.ts'
import { type CommandAction, commandAction } from './command-action.ts'
import { refuseCreationRun } from './conditions.ts'
import { changeArtifacts, type NativeAction, nativeRole } from './native-roles.ts'
import { bundledRelease, productionEntry, sourceStage } from './stages.ts'
import type { Place, WantedPipeline } from './wanted.ts'

/** The artifacts with the template, its configuration and the scenarios of a release. */
const artifactOf = { prepare: changeArtifacts.staging, bring: changeArtifacts.production } as const
/** The folder in them. */
const folder = 'change'

/**
 * The stages in which actions of CloudFormation make and execute the change sets. Our commands check the release and
 * write what these actions take, and the gate is ours.
 */
export function renderNativeStages(wanted: WantedPipeline): readonly Stage[] {
  const { staging, production } = wanted
  const { before, conditions } = productionEntry(wanted)
  return [
    sourceStage(wanted),
    {
      name: 'Staging',
      beforeEntry: { conditions: [refuseCreationRun] },
      actions: [
        files(wanted, { stage: 'Staging', name: 'Prepare', runs: 'prepare', first: bundledRelease(wanted) }),
        change(staging, { name: 'Change', runOrder: 2, from: 'prepare', wanted }),
        execute(staging, { name: 'Deploy', runOrder: 3, wanted }),
        gate(wanted),
      ],
    },
    {
      name: 'Plan',
      actions: [
        files(wanted, { stage: 'Plan', name: 'Bring', runs: 'bring' }),
        change(production, { name: 'Plan', runOrder: 2, from: 'bring', wanted }),
      ],
    },
    { name: 'Approve', actions: [approvalAction(wanted, { release: '#{Bring.release}' })] },
    ...before,
    { name: 'Production', ...conditions, actions: [execute(production, { name: 'Promote', runOrder: 1, wanted })] },
  ]
}

/** Checks the release, and writes the files for CloudFormation; for production, it also copies the release there. */
function files(
  wanted: WantedPipeline,
  action: Pick<CommandAction, 'stage' | 'name' | 'first'> & { readonly runs: 'prepare' | 'bring' },
): Action {
  const { staging, production } = wanted
  const inputs =
    action.runs === 'prepare'
      ? { environment: staging.environment }
      : { environment: production.environment, from: staging.environment }
  return commandAction(wanted, {
    ...action,
    runOrder: 1,
    inputs: { ...inputs, out: folder },
    given: { release: action.runs === 'prepare' ? '#{variables.Release}' : '#{Prepare.release}' },
    outputs: ['release'],
    hands: { artifact: artifactOf[action.runs], files: [`${folder}/*`] },
  })
}

/** The stack has no record of its release, so the gate takes the scenarios of the release that was just deployed. */
function gate(wanted: WantedPipeline): Action {
  return commandAction(wanted, {
    stage: 'Staging',
    name: 'Gate',
    runs: 'gate',
    runOrder: 4,
    inputs: { environment: wanted.staging.environment },
    given: {},
    outputs: ['scenarios'],
    first: { commands: [takeScenarios], artifacts: [artifactOf.prepare] },
  })
}

const takeScenarios = 'export LIFTLOCK_GATE="$CODEBUILD_SRC_DIR_StagingFiles/change/gate.json"'

interface NativeStep {
  readonly name: string
  readonly runOrder: number
  readonly wanted: WantedPipeline
}

function change(place: Place, step: NativeStep & { readonly from: keyof typeof artifactOf }): Action {
  const artifact = artifactOf[step.from]
  return {
    ...native(place, step, 'change', {
      ActionMode: 'CHANGE_SET_REPLACE',
      TemplatePath: `${artifact}::${folder}/template.yaml`,
      TemplateConfiguration: `${artifact}::${folder}/configuration.json`,
      Capabilities: place.capabilities.join(','),
      RoleArn: place.serviceRole,
    }),
    inputArtifacts: [{ name: artifact }],
  }
}

function execute(place: Place, step: NativeStep): Action {
  return native(place, step, 'execute', { ActionMode: 'CHANGE_SET_EXECUTE' })
}

function native(
  place: Place,
  { name, runOrder, wanted }: NativeStep,
  runs: NativeAction,
  configuration: Readonly<Record<string, string>>,
): Action {
  return {
    name,
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' },
    runOrder,
    configuration: { StackName: place.stack, ChangeSetName: changeSetName, ...configuration },
    roleArn: nativeRole(wanted, place, runs),
  }
}
