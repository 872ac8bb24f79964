import { expect, test } from '@jest/globals'
import { goodPipeline, type Properties } from '../../../test/support/sample-pipelines.ts'
import { pathText } from '../finding.ts'
import { admitResource } from './admit.ts'

/** One change to the good pipeline, with the rule that refuses it and the place that the finding names. */
type Broken = readonly [name: string, change: (pipeline: Properties) => void, rule: string, path: string]

const [staging, plan, approve, production] = [1, 2, 3, 4]
const packageAction = (pipeline: Properties) => pipeline.Stages[staging].Actions[0]
const entry = (pipeline: Properties) => pipeline.Stages[production].BeforeEntry.Conditions[0]
const window = (pipeline: Properties) => entry(pipeline).Rules[0]
const many = <T>(count: number, of: (index: number) => T) => Array.from({ length: count }, (_, index) => of(index))
const packagePath = `Stages[${staging}].Actions[0]`
const entryPath = `Stages[${production}].BeforeEntry.Conditions`

const broken: readonly Broken[] = [
  [
    'unknown_rule_provider',
    (p) => (window(p).RuleTypeId.Provider = 'Nonsense'),
    'P-08',
    `${entryPath}[0].Rules[0].RuleTypeId.Provider`,
  ],
  [
    'six_rules',
    (p) => (entry(p).Rules = many(6, (index) => ({ ...window(p), Name: `Rule${index}` }))),
    'P-02',
    `${entryPath}[0].Rules`,
  ],
  [
    'two_conditions',
    (p) => p.Stages[production].BeforeEntry.Conditions.push(structuredClone(entry(p))),
    'P-02',
    entryPath,
  ],
  ['entry_result_rollback', (p) => (entry(p).Result = 'ROLLBACK'), 'P-07', `${entryPath}[0].Result`],
  ['entry_skip_with_window', (p) => (entry(p).Result = 'SKIP'), 'P-07', `${entryPath}[0].Rules[0].RuleTypeId.Provider`],
  [
    'success_result_skip',
    (p) => (p.Stages[production].OnSuccess.Conditions[0].Result = 'SKIP'),
    'P-07',
    `Stages[${production}].OnSuccess.Conditions[0].Result`,
  ],
  ['rule_missing_config', (p) => delete window(p).Configuration, 'P-08', `${entryPath}[0].Rules[0]`],
  [
    'rule_config_unknown_key',
    (p) => (window(p).Configuration.Foo = 'bar'),
    'P-08',
    `${entryPath}[0].Rules[0].Configuration.Foo`,
  ],
  ['commands_in_v1', (p) => asV1(p), 'P-06', `${packagePath}.ActionTypeId`],
  ['parallel_with_rollback', (p) => (p.ExecutionMode = 'PARALLEL'), 'P-06', `Stages[${production}].OnFailure.Result`],
  ['queued_v1', (p) => (p.PipelineType = 'V1'), 'P-06', 'ExecutionMode'],
  [
    'fifty_one_commands',
    (p) => (packageAction(p).Commands = many(51, () => 'true')),
    'P-02',
    `${packagePath}.Commands`,
  ],
  ['multiline_command', (p) => (packageAction(p).Commands[1] = 'one\ntwo'), 'P-14', `${packagePath}.Commands[1]`],
  [
    'sixteen_output_vars',
    (p) => packageAction(p).OutputVariables.push(...many(15, (index) => `V${index}`)),
    'P-02',
    `${packagePath}.OutputVariables`,
  ],
  [
    'eleven_envs',
    (p) => (packageAction(p).EnvironmentVariables = many(11, (index) => ({ Name: `V${index}`, Value: 'x' }))),
    'P-02',
    `${packagePath}.EnvironmentVariables`,
  ],
  [
    'config_value_1001',
    (p) => (p.Stages[approve].Actions[0].Configuration.CustomData = 'x'.repeat(1001)),
    'P-02',
    `Stages[${approve}].Actions[0].Configuration.CustomData`,
  ],
  [
    'unknown_variable',
    (p) => (packageAction(p).Commands[1] = 'echo #{variables.Nope}'),
    'P-13',
    `${packagePath}.Commands[1]`,
  ],
  [
    'approval_timeout_small',
    (p) => (p.Stages[approve].Actions[0].TimeoutInMinutes = 1),
    'P-02',
    `Stages[${approve}].Actions[0].TimeoutInMinutes`,
  ],
  [
    'duplicate_namespace',
    (p) => (p.Stages[staging].Actions[1].Namespace = 'Package'),
    'P-13',
    `Stages[${staging}].Actions[1].Namespace`,
  ],
  [
    'unknown_artifact',
    (p) => p.Stages[staging].Actions[1].InputArtifacts.push({ Name: 'Nope' }),
    'P-12',
    `Stages[${staging}].Actions[1].InputArtifacts[1].Name`,
  ],
  [
    'stage_no_action_cfg',
    (p) => delete p.Stages[production].Actions[0].Configuration.ChangeSetName,
    'P-10',
    `Stages[${production}].Actions[0].Configuration`,
  ],
  [
    'unknown_action_cfg',
    (p) => (p.Stages[plan].Actions[0].Configuration.Foo = 'bar'),
    'P-10',
    `Stages[${plan}].Actions[0].Configuration.Foo`,
  ],
  [
    'bad_action_mode',
    (p) => (p.Stages[plan].Actions[0].Configuration.ActionMode = 'CHANGE_SET'),
    'P-11',
    `Stages[${plan}].Actions[0].Configuration.ActionMode`,
  ],
  [
    'space_in_capabilities',
    (p) => (p.Stages[plan].Actions[0].Configuration.Capabilities = 'CAPABILITY_IAM, CAPABILITY_NAMED_IAM'),
    'P-11',
    `Stages[${plan}].Actions[0].Configuration.Capabilities`,
  ],
  ['runorder_0', (p) => (packageAction(p).RunOrder = 0), 'P-02', `${packagePath}.RunOrder`],
  [
    'manual_in_source',
    (p) => p.Stages[0].Actions.push({ ...p.Stages[approve].Actions[0], Configuration: {} }),
    'P-04',
    'Stages[0].Actions[1].ActionTypeId.Category',
  ],
  [
    'onfailure_retry_with_conditions',
    (p) => (p.Stages[staging].OnFailure.Conditions = [{ Result: 'ROLLBACK', Rules: [alarm] }]),
    'P-07',
    `Stages[${staging}].OnFailure.Conditions`,
  ],
  ['var_name_space', (p) => p.Variables.push({ Name: 'a b' }), 'P-02', 'Variables[2].Name'],
  [
    'artifact_stores_and_store',
    (p) => (p.ArtifactStores = [{ Region: 'eu-west-1', ArtifactStore: { Type: 'S3', Location: 'other' } }]),
    'P-05',
    'ArtifactStores',
  ],
  ['one_stage', (p) => onlySources(p), 'P-03', 'Stages'],
  ['source_not_first', (p) => approvalFirst(p), 'P-04', 'Stages[0].Actions[0].ActionTypeId.Category'],
]

const alarm = {
  Name: 'Alarm',
  RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
  Configuration: { AlarmName: 'shop-errors' },
}

/** Nothing else that needs type V2 is left. */
function asV1(pipeline: Properties): void {
  pipeline.PipelineType = 'V1'
  delete pipeline.ExecutionMode
  delete pipeline.Variables
  for (const stage of pipeline.Stages)
    for (const place of ['BeforeEntry', 'OnSuccess', 'OnFailure']) delete stage[place]
  packageAction(pipeline).Commands = ['true']
}

function approvalFirst(pipeline: Properties): void {
  const [stage] = pipeline.Stages.splice(approve, 1)
  delete stage.Actions[0].Configuration
  pipeline.Stages.unshift(stage)
}

function onlySources(pipeline: Properties): void {
  pipeline.Stages.splice(1)
  delete pipeline.DisableInboundStageTransitions
}

test.each(broken)('%s is refused at its place', (_, change, rule, path) => {
  const pipeline = goodPipeline()
  change(pipeline)
  const { admitted, findings } = admitResource(pipeline)
  const errors = findings.filter(({ severity }) => severity === 'error')
  expect(admitted).toBe(false)
  expect(errors.map((error) => [error.rule, pathText(error.path)])).toContainEqual([rule, path])
  expect(new Set(errors.map((error) => error.rule))).toEqual(new Set([rule]))
  for (const { text } of errors) expect(text).toMatch(/\S+ \S+ \S+/)
})

test('the definition that each of them breaks is admitted', () => {
  expect(admitResource(goodPipeline())).toMatchObject({ admitted: true, findings: [] })
})
