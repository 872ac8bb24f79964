import { expect, test } from '@jest/globals'
import {
  classicPipeline,
  containerPipeline,
  goodPipeline,
  type Properties,
} from '../../../test/support/sample-pipelines.ts'
import { pathText } from '../finding.ts'
import { admitResource } from './admit.ts'

type Change = (pipeline: Properties) => void
type Expected = readonly [severity: string, rule: string, path: string]

const findingsOf = (pipeline: Properties): readonly Expected[] =>
  admitResource(pipeline).findings.map(({ severity, rule, path }) => [severity, rule, pathText(path)])
const configuration = (pipeline: Properties, stage: number, action: number) =>
  pipeline.Stages[stage].Actions[action].Configuration

/** What people reported that the service refused, or what surprised them, each as one change to a good pipeline. */
const reported: readonly (readonly [string, () => Properties, Change, ...Expected])[] = [
  [
    'a template of an artifact that the action does not take',
    goodPipeline,
    (p) => (configuration(p, 2, 0).TemplatePath = 'Package::template.yaml'),
    'error',
    'P-11',
    'Stages[2].Actions[0].Configuration.TemplatePath',
  ],
  [
    'a template without an artifact',
    goodPipeline,
    (p) => (configuration(p, 2, 0).TemplatePath = 'template.yaml'),
    'error',
    'P-11',
    'Stages[2].Actions[0].Configuration.TemplatePath',
  ],
  [
    'an output in a namespace that no action has',
    goodPipeline,
    (p) => (configuration(p, 3, 0).CustomData = '#{stage-app.out}'),
    'error',
    'P-13',
    'Stages[3].Actions[0].Configuration.CustomData',
  ],
  [
    'an output of an action that runs later',
    classicPipeline,
    (p) => refersToItself(p),
    'error',
    'P-13',
    'Stages[1].Actions[0].Configuration.EnvironmentVariables',
  ],
  [
    'an output that the commands do not give',
    goodPipeline,
    (p) => (configuration(p, 3, 0).CustomData = '#{Package.RELESE}'),
    'error',
    'P-13',
    'Stages[3].Actions[0].Configuration.CustomData',
  ],
  [
    'a reference without a key',
    goodPipeline,
    (p) => (configuration(p, 3, 0).CustomData = '#{RELEASE}'),
    'error',
    'P-13',
    'Stages[3].Actions[0].Configuration.CustomData',
  ],
  [
    'a variable in a source',
    goodPipeline,
    (p) => (configuration(p, 0, 0).S3ObjectKey = '#{variables.Version}.zip'),
    'error',
    'P-13',
    'Stages[0].Actions[0].Configuration.S3ObjectKey',
  ],
  [
    'files of an artifact of CodeBuild',
    classicPipeline,
    (p) => (p.Stages[1].Actions[0].OutputArtifacts[0].Files = ['a']),
    'error',
    'P-14',
    'Stages[1].Actions[0].OutputArtifacts[0].Files',
  ],
  [
    'commands of CodeBuild',
    classicPipeline,
    (p) => (p.Stages[1].Actions[0].Commands = ['true']),
    'error',
    'P-14',
    'Stages[1].Actions[0].Commands',
  ],
  [
    'an action of Commands without commands',
    goodPipeline,
    (p) => delete p.Stages[1].Actions[1].Commands,
    'error',
    'P-14',
    'Stages[1].Actions[1]',
  ],
  [
    'a build without an input',
    classicPipeline,
    (p) => delete p.Stages[1].Actions[0].InputArtifacts,
    'error',
    'P-12',
    'Stages[1].Actions[0]',
  ],
  [
    'an approval with an artifact',
    classicPipeline,
    (p) => (p.Stages[2].Actions[1].InputArtifacts = [{ Name: 'Built' }]),
    'error',
    'P-12',
    'Stages[2].Actions[1].InputArtifacts',
  ],
  [
    'two actions that make one artifact',
    containerPipeline,
    (p) => (p.Stages[1].Actions[1].OutputArtifacts = [{ Name: 'Code' }]),
    'error',
    'P-12',
    'Stages[1].Actions[1].OutputArtifacts[0].Name',
  ],
  [
    'an artifact of a later action',
    goodPipeline,
    (p) => (p.Stages[1].Actions[1].RunOrder = 1),
    'error',
    'P-12',
    'Stages[1].Actions[1].InputArtifacts[0].Name',
  ],
  [
    'several artifacts without a primary one',
    classicPipeline,
    (p) => twoSources(p),
    'error',
    'P-11',
    'Stages[1].Actions[0].Configuration',
  ],
  [
    'two actions of one name',
    goodPipeline,
    (p) => (p.Stages[1].Actions[1].Name = 'Package'),
    'error',
    'P-03',
    'Stages[1].Actions[1].Name',
  ],
  [
    'a provider of another category',
    classicPipeline,
    (p) => (p.Stages[1].Actions[0].ActionTypeId.Category = 'Deploy'),
    'error',
    'P-09',
    'Stages[1].Actions[0].ActionTypeId.Category',
  ],
  [
    'a provider that does not exist',
    containerPipeline,
    (p) => (p.Stages[2].Actions[0].ActionTypeId.Provider = 'Fargate'),
    'error',
    'P-09',
    'Stages[2].Actions[0].ActionTypeId.Provider',
  ],
  [
    'a region without a store',
    containerPipeline,
    (p) => (p.Stages[2].Actions[0].Region = 'eu-central-1'),
    'error',
    'P-05',
    'Stages[2].Actions[0].Region',
  ],
  ['no store at all', goodPipeline, (p) => delete p.ArtifactStore, 'error', 'P-05', ''],
  [
    'an empty namespace',
    goodPipeline,
    (p) => (p.Stages[4].Actions[1].Namespace = ''),
    'error',
    'P-02',
    'Stages[4].Actions[1].Namespace',
  ],
  [
    'an empty value',
    goodPipeline,
    (p) => (configuration(p, 4, 1).UserParameters = ''),
    'error',
    'P-02',
    'Stages[4].Actions[1].Configuration.UserParameters',
  ],
  [
    'a key without a value',
    goodPipeline,
    (p) => (p.Stages[4].Actions[1].InputArtifacts = null),
    'error',
    'P-01',
    'Stages[4].Actions[1].InputArtifacts',
  ],
  [
    'an object in place of text',
    goodPipeline,
    (p) => (configuration(p, 4, 1).UserParameters = { run: '1' }),
    'error',
    'P-01',
    'Stages[4].Actions[1].Configuration.UserParameters',
  ],
  [
    'a misspelt member',
    goodPipeline,
    (p) => (p.Stages[4].Actions[1].Runorder = 2),
    'error',
    'P-01',
    'Stages[4].Actions[1].Runorder',
  ],
  [
    'a member in the words of the service',
    goodPipeline,
    (p) => (p.Stages[4].Actions[1].runOrder = 2),
    'error',
    'P-01',
    'Stages[4].Actions[1].runOrder',
  ],
  [
    'an action without a type',
    goodPipeline,
    (p) => delete p.Stages[4].Actions[1].ActionTypeId,
    'error',
    'P-01',
    'Stages[4].Actions[1]',
  ],
  [
    'overrides that are no JSON',
    goodPipeline,
    (p) => (configuration(p, 1, 2).ParameterOverrides = 'Stage=staging'),
    'error',
    'P-11',
    'Stages[1].Actions[2].Configuration.ParameterOverrides',
  ],
  [
    'a trigger of a source that has none',
    containerPipeline,
    (p) => (p.Triggers[0].GitConfiguration.SourceActionName = 'Cod'),
    'error',
    'P-15',
    'Triggers[0].GitConfiguration.SourceActionName',
  ],
  [
    'a transition into no stage',
    goodPipeline,
    (p) => (p.DisableInboundStageTransitions[0].StageName = 'Prod'),
    'error',
    'P-03',
    'DisableInboundStageTransitions[0].StageName',
  ],
  [
    'a second line at the end of a command',
    goodPipeline,
    (p) => (p.Stages[1].Actions[1].Commands = ['npm test\n']),
    'error',
    'P-14',
    'Stages[1].Actions[1].Commands[0]',
  ],
  [
    'an unknown operator',
    goodPipeline,
    (p) => (p.Stages[1].BeforeEntry.Conditions[0].Rules[0].Configuration.Operator = '='),
    'error',
    'P-08',
    'Stages[1].BeforeEntry.Conditions[0].Rules[0].Configuration.Operator',
  ],
  [
    'five fields of a window',
    goodPipeline,
    (p) => (p.Stages[4].BeforeEntry.Conditions[0].Rules[0].Configuration.Cron = '0 9 * * 1'),
    'error',
    'P-08',
    'Stages[4].BeforeEntry.Conditions[0].Rules[0].Configuration.Cron',
  ],
  [
    'a fault in one branch',
    goodPipeline,
    (p) =>
      (p.Stages[3].Actions[0] = {
        'Fn::If': ['A', p.Stages[3].Actions[0], { ...p.Stages[3].Actions[0], RunOrder: 0 }],
      }),
    'error',
    'P-02',
    'Stages[3].Actions[0].Fn::If[2].RunOrder',
  ],
  [
    'a fault of a rule in one branch',
    goodPipeline,
    (p) =>
      (p.Stages[4].BeforeEntry = {
        'Fn::If': [
          'A',
          { Conditions: [{ ...p.Stages[4].BeforeEntry.Conditions[0], Result: 'ROLLBACK' }] },
          { Ref: 'AWS::NoValue' },
        ],
      }),
    'error',
    'P-07',
    'Stages[4].BeforeEntry.Fn::If[1].Conditions[0].Result',
  ],
  [
    'polling by default',
    goodPipeline,
    (p) => delete configuration(p, 0, 0).PollForSourceChanges,
    'warning',
    'P-17',
    'Stages[0].Actions[0].Configuration',
  ],
  [
    'polling by choice',
    classicPipeline,
    (p) => (configuration(p, 0, 0).PollForSourceChanges = true),
    'warning',
    'P-17',
    'Stages[0].Actions[0].Configuration.PollForSourceChanges',
  ],
  [
    'a window and an alarm in one condition',
    goodPipeline,
    (p) => p.Stages[4].BeforeEntry.Conditions[0].Rules.push(p.Stages[4].OnSuccess.Conditions[0].Rules[0]),
    'warning',
    'P-18',
    'Stages[4].BeforeEntry.Conditions[0].Rules[1]',
  ],
  [
    'an approval that rolls back',
    goodPipeline,
    (p) => (p.Stages[3].OnFailure = { Result: 'ROLLBACK' }),
    'warning',
    'P-19',
    'Stages[3].Actions[0]',
  ],
  [
    'a token in plain text',
    classicPipeline,
    (p) => fromGitHub(p),
    'warning',
    'P-20',
    'Stages[0].Actions[0].Configuration.OAuthToken',
  ],
  [
    'a retry of a change set',
    goodPipeline,
    (p) => (p.Stages[4].OnFailure = { Result: 'RETRY' }),
    'warning',
    'P-21',
    'Stages[4].Actions[0]',
  ],
  [
    'a time-out without effect',
    classicPipeline,
    (p) => (p.Stages[1].Actions[0].TimeoutInMinutes = 10),
    'warning',
    'P-16',
    'Stages[1].Actions[0].TimeoutInMinutes',
  ],
  ['no type with parts of V2', goodPipeline, (p) => delete p.PipelineType, 'warning', 'P-06', 'ExecutionMode'],
  [
    'a rollback of the sources',
    goodPipeline,
    (p) => (p.Stages[0].OnFailure = { Result: 'ROLLBACK' }),
    'warning',
    'P-07',
    'Stages[0].OnFailure.Result',
  ],
  [
    'an unknown key of a provider that may have more',
    containerPipeline,
    (p) => (configuration(p, 2, 0).Clustername = 'x'),
    'warning',
    'P-10',
    'Stages[2].Actions[0].Configuration.Clustername',
  ],
]

function refersToItself(pipeline: Properties): void {
  const [build] = pipeline.Stages[1].Actions
  build.Configuration.EnvironmentVariables = '[{"name":"A","value":"#{Build.A}"}]'
}

function twoSources(pipeline: Properties): void {
  const [source] = pipeline.Stages[0].Actions
  pipeline.Stages[0].Actions.push({ ...source, Name: 'Other', OutputArtifacts: [{ Name: 'Other' }] })
  pipeline.Stages[1].Actions[0].InputArtifacts.push({ Name: 'Other' })
}

function fromGitHub(pipeline: Properties): void {
  const [source] = pipeline.Stages[0].Actions
  source.ActionTypeId = { Category: 'Source', Owner: 'ThirdParty', Provider: 'GitHub', Version: '1' }
  source.Configuration = {
    Owner: 'acme',
    Repo: 'shop',
    Branch: 'main',
    OAuthToken: 'ghp_1',
    PollForSourceChanges: 'false',
  }
}

test.each(reported)('%s is found', (_, sample, change, ...expected) => {
  const pipeline = sample()
  change(pipeline)
  expect(findingsOf(pipeline)).toEqual([expected])
})

test('a warning does not refuse', () => {
  const pipeline = goodPipeline()
  delete pipeline.PipelineType
  expect(admitResource(pipeline).admitted).toBe(true)
})
