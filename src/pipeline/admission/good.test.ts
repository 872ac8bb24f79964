import { expect, test } from '@jest/globals'
import {
  classicPipeline,
  conditionalPipeline,
  containerPipeline,
  goodPipeline,
  type Properties,
} from '../../../test/support/sample-pipelines.ts'
import { renderDeclaration } from '../definition/render-definition.ts'
import { admitDeclaration, admitResource } from './admit.ts'

const samples: readonly (readonly [string, () => Properties])[] = [
  ['everything of V2', goodPipeline],
  ['native actions of V1', classicPipeline],
  ['connections and containers in two regions', containerPipeline],
  ['functions of CloudFormation', conditionalPipeline],
]

test.each(samples)('a pipeline with %s is admitted without a word', (_, sample) => {
  expect(admitResource(sample())).toMatchObject({ admitted: true, findings: [] })
})

test.each(samples)('the same pipeline with %s is admitted as the service answers it', (_, sample) => {
  const document = renderDeclaration(admitResource(sample()).definition!)
  const pipeline = { name: 'shop', ...document.pipeline }
  expect(admitDeclaration({ pipeline, metadata: { created: '2026-01-01' } })).toMatchObject({
    admitted: true,
    findings: [],
  })
  expect(admitDeclaration(pipeline).findings).toEqual([])
})

/** Changes after which the pipeline is as good as before. */
const harmless: readonly (readonly [string, (pipeline: Properties) => void])[] = [
  [
    'two branches with one name',
    (p) => (p.Stages[3].Actions = [{ 'Fn::If': ['A', p.Stages[3].Actions[0], p.Stages[3].Actions[0]] }]),
  ],
  [
    'a stage that a condition leaves out',
    (p) => (p.Stages[3] = { 'Fn::If': ['A', p.Stages[3], { Ref: 'AWS::NoValue' }] }),
  ],
  ['stages from a parameter', (p) => (p.Stages = { Ref: 'Stages' })],
  ['actions from a macro', (p) => (p.Stages[1].Actions = { 'Fn::Transform': { Name: 'Actions' } })],
  [
    'a configuration with a macro',
    (p) => (p.Stages[2].Actions[0].Configuration = { 'Fn::Transform': { Name: 'Include' } }),
  ],
  [
    'a token from Secrets Manager as a value',
    (p) => (p.Stages[3].Actions[0].Configuration.CustomData = `{{resolve:secretsmanager:${'x'.repeat(2000)}}}`),
  ],
  ['a bracket of a shell that is no variable', (p) => p.Stages[1].Actions[0].Commands.push('echo ${#NAME} $((1+1))')],
  ['fifty commands', (p) => (p.Stages[1].Actions[0].Commands = Array.from({ length: 50 }, () => 'x'.repeat(1000)))],
  ['a value of 1,000 characters', (p) => (p.Stages[3].Actions[0].Configuration.CustomData = 'x'.repeat(1000))],
  [
    'a role that a condition leaves out',
    (p) => (p.Stages[1].Actions[0].RoleArn = { 'Fn::If': ['A', { 'Fn::Sub': 'x' }, { Ref: 'AWS::NoValue' }] }),
  ],
  ['numbers as text and flags as text', (p) => asText(p)],
  ['the same action name in two stages', (p) => (p.Stages[2].Actions[0].Name = 'Deploy')],
  [
    'an artifact of a lower run order in the same stage',
    (p) => (p.Stages[1].Actions[2].InputArtifacts = [{ Name: 'Bundle' }, { Name: 'Package' }]),
  ],
  [
    'an entry rule that refers to an earlier output',
    (p) => (p.Stages[4].BeforeEntry.Conditions[0].Rules = [check('#{Package.RELEASE}')]),
  ],
  [
    'a rule after success that refers to an output of its stage',
    (p) => (p.Stages[1].OnSuccess = { Conditions: [{ Result: 'FAIL', Rules: [check('#{Package.RELEASE}')] }] }),
  ],
  ['no variables, and a namespace called variables', (p) => withOwnVariables(p)],
]

const check = (variable: string) => ({
  Name: 'Check',
  RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
  Configuration: { Variable: variable, Value: '^v', Operator: 'MATCHES' },
})

function asText(pipeline: Properties): void {
  pipeline.Stages[1].Actions[0].RunOrder = '1'
  pipeline.RestartExecutionOnUpdate = 'true'
}

function withOwnVariables(pipeline: Properties): void {
  delete pipeline.Variables
  delete pipeline.Stages[1].BeforeEntry
  pipeline.Stages[1].Actions[0].Commands = ['true']
  pipeline.Stages[1].Actions[0].Namespace = 'variables'
  pipeline.Stages[3].Actions[0].Configuration.CustomData = '#{variables.RELEASE}'
}

test.each(harmless)('%s does no harm', (_, change) => {
  const pipeline = goodPipeline()
  change(pipeline)
  expect(admitResource(pipeline).findings).toEqual([])
})
