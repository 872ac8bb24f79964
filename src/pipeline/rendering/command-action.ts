import type { Action } from '../definition/definition.ts'
import { ownRole, type StageAction, workingRole } from './roles.ts'
import { roleArn, type WantedPipeline } from './wanted.ts'

/** An action that runs one of our stages. */
export interface CommandAction {
  /** Names of the stage of the pipeline and of the action, which is its namespace too. */
  readonly stage: string
  readonly name: string
  readonly runs: StageAction
  /** Inputs that never change, by their names with hyphens. */
  readonly inputs: Readonly<Record<string, string>>
  /** Inputs that variables of the pipeline or outputs of other actions give. */
  readonly given: Readonly<Record<string, string>>
  /** Output variables of the stage, beside `outcome`, `failure_reason` and, for an action that attaches, `handed_on`. */
  readonly outputs: readonly string[]
  readonly runOrder?: number
  /** Whether an action that attaches follows. */
  readonly followed?: boolean
  /** Of an action that attaches: name of the action before it. */
  readonly attachesTo?: string
  /** Further commands before the stage, with the artifacts that they need. */
  readonly first?: { readonly commands: readonly string[]; readonly artifacts: readonly string[] }
  /** Files that the action hands on as an artifact. */
  readonly hands?: { readonly artifact: string; readonly files: readonly string[] }
}

/** The archive with the toolkit and `liftlock.yml`; a first artifact is the working directory. */
export const toolkitArtifact = 'Toolkit'
/** The bundle of the sealed release. */
export const releaseArtifact = 'Release'

const commandOf: Readonly<Record<StageAction, string>> = {
  deploy: 'deploy',
  gate: 'quality-gate',
  plan: 'promote',
  promote: 'promote',
  prepare: 'pipeline prepare',
  bring: 'pipeline prepare',
}

/** An action of `Commands` that runs a stage as a role of its own, and hands its outputs on. */
export function commandAction(wanted: WantedPipeline, action: CommandAction): Action {
  const { stage, name, runs, given, followed, attachesTo } = action
  const variables: Readonly<Record<string, string>> = {
    LIFTLOCK_PIPELINE_EXECUTION: '#{codepipeline.PipelineExecutionId}',
    LIFTLOCK_PIPELINE_NAME: wanted.name,
    LIFTLOCK_PIPELINE_STAGE: stage,
    LIFTLOCK_PIPELINE_ACTION: name,
    ...(followed === true && { LIFTLOCK_PIPELINE_FOLLOWED: 'true' }),
    ...(runs === 'promote' && { LIFTLOCK_PIPELINE_APPROVAL: 'Approve/Approve' }),
    ...(attachesTo !== undefined && { LIFTLOCK_PIPELINE_BEFORE: `#{${attachesTo}.handed_on}` }),
    ...Object.fromEntries(Object.entries(given).map(([input, value]) => [environmentName(input), value])),
    LIFTLOCK_INPUTS: JSON.stringify({ ...action.inputs, role: workingRole(wanted, runs) }),
  }
  return {
    name,
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    ...(action.runOrder !== undefined && { runOrder: action.runOrder }),
    commands: [
      ...pinnedToolkit(wanted),
      ...(action.first?.commands ?? []),
      'export LIFTLOCK_EXPORTS="$(mktemp)"',
      `node liftlock/dist/liftlock.js ${commandOf[runs]}`,
      '. "$LIFTLOCK_EXPORTS"',
    ],
    environmentVariables: Object.entries(variables).map(([key, value]) => ({ name: key, value, type: 'PLAINTEXT' })),
    inputArtifacts: [toolkitArtifact, ...(action.first?.artifacts ?? [])].map((artifact) => ({ name: artifact })),
    ...(action.hands !== undefined && {
      outputArtifacts: [{ name: action.hands.artifact, files: action.hands.files }],
    }),
    outputVariables: ['outcome', 'failure_reason', ...(followed === true ? ['handed_on'] : []), ...action.outputs],
    roleArn: roleArn(wanted, ownRole(wanted, runs)),
    namespace: name,
  }
}

/** The variable of an input: `LIFTLOCK_RELEASE` of `release`. */
function environmentName(input: string): string {
  return `LIFTLOCK_${input.toUpperCase().replaceAll('-', '_')}`
}

/**
 * Refuses another version of the archive than the rendered one. Whoever may write the bucket could else exchange the
 * policy, because a source always reads the newest version.
 */
function pinnedToolkit({ sources }: WantedPipeline): readonly string[] {
  const { toolkitVersion } = sources
  const said = `the archive of the toolkit has another version than ${toolkitVersion}, which the pipeline was rendered for`
  return [`test '#{${toolkitArtifact}.VersionId}' = '${toolkitVersion}' || { echo '${said}' >&2; exit 1; }`]
}
