import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type DeployStageTrial, deployStageTrial } from '../support/deploy-stage-trial.ts'

let trial: DeployStageTrial
const create = { name: 'parking', template: 'template.json', mode: 'create-only' }
const template = (...topics: string[]) =>
  JSON.stringify({ Resources: Object.fromEntries(topics.map((topic) => [topic, { Type: 'AWS::SNS::Topic' }])) })
const environments =
  'application: parking\nenvironments: { staging: { stack: parking, bucket: kept, protect: ["AWS::SNS::*"] } }\n'

beforeEach(async () => {
  trial = await deployStageTrial({ 'template.json': template('A'), 'liftlock.yml': environments })
})
afterEach(async () => {
  await trial.cloud.stop()
})

async function outputsOf(inputs: Record<string, string>): Promise<Record<string, unknown>> {
  const ending = await trial.run(inputs)
  if ('error' in ending) throw ending.error
  return ending.outputs
}

/** A change set that was left by an earlier run. */
const made = async (inputs: Record<string, string> = create) => String((await outputsOf(inputs)).changeSetId)
const execute = (id: string, more: Record<string, string> = {}) => ({
  mode: 'execute-only',
  name: 'parking',
  'execute-change-set-id': id,
  ...more,
})
const executed = () => trial.cloud.service.executions.length

test.each([
  ['mode create-only', { mode: 'create-only' }],
  ['no-execute-changeset', { 'no-execute-changeset': '1' }],
  ['both', { mode: 'create-only', 'no-execute-changeset': 'true' }],
])('%s makes a change set, says all of it, and never executes', async (_what, mode) => {
  const outputs = await outputsOf({ name: 'parking', template: 'template.json', ...mode })
  expect(outputs).toMatchObject({
    outcome: 'succeeded',
    changeSetId: expect.stringMatching(/^arn:aws:cloudformation:eu-west-1:111111111111:changeSet\//),
    changeSetName: expect.stringMatching(/^liftlock-/),
    stackId: expect.stringContaining(':stack/parking/'),
    hasChanges: true,
    changesCount: 1,
    changesText: '0 changed, 1 added, 0 removed',
    changesMarkdown: expect.stringMatching(/^## CloudFormation Change Set\n/),
  })
  expect(JSON.parse(String(outputs.changesSummary))).toEqual({
    changes: [
      {
        Type: 'Resource',
        ResourceChange: { Action: 'Add', LogicalResourceId: 'A', ResourceType: 'AWS::SNS::Topic', Details: [] },
      },
    ],
    totalChanges: 1,
    truncated: false,
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
  })
  expect(executed()).toBe(0)
  expect(trial.cloud.service.leftChangeSets).toHaveLength(1)
})

test('execute-only executes exactly the change set that it is given, and gives the outputs of the stack', async () => {
  const id = await made()
  const outputs = await outputsOf(execute(id))
  expect(outputs).toMatchObject({ outcome: 'succeeded', changeSetId: id, outputs: { Version: '1' }, hasChanges: true })
  expect(executed()).toBe(1)
  expect(trial.queries.filter(({ Action }) => Action === 'ExecuteChangeSet')).toMatchObject([{ ChangeSetName: id }])
  expect(trial.queries.filter(({ Action }) => Action === 'CreateChangeSet')).toHaveLength(1)
})

test('execute-only of an update shows the plan from the data of the service', async () => {
  await made()
  await trial.run({ name: 'parking', template: 'template.json' })
  trial.files.set('template.json', template('A', 'B', 'C'))
  const id = await made()
  trial.files.delete('template.json')
  const outputs = await outputsOf(execute(id))
  expect(outputs).toMatchObject({ changesText: '0 changed, 2 added, 0 removed', outputs: { Version: '3' } })
  expect(outputs.changesMarkdown).toContain('`B`')
})

test('a second run follows what the first one began, and executes nothing', async () => {
  const id = await made()
  await outputsOf(execute(id))
  expect(await outputsOf(execute(id))).toMatchObject({ outcome: 'succeeded', outputs: { Version: '1' } })
  expect(executed()).toBe(1)
})

test('a plan of a change set is shown, and the change set stays', async () => {
  const id = await made()
  const { fingerprint } = await outputsOf(execute(id, { 'plan-only': 'true' }))
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(executed()).toBe(0)
  expect(await outputsOf(execute(id, { plan: String(fingerprint) }))).toMatchObject({ fingerprint })
  expect(executed()).toBe(1)
})

test('a change set that is not the approved one is refused, and stays', async () => {
  const id = await made()
  expect(await trial.run(execute(id, { plan: '4be107d293aa'.padEnd(64, '0') }))).toMatchObject({
    error: { reason: 'plan-changed' },
  })
  expect(executed()).toBe(0)
  expect(trial.cloud.service.leftChangeSets.map((set) => set.id)).toEqual([id])
})

test('a protected type stops it, and the change set stays', async () => {
  await trial.run({ name: 'parking', template: 'template.json' })
  trial.files.set('template.json', template('B'))
  const id = await made()
  expect(await trial.run(execute(id, { protect: 'AWS::SNS::Topic' }))).toMatchObject({
    error: { reason: 'stack-protected' },
  })
  expect(executed()).toBe(1)
  expect(trial.cloud.service.leftChangeSets.map((set) => set.id)).toEqual([id])
})

test('in an environment its protected types and its lease count, and no release is recorded', async () => {
  const id = await made()
  const { name: _, ...inEnvironment } = execute(id, { environment: 'staging' })
  expect(await outputsOf(inEnvironment)).toMatchObject({ outcome: 'succeeded', environment: 'staging' })
  const keys = [...trial.objects.keys()]
  expect(keys.filter((key) => key.startsWith('kept/locks/'))).toHaveLength(1)
  expect(keys.filter((key) => /^kept\/(environments|evidence)\//.test(key))).toEqual([])

  trial.files.set('template.json', template('B'))
  const other = await made()
  expect(await trial.run({ ...inEnvironment, 'execute-change-set-id': other })).toMatchObject({
    error: { reason: 'stack-protected' },
  })
})

test('a plan is approved for one change set: of another with a value or a role that nobody can see it is another plan', async () => {
  const Parameters = { Key: { Type: 'String', NoEcho: true } }
  trial.files.set('template.json', JSON.stringify({ ...JSON.parse(template('A')), Parameters }))
  const approved = await made({ ...create, 'change-set-name': 'one', 'parameter-overrides': 'Key=reviewed' })
  const { fingerprint } = await outputsOf(execute(approved, { 'plan-only': 'true', report: 'approved' }))
  const role = 'arn:aws:iam::111111111111:role/other'
  const planted = { ...create, 'change-set-name': 'two', 'parameter-overrides': 'Key=planted', 'role-arn': role }
  const other = await made(planted)
  const ending = await trial.run(execute(other, { plan: String(fingerprint), report: 'approved' }))
  expect(ending).toMatchObject({
    error: { reason: 'plan-changed', message: expect.stringContaining(`change set: ${approved} → ${other}`) },
  })
  expect(executed()).toBe(0)
})

const printed = () => {
  const texts = trial.reports.flatMap((report) => ('text' in report ? [report.text] : []))
  return texts.flatMap((text) => /Execute exactly this +(.*)/.exec(text)?.[1] ?? []).at(-1)
}

test.each<[string, Record<string, string>, string]>([
  ['a template', { name: 'parking', template: 'template.json' }, '--stack parking --template template.json'],
  [
    'a template of an environment',
    { environment: 'staging', template: 'template.json' },
    '--environment staging --template template.json',
  ],
])(
  'the command that is printed to execute exactly the plan of %s keeps its environment',
  async (_what, inputs, command) => {
    const { fingerprint } = await outputsOf({ ...inputs, 'plan-only': 'true' })
    expect(printed()).toBe(`liftlock deploy ${command} --plan ${fingerprint}`)
  },
)

test('the command that is printed to execute a change set keeps its environment', async () => {
  const id = await made()
  const { name: _, ...inEnvironment } = execute(id, { environment: 'staging', 'plan-only': 'true' })
  const { fingerprint } = await outputsOf(inEnvironment)
  expect(printed()).toBe(
    `liftlock deploy --environment staging --mode execute-only --execute-change-set-id ${id} --plan ${fingerprint}`,
  )
})

test.each<[string, Record<string, string>, boolean]>([
  ['by its own text', {}, true],
  ['by the value of a parameter', { 'parameter-overrides': 'Files=kept' }, true],
  ['not at all, by the value of a parameter', { 'parameter-overrides': 'Files=photos' }, false],
])(
  'in an environment a change set whose role may write to the artifact bucket, %s, is judged as any template',
  async (_what, more, refused) => {
    const Bucket = 'parameter-overrides' in more ? { 'Fn::Sub': 'arn:aws:s3:::${Files}/*' } : 'arn:aws:s3:::kept/*'
    const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: Bucket }]
    const Policies = [{ PolicyName: 'Work', PolicyDocument: { Statement } }]
    const Resources = { Work: { Type: 'AWS::IAM::Role', Properties: { Policies } } }
    const Parameters = { Files: { Type: 'String', Default: 'files' } }
    trial.files.set('template.json', JSON.stringify({ Parameters, Resources }))
    const id = await made({ ...create, ...more })
    const { name: _, ...inEnvironment } = execute(id, { environment: 'staging' })
    const ending = await trial.run(inEnvironment)
    if (refused) expect(ending).toMatchObject({ error: { reason: 'artifact-bucket-writable' } })
    expect(executed()).toBe(refused ? 0 : 1)
    expect(trial.cloud.service.leftChangeSets).toHaveLength(refused ? 1 : 0)
  },
)

test('a change set of another stack is refused, although the service would take it', async () => {
  const id = await made()
  expect(await trial.run(execute(id, { name: 'elsewhere' }))).toMatchObject({
    error: { reason: 'input-invalid', message: expect.stringContaining('belongs to stack parking, not to elsewhere') },
  })
  expect(executed()).toBe(0)
})

test('a change set that the stack has left behind is refused', async () => {
  await trial.run({ name: 'parking', template: 'template.json' })
  trial.files.set('template.json', template('A', 'B'))
  const id = await made()
  trial.files.set('template.json', template('A', 'C'))
  await trial.run({ name: 'parking', template: 'template.json' })
  expect(await trial.run(execute(id))).toMatchObject({ kind: 'failure' })
  expect(executed()).toBe(2)
})

test('a change set that another run executed is not called ours', async () => {
  const id = await made()
  const { id: stack } = trial.cloud.service.stacks[0]!
  trial.cloud.service.call({
    Action: 'ExecuteChangeSet',
    StackName: stack,
    ChangeSetName: id,
    ClientRequestToken: 'another',
  })
  expect(await trial.run(execute(id))).toMatchObject({ error: { reason: 'stack-busy' } })
  expect(executed()).toBe(1)
})

test('an operation with the token of our execution is not called ours when it did something else', async () => {
  const id = await made()
  await outputsOf(execute(id))
  const stack = trial.cloud.service.stacks[0]!
  stack.contents.push({ at: 0, content: { ...stack.contentAt(Number.POSITIVE_INFINITY), template: template('Other') } })
  expect(await trial.run(execute(id))).toMatchObject({
    error: { reason: 'stack-busy', message: expect.stringContaining('its template differs') },
  })
})

test('a failed change set is said to have failed, and one without changes is no-changes', async () => {
  await trial.run({ name: 'parking', template: 'template.json' })
  const kept = { ...create, 'no-delete-failed-changeset': '1' }
  const empty = await outputsOf(kept)
  expect(empty).toMatchObject({ outcome: 'no-changes', hasChanges: false, changeSetId: expect.any(String) })
  expect(await outputsOf(execute(String(empty.changeSetId)))).toMatchObject({ outcome: 'no-changes' })
  expect(await trial.run(execute(String(empty.changeSetId), { 'fail-on-empty-changeset': 'true' }))).toMatchObject({
    error: { reason: 'plan-empty' },
  })
})

test.each<[string, Record<string, string>, string]>([
  ['a name', execute('liftlock-1'), 'is not the full ARN'],
  [
    'the ARN of a stack',
    execute('arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/1'),
    'is not the full ARN',
  ],
  [
    'a change set of another region',
    execute('arn:aws:cloudformation:us-east-1:111111111111:changeSet/a/1'),
    'us-east-1',
  ],
  [
    'one that is gone',
    execute('arn:aws:cloudformation:eu-west-1:111111111111:changeSet/a/1'),
    'there is no change set',
  ],
  ['none', { mode: 'execute-only', name: 'parking' }, 'needs the change set'],
  ['a template with it', execute('x', { template: 'template.json' }), 'template would have no effect'],
  ['parameters with it', execute('x', { 'parameter-overrides': 'A=1' }), 'parameter-overrides would have no effect'],
  [
    'tags and a mode of deployment with it',
    execute('x', { tags: '[]', 'deployment-mode': 'REVERT_DRIFT' }),
    'tags, deployment-mode',
  ],
  ['no-execute-changeset with it', execute('x', { 'no-execute-changeset': '1' }), 'no-execute-changeset'],
  ['a change set without the mode', { ...create, 'execute-change-set-id': 'x' }, 'mode is create-only'],
  ['create-only with an approved plan', { ...create, plan: '4be107d293aa' }, 'mode create-only'],
  [
    'two words on empty change sets',
    { ...create, 'fail-on-empty-changeset': '1', 'no-fail-on-empty-changeset': '1' },
    'both set',
  ],
])('%s is refused before anything is changed', async (_what, inputs, message) => {
  expect(await trial.run(inputs)).toMatchObject({ error: { message: expect.stringContaining(message) } })
  expect(trial.cloud.service.stacks).toEqual([])
})

test('a mode that there is not is refused', async () => {
  expect(await trial.run({ ...create, mode: 'create' })).toMatchObject({ error: { reason: 'input-invalid' } })
})

test.each([
  ['fail-on-empty-changeset: true', { 'fail-on-empty-changeset': 'true' }, true],
  ['no-fail-on-empty-changeset: 0', { 'no-fail-on-empty-changeset': '0' }, true],
  ['no-fail-on-empty-changeset: FALSE', { 'no-fail-on-empty-changeset': 'FALSE' }, true],
  ['no-fail-on-empty-changeset: True', { 'no-fail-on-empty-changeset': 'True' }, false],
  ['include-nested-stacks-change-set: False', { 'include-nested-stacks-change-set': 'False' }, false],
  ['no-fail-on-empty-changeset: 1', { 'no-fail-on-empty-changeset': '1' }, false],
  ['nothing', {}, false],
])('with %s, whether nothing to change is a failure is as the action of AWS has it', async (_what, inputs, fails) => {
  const basic = { name: 'parking', template: 'template.json' }
  await trial.run(basic)
  expect('error' in (await trial.run({ ...basic, ...inputs }))).toBe(fails)
})

test('what is known of the change set is told before it is executed, for a run that fails', async () => {
  trial.cloud.service.options = { ...trial.cloud.service.options, failures: { A: 'no' } }
  const ending = await trial.run({ name: 'parking', template: 'template.json' })
  const known = Object.assign(
    {},
    ...trial.reports.flatMap((report) => (report.kind === 'outputs' ? [report.values] : [])),
  )
  expect(ending).toMatchObject({ error: { reason: 'stack-rolled-back' } })
  expect(known).toMatchObject({
    changeSetId: expect.stringContaining(':changeSet/'),
    changeSetName: expect.any(String),
    stackId: expect.stringContaining(':stack/parking/'),
    changesCount: 1,
    fingerprint: expect.any(String),
  })
})

test('a large template is put where s3-prefix says', async () => {
  const large = { ...JSON.parse(template('A')), Description: 'x'.repeat(60_000) }
  trial.files.set('template.json', JSON.stringify(large))
  await trial.run({ ...create, 's3-bucket': 'uploads', 's3-prefix': '/cfn/templates/' })
  expect([...trial.objects.keys()]).toEqual([
    expect.stringMatching(/^uploads\/cfn\/templates\/[0-9a-f]{64}\.template$/),
  ])
})

test('REVERT_DRIFT is asked for of a stack that is there, and not of a new one, for which the service refuses it', async () => {
  const asked = () => trial.queries.filter(({ Action }) => Action === 'CreateChangeSet').at(-1)!.DeploymentMode
  const drift = { name: 'parking', template: 'template.json', 'deployment-mode': 'REVERT_DRIFT' }
  await trial.run(drift)
  expect(asked()).toBeUndefined()
  await trial.run({ ...drift, mode: 'create-only' })
  expect(asked()).toBe('REVERT_DRIFT')
})

test('execute-only protects the stack too, since no change set can', async () => {
  const id = await made({ ...create, 'termination-protection': 'true' })
  expect(trial.cloud.service.find('parking')?.protection).toBeFalsy()
  await outputsOf(execute(id, { 'termination-protection': 'true' }))
  expect(trial.cloud.service.find('parking')?.protection).toBe(true)
})

test('execute-only executes nothing when the right to protect the stack is missing', async () => {
  const id = await made()
  trial.cloud.fault = ({ action }) => (action === 'UpdateTerminationProtection' ? { kind: 'denied' } : undefined)
  const ending = await trial.run(execute(id, { 'termination-protection': 'true' }))
  expect(ending).toMatchObject({ error: { reason: 'access-denied' } })
  expect(executed()).toBe(0)
  trial.cloud.fault = () => undefined
  await outputsOf(execute(id))
  expect(executed()).toBe(1)
})
