import { afterEach, expect, test } from '@jest/globals'
import { digestOf } from '../../src/delivery/digest.ts'
import { type TrialGround, trialGround } from '../support/deployment-trial.ts'
import type { DeployOptions } from '../support/flat-deployment.ts'
import type { ScriptedContent } from '../support/scripted-stack.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

/** A topic whose display name is a parameter, with a text of its own. */
function topic(text: string): DeployOptions['template'] {
  const Resources = { A: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Stage' }, Text: text } } }
  const Parameters = { Stage: { Type: 'String' } }
  return { name: 'template.json', text: JSON.stringify({ Parameters, Resources }) }
}

const wanted = { template: topic('wanted'), parameters: { Stage: 'production' } }
const planOnly = { plan: { kind: 'only' } } as const
const evilTemplate = JSON.stringify({ Resources: { A: { Type: 'AWS::SNS::Topic' }, Evil: { Type: 'AWS::IAM::Role' } } })

async function created(): Promise<TrialGround> {
  ground = await trialGround({ operationSeconds: 1, changeSetSeconds: 0.2 })
  await ground.deploy({ template: topic('before'), parameters: { Stage: 'production' } })
  ground.cloud.service.executions.length = 0
  return ground
}

/** The change set that a run of ours makes, as everybody who may list change sets sees it. */
async function seen({ deploy, cloud }: TrialGround) {
  await deploy({ ...wanted, ...planOnly, keepChangeSet: true })
  return taken(cloud)
}

/** The change set that waits, taken away. */
function taken({ service }: TrialGround['cloud']) {
  const { changeSets } = service.find('parking')!
  return changeSets.splice(changeSets.indexOf(service.leftChangeSets[0]!), 1)[0]!
}

/** Makes a change set under the name of ours, with its description and token. */
async function plant(at: TrialGround, query: Record<string, unknown>): Promise<string> {
  const { name, description, clientToken, content } = await seen(at)
  const made = at.cloud.service.call({
    Action: 'CreateChangeSet',
    StackName: 'parking',
    ChangeSetName: name,
    ChangeSetType: 'UPDATE',
    Description: description,
    ClientToken: clientToken,
    TemplateBody: content.template,
    Parameters: [{ ParameterKey: 'Stage', ParameterValue: 'production' }],
    ...query,
  })
  at.clock.push(5000)
  return String(made.Id)
}

const planted: [string, Record<string, unknown>][] = [
  ['another template', { TemplateBody: evilTemplate, Parameters: [] }],
  ['another value of a parameter', { Parameters: [{ ParameterKey: 'Stage', ParameterValue: 'evil' }] }],
  ['another service role', { RoleARN: 'arn:aws:iam::111111111111:role/evil' }],
  ['no changes at all', { TemplateBody: topicText('before') }],
]

function topicText(text: string): string {
  return (topic(text) as { text: string }).text
}

/** What the stack has once everything is over. */
function contentOf({ cloud }: TrialGround): ScriptedContent {
  return cloud.service.find('parking')!.contentAt(Number.POSITIVE_INFINITY)
}

test.each(planted)('a change set with %s that was planted under our name is not executed', async (_what, query) => {
  const at = await created()
  await plant(at, query)
  const { result } = await at.deploy(wanted)
  expect(result).toMatchObject({ outcome: 'succeeded' })
  expect(contentOf(at)).toMatchObject({
    template: topicText('wanted'),
    parameters: { Stage: 'production' },
    roleArn: undefined,
  })
  expect(at.cloud.service.executions).toHaveLength(1)
})

test.each(planted)(
  'a change set with %s that was planted between plan and approval is not executed',
  async (_what, query) => {
    const at = await created()
    const { result: approved } = await at.deploy({ ...wanted, ...planOnly })
    const id = await plant(at, query)
    const { result } = await at.deploy({ ...wanted, plan: { kind: 'exactly', fingerprint: approved!.fingerprint! } })
    expect(result).toMatchObject({ outcome: 'succeeded', fingerprint: approved!.fingerprint })
    expect(result!.changeSetId).not.toBe(id)
    expect(contentOf(at)).toMatchObject({ template: topicText('wanted'), parameters: { Stage: 'production' } })
  },
)

test('a change set that is already being executed under our name is awaited, and then ours is made', async () => {
  const at = await created()
  const id = await plant(at, { TemplateBody: evilTemplate, Parameters: [] })
  const call = { Action: 'ExecuteChangeSet', StackName: 'parking', ChangeSetName: id }
  at.cloud.service.options = { operationSeconds: 20, changeSetSeconds: 0.2 }
  at.cloud.service.call({ ...call, ClientRequestToken: 'theirs' })
  const { result } = await at.deploy(wanted)
  expect(result?.outcome).toBe('succeeded')
  expect(contentOf(at).template).toBe(topicText('wanted'))
})

test('an operation with other content that carries the beginning of our token is awaited, and then ours is made', async () => {
  const at = await created()
  const { description } = await seen(at)
  const digest = description!.replace('liftlock ', '')
  const { service } = at.cloud
  const made = service.call({
    Action: 'CreateChangeSet',
    StackName: 'parking',
    ChangeSetName: 'theirs',
    ChangeSetType: 'UPDATE',
    ClientToken: 'theirs',
    TemplateBody: evilTemplate,
  })
  at.clock.push(5000)
  service.options = { operationSeconds: 20, changeSetSeconds: 0.2 }
  service.call({
    Action: 'ExecuteChangeSet',
    StackName: 'parking',
    ChangeSetName: made.Id,
    ClientRequestToken: `liftlock-${digest.slice(0, 16)}-${digestOf(made.Id).slice(0, 8)}`,
  })
  const { result } = await at.deploy(wanted)
  expect(result).toMatchObject({ outcome: 'succeeded', summary: expect.stringContaining('changed') })
  expect(contentOf(at).template).toBe(topicText('wanted'))
  expect(service.executions).toHaveLength(2)
})

test('an operation with another service role that carries the beginning of our token is not called ours', async () => {
  const at = await created()
  const role = { roleArn: 'arn:aws:iam::111111111111:role/wanted' }
  await at.deploy({ ...wanted, ...role, ...planOnly, keepChangeSet: true })
  const kept = taken(at.cloud)
  const { service } = at.cloud
  const made = service.call({
    Action: 'CreateChangeSet',
    StackName: 'parking',
    ChangeSetName: 'theirs',
    ChangeSetType: 'UPDATE',
    ClientToken: 'theirs',
    TemplateBody: topicText('wanted'),
    Parameters: [{ ParameterKey: 'Stage', ParameterValue: 'production' }],
    RoleARN: 'arn:aws:iam::111111111111:role/evil',
  })
  at.clock.push(5000)
  service.options = { operationSeconds: 20, changeSetSeconds: 0.2 }
  const token = `liftlock-${kept.description!.slice(9, 25)}-00000000`
  service.call({
    Action: 'ExecuteChangeSet',
    StackName: 'parking',
    ChangeSetName: made.Id,
    ClientRequestToken: token,
  })
  const { reports } = await at.deploy({ ...wanted, ...role })
  expect(JSON.stringify(reports)).not.toContain('following the operation that an earlier run began')
})

test('an operation that somebody began with a token like ours is no answer to our own execution', async () => {
  const at = await created()
  const { service } = at.cloud
  at.cloud.fault = ({ action }) => {
    if (action !== 'ExecuteChangeSet' || service.executions.length > 0) return undefined
    const [ours] = service.leftChangeSets
    const made = service.call({
      Action: 'CreateChangeSet',
      StackName: 'parking',
      ChangeSetName: 'theirs',
      ChangeSetType: 'UPDATE',
      ClientToken: 'theirs',
      TemplateBody: evilTemplate,
    })
    at.clock.push(5000)
    service.call({
      Action: 'ExecuteChangeSet',
      StackName: 'parking',
      ChangeSetName: made.Id,
      ClientRequestToken: `liftlock-${ours!.description!.slice(9, 25)}-${digestOf(ours!.id).slice(0, 8)}`,
    })
    return undefined
  }
  const { result } = await at.deploy(wanted)
  expect(result).toMatchObject({ outcome: 'succeeded', summary: expect.stringContaining('changed') })
  expect(contentOf(at).template).toBe(topicText('wanted'))
})

test("a change set of somebody else's under our name is refused, and stays", async () => {
  const at = await created()
  const id = await plant(at, { Description: 'made by hand' })
  const { error } = await at.deploy(wanted)
  expect(error?.reason).toBe('input-invalid')
  expect(at.cloud.service.leftChangeSets.map((set) => set.id)).toEqual([id])
  expect(at.cloud.service.executions).toEqual([])
})

test.each<[string, (content: ScriptedContent) => Partial<ScriptedContent>]>([
  ['template', () => ({ template: evilTemplate })],
  ['value of a parameter', () => ({ parameters: { Stage: 'evil' } })],
  ['missing parameter', () => ({ parameters: {} })],
  ['parameter more', ({ parameters }) => ({ parameters: { ...parameters, More: 'evil' } })],
  ['tag', () => ({ tags: { evil: 'yes' } })],
  ['capability more', () => ({ capabilities: ['CAPABILITY_NAMED_IAM'] })],
  ['notification topic', () => ({ notificationArns: ['arn:aws:sns:eu-west-1:222222222222:evil'] })],
  ['import of existing resources', () => ({ importExisting: true })],
  ['deployment mode', () => ({ deploymentMode: 'REVERT_DRIFT' })],
  ['inclusion of nested stacks', () => ({ includeNested: true })],
])('a change set that the service gives back with another %s is not executed', async (_what, altered) => {
  const at = await created()
  at.cloud.service.options = { operationSeconds: 1, gives: (content) => ({ ...content, ...altered(content) }) }
  const { error } = await at.deploy({ ...wanted, tags: { team: 'parking' } })
  expect(error).toMatchObject({ reason: 'change-set-differs', outcome: 'rejected' })
  expect(at.cloud.service.executions).toEqual([])
  expect(at.cloud.service.leftChangeSets).toEqual([])
})

test.each<[string, (content: ScriptedContent) => Partial<ScriptedContent>]>([
  [
    'question marks for letters outside of ASCII',
    ({ template, tags, parameters }) => ({
      template: mangled(template),
      tags: { team: mangled(tags.team!) },
      parameters: { ...parameters, Stage: mangled(parameters.Stage!) },
    }),
  ],
  ['a final line break more', ({ template }) => ({ template: `${template}\n` })],
  ['a parameter that takes its default', ({ parameters }) => ({ parameters: { ...parameters, Size: 'small' } })],
  ['a tag of the service itself', ({ tags }) => ({ tags: { ...tags, 'aws:cloudformation:x': 'y' } })],
])('a change set that the service gives back with %s is ours all the same', async (_what, altered) => {
  const at = await created()
  at.cloud.service.options = { operationSeconds: 1, gives: (content) => ({ ...content, ...altered(content) }) }
  const Parameters = { Stage: { Type: 'String' }, Size: { Type: 'String', Default: 'small' } }
  const text = JSON.stringify({ ...JSON.parse(topicText('Größe ☺')), Parameters })
  const { result } = await at.deploy({
    template: { name: 'template.json', text },
    parameters: { Stage: 'prüfung' },
    tags: { team: 'Größe' },
  })
  expect(result?.outcome).toBe('succeeded')
})

function mangled(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, '?')
}

test('a template that is known by its address alone is executed with the defaults of its parameters', async () => {
  const at = await created()
  const url = 'https://s3.eu-west-1.amazonaws.com/templates/t.json'
  const Parameters = {
    Stage: { Type: 'String' },
    Size: { Type: 'String', Default: 'small' },
    Key: { Type: 'String', NoEcho: true },
  }
  const text = JSON.stringify({ ...JSON.parse(topicText('wanted')), Parameters })
  at.cloud.service.options = { operationSeconds: 1, templates: { [url]: text } }
  const { result } = await at.deploy({ template: { url }, parameters: { Stage: 'production', Key: 'canary' } })
  expect(result?.outcome).toBe('succeeded')
  expect(contentOf(at).parameters).toEqual({ Stage: 'production', Size: 'small', Key: 'canary' })
})
