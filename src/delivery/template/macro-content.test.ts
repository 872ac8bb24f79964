import { expect, test } from '@jest/globals'
import { parseTemplate } from './template.ts'
import { templateProblems } from './validate-template.ts'

const nothing = { parameters: [], known: [], capabilities: [] }
const include = { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } }
const topic = { Type: 'AWS::SNS::Topic' }

test.each<[string, object]>([
  ['an include for the whole template', { 'Fn::Transform': include }],
  ['an include in the section', { Transform: include }],
  ['a macro by its name', { Transform: 'Mine' }],
  ['a macro beside SAM', { Transform: ['AWS::Serverless-2016-10-31', 'Mine'], Resources: {} }],
  [
    'a macro with an empty section',
    { Transform: { Name: 'Mine' }, Resources: null, Outputs: { A: { Value: { Ref: 'B' } } } },
  ],
  ['an include for all resources', { Resources: { 'Fn::Transform': include } }],
  ['a resource that a macro makes', { Resources: { Made: { 'Fn::Transform': { Name: 'Mine' } }, T: topic } }],
  [
    'a reference to a resource of a module',
    {
      Resources: {
        Store: { Type: 'My::S3::Bucket::MODULE' },
        T: { ...topic, DependsOn: 'StoreBucket', Properties: { TopicName: { 'Fn::GetAtt': ['Store.Bucket', 'Arn'] } } },
      },
    },
  ],
])('%s is left to the service', async (_, template) => {
  expect(templateProblems(await parseTemplate(JSON.stringify(template), 't.json'), nothing)).toEqual([])
})

test.each<[string, object, string]>([
  ['SAM brings no resources', { Transform: 'AWS::Serverless-2016-10-31' }, 'no Resources'],
  ['language extensions bring none', { Transform: ['AWS::LanguageExtensions'], Resources: {} }, 'no Resources'],
  ['a section that is a text is none', { Transform: 'Mine', Resources: 'x' }, 'no Resources'],
  ['a resource without a macro needs a type', { Transform: 'Mine', Resources: { A: {} } }, 'has no Type'],
  ['a macro is a mapping', { Resources: { A: { 'Fn::Transform': 'Mine' } } }, 'has no Type'],
])('%s', async (_, template, message) => {
  await expect(parseTemplate(JSON.stringify(template), 't.json')).rejects.toMatchObject({
    reason: 'template-invalid',
    message: expect.stringContaining(message),
  })
})
