import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { runAction } from '../../../test/support/pipeline-action.ts'
import { defineStage, type Stage } from '../../core/run/stage.ts'
import { pipelineSettings } from './settings.ts'

/** A stage that says what it was given. */
const told = defineStage({
  name: 'tell',
  inputs: z.object({
    release: z.string().optional().describe('The release.'),
    stackName: z.string().optional().describe('The stack.'),
    lanes: z.coerce.number().optional().describe('A number.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded']).describe('The outcome.'),
    said: z.string().describe('What was given.'),
  }),
  run: async (inputs) => ({ outcome: 'succeeded', said: JSON.stringify(inputs) }),
}) as unknown as Stage

test.each([
  [{ LIFTLOCK_INPUTS: '{"release":"1.0.0","stack-name":"parking","lanes":4}' }, {}, '1.0.0'],
  [
    { LIFTLOCK_INPUTS: '{"release":"1.0.0","stack-name":"parking","lanes":"4"}', LIFTLOCK_RELEASE: '2.0.0' },
    {},
    '2.0.0',
  ],
  [{ LIFTLOCK_INPUTS: '{"stack-name":"parking","lanes":4}', LIFTLOCK_RELEASE: '2.0.0' }, { release: '3.0.0' }, '3.0.0'],
])('a flag wins over its variable, and this one over the JSON: %j %j', async (environment, flags, release) => {
  const { variables } = await runAction(told, { environment, flags })
  expect(JSON.parse(variables.said!)).toEqual({ release, stackName: 'parking', lanes: 4 })
})

test('an empty value counts as not given', async () => {
  const environment = { LIFTLOCK_INPUTS: '{"release":"","stack-name":"parking"}', LIFTLOCK_RELEASE: '' }
  const { variables } = await runAction(told, { environment })
  expect(JSON.parse(variables.said!)).toEqual({ stackName: 'parking' })
})

test('an input that the stage does not have is refused by its name', async () => {
  const { exitCode, log } = await runAction(told, { environment: { LIFTLOCK_INPUTS: '{"realease":"1.0.0"}' } })
  expect(exitCode).toBe(2)
  expect(log).toContain('tell has no input LIFTLOCK_INPUTS.realease; nothing was done')
  expect(log).toContain('did you mean release?')
})

test.each([
  ['LIFTLOCK_INPUTS', '{"release":"1"'],
  ['LIFTLOCK_INPUTS', '["release"]'],
  ['LIFTLOCK_INPUTS', 'null'],
  ['LIFTLOCK_INPUTS', '{"release":{"digest":"1"}}'],
  ['LIFTLOCK_INPUTS', '{"release":"1","release":"2"}'],
  ['LIFTLOCK_PIPELINE_BEFORE', '{"outcome":'],
  ['LIFTLOCK_PIPELINE_BEFORE', Buffer.from('{"outcome":"a","outcome":"b"}').toString('base64url')],
  ['LIFTLOCK_PIPELINE_BEFORE', Buffer.from('{"outcome":').toString('base64url')],
  ['LIFTLOCK_PIPELINE_FOLLOWED', 'yes'],
  ['LIFTLOCK_PIPELINE_MINUTES', '0'],
  ['LIFTLOCK_PIPELINE_MINUTES', '54.5'],
  ['LIFTLOCK_PIPELINE_MINUTES', '2161'],
  ['LIFTLOCK_PIPELINE_APPROVAL', 'Approve'],
  ['LIFTLOCK_PIPELINE_APPROVAL', 'a/b/c'],
])('%s is refused as %s, by its name', (name, value) => {
  expect(() => pipelineSettings({ [name]: value })).toThrow(
    expect.objectContaining({ reason: 'input-invalid', message: expect.stringContaining(`${name} is `) }),
  )
})

test('without variables, the time is that of the service and nothing follows', () => {
  expect(pipelineSettings({})).toEqual({
    inputs: {},
    exports: undefined,
    followed: false,
    before: {},
    minutes: 54,
    approval: undefined,
  })
})
