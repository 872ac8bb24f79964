import { expect, test } from '@jest/globals'
import { parseTemplate } from '../template/template.ts'
import { unpackagedProblems } from './local-path-problems.ts'

async function problems(template: object): Promise<readonly string[]> {
  const found = unpackagedProblems(await parseTemplate(JSON.stringify(template), 't.json'), 't.json')
  return found.map(({ path, text }) => `${path.join('.')}: ${text}`)
}

const resource = (Type: string, Properties: object) => ({ Resources: { It: { Type, Properties } } })

test.each<[string, object, string]>([
  ['AWS::Lambda::Function', { Code: 'fn' }, 'Code: Code of It is the local path fn'],
  [
    'AWS::CloudFormation::Stack',
    { TemplateURL: './x.yaml' },
    'TemplateURL: TemplateURL of It is the local path ./x.yaml',
  ],
  ['AWS::Serverless::Function', { CodeUri: 'src/' }, 'CodeUri: CodeUri of It is the local path src/'],
  ['AWS::Serverless::Application', { Location: 'x.yaml' }, 'Location: Location of It is the local path x.yaml'],
  [
    'AWS::Glue::Job',
    { Command: { ScriptLocation: 'a.py' } },
    'Command.ScriptLocation: Command.ScriptLocation of It is the local path a.py',
  ],
  [
    'AWS::Serverless::GraphQLApi',
    { Resolvers: { Query: { a: { CodeUri: 'a.js' } } } },
    'Resolvers.Query.a.CodeUri: Resolvers.Query.a.CodeUri of It is the local path a.js',
  ],
  [
    'AWS::Lambda::Function',
    { Code: 's3://b/k' },
    'Code: Code of It is s3://b/k, and the service accepts only S3Bucket and S3Key there',
  ],
])('%s with %j is not ready for the service', async (type, properties, problem) => {
  expect(await problems(resource(type, properties))).toEqual([`Resources.It.Properties.${problem}`])
})

test('paths in Globals, in loops and of includes are found', async () => {
  const Code = { Type: 'AWS::Lambda::Function', Properties: { Code: 'fn' } }
  expect(
    await problems({
      Globals: { Function: { CodeUri: 'src' } },
      Outputs: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'o.yaml' } } },
      Resources: { 'Fn::ForEach::All': ['Name', ['A'], { 'F${Name}': Code }] },
    }),
  ).toEqual([
    'Globals.Function.CodeUri: CodeUri of Globals.Function is the local path src',
    'Resources.Fn::ForEach::All.2.F${Name}.Properties.Code: Code of F${Name} is the local path fn',
    'Outputs.Fn::Transform: Location of AWS::Include is the local path o.yaml',
  ])
})

test.each<[string, object]>([
  ['members', resource('AWS::Lambda::Function', { Code: { S3Bucket: 'b', S3Key: 'k' } })],
  ['an address', resource('AWS::CloudFormation::Stack', { TemplateURL: 'https://s3.amazonaws.com/b/k' })],
  ['an address that SAM takes', resource('AWS::Serverless::Function', { CodeUri: 's3://b/k' })],
  ['a value of the service', resource('AWS::CloudFormation::Stack', { TemplateURL: '{{resolve:ssm:/it}}' })],
  ['a function', resource('AWS::CloudFormation::Stack', { TemplateURL: { Ref: 'Url' } })],
  ['code that is not named', resource('AWS::Serverless::Function', { Handler: 'a.b' })],
  [
    'metadata',
    { ...resource('AWS::SNS::Topic', {}), Metadata: { 'AWS::ServerlessRepo::Application': { LicenseUrl: 'L' } } },
  ],
  ['a text that a macro reads', { Transform: 'Mine', ...resource('AWS::Lambda::Function', { Code: 'fn' }) }],
])('a template with %s is ready for the service', async (_, template) => {
  expect(await problems(template)).toEqual([])
})
