import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

let ministack: TestMinistack
let clients: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '111111111111')
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'templates' }))
})
afterAll(() => ministack?.stop())

/** The inner stack has a role that never changes, and a parameter whose value follows from it. */
const inner = (more: object = {}) => ({
  Parameters: { Given: { Type: 'String' } },
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    Named: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::Sub': '${Role.Arn} ${Given}' } },
    },
    ...more,
  },
  Outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
})

async function deploy(given: string, template: object) {
  const Key = `${given}.json`
  await clients.s3.send(new PutObjectCommand({ Bucket: 'templates', Key, Body: JSON.stringify(template) }))
  return deployStack(clients, 'outer', {
    Resources: {
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: `${ministack.endpoint}/templates/${Key}`, Parameters: { Given: given } },
      },
    },
    Outputs: { Role: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Role'] } } },
  })
}

test('a nested stack is updated, and what does not change in it keeps its attributes', async () => {
  const first = await deploy('first', inner())
  const second = await deploy('second', inner())
  const third = await deploy('third', inner({ Queue: { Type: 'AWS::SQS::Queue' } }))

  expect([first.status, second.status, third.status]).toEqual(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE'])
  expect(first.outputs.Role).toMatch(/^arn:aws:iam::111111111111:role\//)
  expect([second.outputs, third.outputs]).toEqual([first.outputs, first.outputs])
})
