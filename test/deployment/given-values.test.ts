import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type DeployStageTrial, deployStageTrial } from '../support/deploy-stage-trial.ts'

let trial: DeployStageTrial
const base = { name: 'parking', template: 'template.json' }
const template = (topic: string) =>
  JSON.stringify({
    Parameters: { Stage: { Type: 'String' }, Size: { Type: 'String', Default: 'small' } },
    Resources: { [topic]: { Type: 'AWS::SNS::Topic' } },
  })

beforeEach(async () => {
  trial = await deployStageTrial({
    'template.json': template('A'),
    'liftlock.yml':
      'application: parking\nenvironments: { staging: { stack: parking, parameters: { Stage: staging }, tags: { team: north } } }\n',
  })
})
afterEach(async () => {
  await trial.cloud.stop()
})

/** What the last change set was asked for with. */
const lastRequest = () => trial.queries.filter(({ Action }) => Action === 'CreateChangeSet').at(-1)!

test('UsePreviousValue: true keeps the value that the stack has', async () => {
  await trial.run({ ...base, 'parameter-overrides': 'Stage=first' })
  trial.files.set('template.json', template('B'))
  await trial.run({ ...base, 'parameter-overrides': '[{"ParameterKey":"Stage","UsePreviousValue":true}]' })
  expect(lastRequest().Parameters).toContainEqual({ ParameterKey: 'Stage', UsePreviousValue: 'true' })
})

test('UsePreviousValue: true wins over the value of the environment', async () => {
  await trial.run({ ...base, 'parameter-overrides': 'Stage=first' })
  trial.files.set('template.json', template('B'))
  const kept = '[{"ParameterKey":"Stage","UsePreviousValue":true}]'
  await trial.run({ template: 'template.json', environment: 'staging', 'parameter-overrides': kept })
  expect(lastRequest().Parameters).toContainEqual({ ParameterKey: 'Stage', UsePreviousValue: 'true' })
})

test('UsePreviousValue: true of a stack that has no value is refused before anything is changed', async () => {
  const kept = '[{"ParameterKey":"Stage","UsePreviousValue":true}]'
  expect(await trial.run({ ...base, 'parameter-overrides': kept })).toMatchObject({
    error: { reason: 'input-invalid', message: expect.stringContaining('parameter Stage is to keep its value') },
  })
  expect(trial.cloud.service.stacks).toEqual([])
})

test('a template with local paths is refused before anything is asked for, with the command that packages it', async () => {
  const Code = { Type: 'AWS::Lambda::Function', Properties: { Code: 'src' } }
  trial.files.set('template.json', JSON.stringify({ Resources: { F: Code } }))
  expect(await trial.run(base)).toMatchObject({
    error: {
      reason: 'template-invalid',
      message: expect.stringContaining('Code of F is the local path src'),
      hint: expect.stringContaining('liftlock package template.json'),
    },
  })
  expect(trial.queries.filter(({ Action }) => Action === 'CreateChangeSet')).toEqual([])
})

test('a name that stays and that the template does not have is refused', async () => {
  await trial.run({ ...base, 'parameter-overrides': 'Stage=first' })
  trial.files.set('template.json', '{"Resources":{"B":{"Type":"AWS::SNS::Topic"}}}')
  const kept = '[{"ParameterKey":"Stage","UsePreviousValue":true}]'
  expect(await trial.run({ ...base, 'parameter-overrides': kept })).toMatchObject({
    error: { reason: 'template-invalid', message: expect.stringContaining('does not declare it') },
  })
})

test.each<[string, Record<string, string>, unknown]>([
  ['no tags leave those of the stack', {}, undefined],
  ['an empty list takes all tags away', { tags: '[]' }, ''],
  ['an empty mapping takes all tags away', { tags: '{}' }, ''],
  ['a blank is nothing', { tags: ' ' }, undefined],
  [
    'tags with a slash and a blank arrive',
    { tags: 'acme/team=parking,cost center=42' },
    [
      { Key: 'acme/team', Value: 'parking' },
      { Key: 'cost center', Value: '42' },
    ],
  ],
  [
    'tags are added to those of the environment',
    { environment: 'staging', tags: 'a=1' },
    [
      { Key: 'team', Value: 'north' },
      { Key: 'a', Value: '1' },
    ],
  ],
  ['an empty list takes those of the environment away as well', { environment: 'staging', tags: '[]' }, ''],
])('%s', async (_what, inputs, sent) => {
  await trial.run({ ...base, 'parameter-overrides': 'Stage=x', ...inputs })
  expect(lastRequest().Tags).toEqual(sent)
})
