import type { LimitName } from '../limits/limits.ts'

/** What a part of a definition consists of. */
export type Shape =
  | Scalar
  | { readonly kind: 'flag' }
  | { readonly kind: 'list'; readonly of: Shape; readonly limit?: LimitName }
  /** A list of regions with their stores in a template, a mapping of them for the service. */
  | { readonly kind: 'regions'; readonly of: Structure }
  | { readonly kind: 'map'; readonly key: LimitName; readonly of: Shape; readonly limit?: LimitName }
  | Structure

/** A text or a whole number. */
export interface Scalar {
  readonly kind: 'text' | 'number'
  readonly limit: LimitName
}

export interface Structure {
  readonly kind: 'structure'
  readonly members: Readonly<Record<string, Shape>>
  readonly required: readonly string[]
}

const text = (limit: LimitName): Shape => ({ kind: 'text', limit })
const number = (limit: LimitName): Shape => ({ kind: 'number', limit })
const list = (of: Shape, limit?: LimitName): Shape => ({ kind: 'list', of, ...(limit && { limit }) })
const structure = (members: Readonly<Record<string, Shape>>, ...required: readonly string[]): Structure => ({
  kind: 'structure',
  members,
  required,
})

const store = structure(
  {
    type: text('ArtifactStoreType'),
    location: text('ArtifactStoreLocation'),
    encryptionKey: structure({ id: text('EncryptionKeyId'), type: text('EncryptionKeyType') }, 'id', 'type'),
  },
  'type',
  'location',
)

const patterns = (of: LimitName, limit: LimitName) => {
  const shape = list(text(of), limit)
  return structure({ includes: shape, excludes: shape })
}
const branches = patterns('GitBranchNamePattern', 'GitBranchPatternList')
const filePaths = patterns('GitFilePathPattern', 'GitFilePathPatternList')
const tagPatterns = patterns('GitTagNamePattern', 'GitTagPatternList')

const trigger = structure(
  {
    providerType: text('PipelineTriggerProviderType'),
    gitConfiguration: structure(
      {
        sourceActionName: text('ActionName'),
        push: list(structure({ tags: tagPatterns, branches, filePaths }), 'GitPushFilterList'),
        pullRequest: list(
          structure({
            events: list(text('GitPullRequestEventType'), 'GitPullRequestEventTypeList'),
            branches,
            filePaths,
          }),
          'GitPullRequestFilterList',
        ),
      },
      'sourceActionName',
    ),
  },
  'providerType',
  'gitConfiguration',
)

const inputArtifacts = list(structure({ name: text('ArtifactName') }, 'name'))
const commands = list(text('Command'), 'CommandList')

const rule = structure(
  {
    name: text('RuleName'),
    ruleTypeId: structure(
      {
        category: text('RuleCategory'),
        owner: text('RuleOwner'),
        provider: text('RuleProvider'),
        version: text('Version'),
      },
      'category',
      'provider',
    ),
    configuration: {
      kind: 'map',
      key: 'RuleConfigurationKey',
      of: text('RuleConfigurationValue'),
      limit: 'RuleConfigurationMap',
    },
    commands,
    inputArtifacts,
    roleArn: text('RoleArn'),
    region: text('AWSRegionName'),
    timeoutInMinutes: number('RuleTimeout'),
  },
  'name',
  'ruleTypeId',
)
const conditions = list(
  structure({ result: text('Result'), rules: list(rule, 'RuleDeclarationList') }),
  'ConditionList',
)

const action = structure(
  {
    name: text('ActionName'),
    actionTypeId: structure(
      {
        category: text('ActionCategory'),
        owner: text('ActionOwner'),
        provider: text('ActionProvider'),
        version: text('Version'),
      },
      'category',
      'owner',
      'provider',
      'version',
    ),
    runOrder: number('ActionRunOrder'),
    configuration: { kind: 'map', key: 'ActionConfigurationKey', of: text('ActionConfigurationValue') },
    commands,
    outputArtifacts: list(
      structure({ name: text('ArtifactName'), files: list(text('FilePath'), 'FilePathList') }, 'name'),
    ),
    inputArtifacts,
    outputVariables: list(text('OutputVariable'), 'OutputVariableList'),
    roleArn: text('RoleArn'),
    region: text('AWSRegionName'),
    namespace: text('ActionNamespace'),
    timeoutInMinutes: number('ActionTimeout'),
    environmentVariables: list(
      structure(
        {
          name: text('EnvironmentVariableName'),
          value: text('EnvironmentVariableValue'),
          type: text('EnvironmentVariableType'),
        },
        'name',
        'value',
      ),
      'EnvironmentVariableList',
    ),
  },
  'name',
  'actionTypeId',
)

const stage = structure(
  {
    name: text('StageName'),
    blockers: list(structure({ name: text('BlockerName'), type: text('BlockerType') }, 'name', 'type')),
    actions: list(action),
    onFailure: structure({
      result: text('Result'),
      retryConfiguration: structure({ retryMode: text('StageRetryMode') }),
      conditions,
    }),
    onSuccess: structure({ conditions }, 'conditions'),
    beforeEntry: structure({ conditions }, 'conditions'),
  },
  'name',
  'actions',
)

const variable = structure(
  {
    name: text('PipelineVariableName'),
    defaultValue: text('PipelineVariableValue'),
    description: text('PipelineVariableDescription'),
  },
  'name',
)

const pipelineMembers: Readonly<Record<string, Shape>> = {
  name: text('PipelineName'),
  roleArn: text('RoleArn'),
  artifactStore: store,
  artifactStores: {
    kind: 'regions',
    of: structure({ region: text('AWSRegionName'), artifactStore: store }, 'region', 'artifactStore'),
  },
  stages: list(stage),
  executionMode: text('ExecutionMode'),
  pipelineType: text('PipelineType'),
  variables: list(variable, 'PipelineVariableDeclarationList'),
  triggers: list(trigger, 'PipelineTriggerDeclarationList'),
}

/** What stands in a template beside the pipeline itself. */
export const settingMembers: Readonly<Record<string, Shape>> = {
  tags: list(structure({ key: text('TagKey'), value: text('TagValue') }, 'key', 'value')),
  disableInboundStageTransitions: list(
    structure({ stageName: text('StageName'), reason: text('DisabledReason') }, 'stageName', 'reason'),
  ),
  restartExecutionOnUpdate: { kind: 'flag' },
}

/** The properties of `AWS::CodePipeline::Pipeline`. */
export const resourceShape = structure({ ...pipelineMembers, ...settingMembers }, 'roleArn', 'stages')

/** `PipelineDeclaration` of the service. */
export const declarationShape = structure(
  { ...pipelineMembers, version: number('PipelineVersion') },
  'name',
  'roleArn',
  'stages',
)

/** Tags as `CreatePipeline` takes them. */
export const tagsShape: Shape = settingMembers.tags!
