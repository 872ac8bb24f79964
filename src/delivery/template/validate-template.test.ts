import { expect, test } from '@jest/globals'
import type { Finding } from '../../core/run/report.ts'
import { parseTemplate } from './template.ts'
import { type GivenValues, mostFindings, refuseInvalid, templateProblems } from './validate-template.ts'

const nothing: GivenValues = { parameters: [], known: [], capabilities: [] }

async function problems(text: string, given: Partial<GivenValues> = {}): Promise<string[]> {
  const template = await parseTemplate(text, 'template.yml')
  return templateProblems(template, { ...nothing, ...given }).map((problem) => problem.text)
}

test('names that lead nowhere are found wherever they are used', async () => {
  const text = `
Conditions:
  Known: !Equals [!Ref Stage, prod]
Resources:
  A:
    Type: AWS::SNS::Topic
    Condition: Unknown
    DependsOn: [Nobody]
    Properties:
      DisplayName: !Sub '\${B.Arn} \${AWS::Region} \${!Literal} \${Missing}'
      TopicName: !If [Other, !GetAtt Gone.Arn, !FindInMap [Map, a, b]]
Outputs:
  O: { Value: !Ref Lost }
`
  expect(await problems(text)).toEqual([
    'Resources A refers to Nobody, but the template has no such resource',
    'Resources A refers to Unknown, but the template has no such condition',
    'Resources A refers to B, but the template has no such resource',
    'Resources A refers to Missing, but the template has no such parameter or resource',
    'Resources A refers to Other, but the template has no such condition',
    'Resources A refers to Gone, but the template has no such resource',
    'Resources A refers to Map, but the template has no such mapping',
    'Conditions Known refers to Stage, but the template has no such parameter or resource',
    'Outputs O refers to Lost, but the template has no such parameter or resource',
  ])
})

test('resources that depend on each other in a circle are found', async () => {
  const text =
    'Resources: { A: { Type: X, DependsOn: B }, B: { Type: X, Properties: { C: !Ref C } }, C: { Type: X, DependsOn: A } }'
  expect(await problems(text)).toEqual(['resources depend on each other: A → B → C → A'])
})

test('a parameter needs a declaration and a value', async () => {
  const text =
    'Parameters: { Open: { Type: String }, Kept: { Type: String }, Set: { Type: String, Default: a } }\nResources: { A: { Type: X } }'
  expect(await problems(text, { parameters: ['Extra'], known: ['Kept'] })).toEqual([
    'parameter Extra is given, but the template does not declare it',
    'parameter Open has no value and no default',
  ])
})

test.each([
  ['AWS::IAM::Role', '{}', [], 'CAPABILITY_IAM'],
  ['AWS::IAM::Role', '{ RoleName: a }', ['CAPABILITY_IAM'], 'CAPABILITY_NAMED_IAM'],
])('%s with %s needs the capability', async (type, properties, capabilities, missing) => {
  const text = `Resources: { R: { Type: ${type}, Properties: ${properties} } }`
  expect(await problems(text, { capabilities })).toEqual([`resource R (${type}) needs ${missing}`])
})

test('names are left to the service where a macro may add resources', async () => {
  expect(
    await problems('Transform: AWS::Serverless-2016-10-31\nResources: { A: { Type: X, DependsOn: MadeByMacro } }'),
  ).toEqual([])
})

test('a problem is reported with the line to change', async () => {
  const text = 'Resources:\n  A:\n    Type: X\n    DependsOn: Nobody\n'
  const findings: Finding[] = []
  const refused = refuseInvalid(
    templateProblems(await parseTemplate(text, 't.yml'), nothing),
    { name: 't.yml', text },
    (finding) => findings.push(finding),
  )
  await expect(refused).rejects.toMatchObject({
    reason: 'template-invalid',
    message: expect.stringContaining('t.yml:4: '),
  })
  expect(findings[0]?.place).toEqual({ file: 't.yml', line: 4, column: 5 })
})

test.each([
  ['no template at all', 'just text'],
  ['no resources', '{"Parameters":{}}'],
  ['a resource without a type', 'Resources: { A: {} }'],
  ['broken YAML', 'Resources: { A: ['],
])('%s is refused', async (_what, text) => {
  await expect(parseTemplate(text, 'template.yml')).rejects.toMatchObject({ reason: 'template-invalid' })
})

test.each([
  ['a list', 'Parameters: []', 'template.yml:1:1: Parameters is not a mapping of names'],
  ['a text', 'Parameters: Stage', 'template.yml:1:1: Parameters is not a mapping of names'],
  ['a name alone', 'Parameters: { Stage: }', 'template.yml:1:15: parameter Stage has no Type'],
  ['a name with a text', 'Parameters: { Stage: String }', 'template.yml:1:15: parameter Stage has no Type'],
])('parameters that are %s are refused with a message', async (_what, section, message) => {
  const text = `${section}\nResources: { A: { Type: AWS::SNS::Topic } }\n`
  await expect(problems(text)).rejects.toMatchObject({ reason: 'template-invalid', message })
})

test('as many problems are reported as the limit says, and all are counted', async () => {
  const reported = async (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `R${index}: { Type: "A::B::C", DependsOn: S${index} }`)
    const text = `Resources: { ${names.join(', ')} }`
    const findings: Finding[] = []
    const refused = refuseInvalid(
      templateProblems(await parseTemplate(text, 't.yml'), nothing),
      { name: 't.yml', text },
      (finding) => findings.push(finding),
    )
    return { message: await refused.catch((error: Error) => error.message), findings: findings.length }
  }
  expect(await reported(mostFindings)).toEqual({ message: expect.stringContaining('and 99 more'), findings: 100 })
  expect(await reported(mostFindings + 1)).toEqual({ message: expect.stringContaining('and 100 more'), findings: 100 })
})
