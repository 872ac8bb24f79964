import { beforeAll, expect, test } from '@jest/globals'
import { renderedExample, wantedExample } from '../../../test/support/rendered-example.ts'
import { endRules } from './notifications.ts'
import type { WantedPipeline } from './wanted.ts'

// biome-ignore lint/suspicious/noExplicitAny: the test names the members that it expects
let resources: Readonly<Record<string, { readonly Properties: Record<string, any> }>>
let wanted: WantedPipeline
beforeAll(async () => {
  wanted = await wantedExample()
  resources = JSON.parse((await renderedExample()).get('pipeline.json')!).Resources
})

/** The message of a rule, as EventBridge makes it of an event. */
function messageOf(id: string, values: Readonly<Record<string, string>>): string {
  const { InputTemplate, InputPathsMap } = resources[id]!.Properties.Targets[0].InputTransformer
  const names = Object.keys(InputPathsMap)
  return JSON.parse(
    InputTemplate.replace(/<(\w+)>/g, (_: string, name: string) => {
      expect(names).toContain(name)
      return values[name]!
    }),
  )
}

test.each([
  ['Succeeded', 'SUCCEEDED', 'succeeded'],
  ['Failed', 'FAILED', 'failed'],
  ['Stopped', 'SUPERSEDED', 'ended early'],
])('the message of the rule %s is a sentence with the command that shows more', (id, state, said) => {
  const text = messageOf(id, { state, execution: 'e-1' })
  expect(text).toContain(`Execution e-1 of the pipeline parking-desk ${said} (${state}).`)
  expect(text).toMatch(/: liftlock pipeline show parking-desk --execution e-1 --region eu-west-1$/)
})

test('each end of an execution is told by one rule', () => {
  const states = endRules.flatMap((id) => resources[id]!.Properties.EventPattern.detail.state)
  expect([...states].sort()).toEqual(['CANCELED', 'FAILED', 'STOPPED', 'SUCCEEDED', 'SUPERSEDED'])
  expect(new Set(states).size).toBe(states.length)
})

test('an approval is told by its action alone, and by no rule', () => {
  const patterns = Object.values(resources).flatMap(({ Properties }) => Properties.EventPattern?.['detail-type'] ?? [])
  expect([...new Set(patterns)]).toEqual(['CodePipeline Pipeline Execution State Change'])
  expect(JSON.stringify(resources.Pipeline).match(/"NotificationArn"/g)).toHaveLength(1)
  expect(wanted.emails).toHaveLength(1)
})

test('EventBridge names no source when it uses the key of a topic, so that key has no condition and is for messages alone', () => {
  const { Statement } = resources.MessageKey!.Properties.KeyPolicy
  expect(Statement.filter(({ Sid }: { Sid: string }) => Sid === 'Events')).toEqual([
    {
      Sid: 'Events',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    },
  ])
  expect(resources.Topic!.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': ['MessageKey', 'Arn'] })
  expect(JSON.stringify(resources.Key)).not.toContain('events.amazonaws.com')
  expect(JSON.stringify(resources.Artifacts)).not.toContain('MessageKey')
})

test('only rules of this pipeline publish to the topic', () => {
  const { Condition } = resources.TopicPolicy!.Properties.PolicyDocument.Statement[0]
  expect(Condition.ArnEquals['aws:SourceArn']).toEqual(endRules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })))
})
