import { expect, test } from '@jest/globals'
import { openExecutions } from '../../../src/local/codepipeline/machine/decisions.ts'
import { nextExpiry } from '../../../src/local/codepipeline/machine/machine.ts'
import { anAction, aStage, rehearsedPipeline, sourceStage } from '../../support/rehearsed-pipeline.ts'

const stages = [
  sourceStage,
  aStage('Deploy', [
    anAction('Roll', {
      inputArtifacts: [{ name: 'Code' }],
      outputArtifacts: [{ name: 'Some-long-artifact' }],
      configuration: {
        UserParameters: '#{variables.Release} #{Origin.VersionId} #{codepipeline.PipelineExecutionId}',
      },
    }),
  ]),
]
const variables = [{ name: 'Release', defaultValue: 'none' }, { name: 'Owner' }]

test('values are bound once: what they hold is not looked at again', () => {
  const run = rehearsedPipeline({ stages, variables })
  const id = run.start({
    variables: [
      { name: 'Release', value: '#{variables.Owner}' },
      { name: 'Owner', value: 'ada' },
      { name: 'Unknown', value: 'left out' },
    ],
  })
  run.succeed('Fetch', { outputVariables: { VersionId: 'v1' } })
  expect(run.executionOf(id).variables).toEqual({ Release: '#{variables.Owner}', Owner: 'ada' })
  expect(run.worksOf('Roll')[0]?.resolvedConfiguration).toEqual({ UserParameters: `#{variables.Owner} v1 ${id}` })
})

test('a reference without a value fails the action before its provider hears of it', () => {
  const run = rehearsedPipeline({ stages, variables: [{ name: 'Release', defaultValue: 'none' }] })
  const id = run.start()
  run.succeed('Fetch', { outputVariables: { ETag: 'e' } })
  expect(run.status(id)).toBe('Failed')
  expect(run.worksOf('Roll')[0]?.error).toEqual({
    code: 'ConfigurationError',
    message: 'The variable #{Origin.VersionId} could not be resolved.',
  })
  expect(run.begun()).toEqual(['Fetch'])
})

test('a missing value fails the execution at once, without actions or variables', () => {
  const run = rehearsedPipeline({ stages, variables: [...variables, { name: 'B' }] })
  const id = run.start({ variables: [{ name: 'Release', value: '7' }] })
  expect(run.executionOf(id)).toMatchObject({
    status: 'Failed',
    statusSummary: "Values for required variables haven't been provided: Owner,B",
    variables: {},
    stages: [],
  })
})

test('a token names the execution that it started, also with other values; duplicates are refused before that', () => {
  const run = rehearsedPipeline({ stages, variables: [{ name: 'Release', defaultValue: 'none' }] })
  const id = run.start({ clientRequestToken: 'one' })
  expect(run.start({ clientRequestToken: 'one', variables: [{ name: 'Release', value: '8' }] })).toBe(id)
  expect(run.executionOf(id).variables).toEqual({ Release: 'none' })
  const twice = [
    { name: 'Release', value: '1' },
    { name: 'Release', value: '2' },
  ]
  expect(() => run.start({ clientRequestToken: 'one', variables: twice })).toThrow(/must be unique/)
  const sourceRevisions = [{ actionName: 'Roll', revisionType: 'COMMIT_ID', revisionValue: 'x' }]
  expect(() => run.start({ clientRequestToken: 'one', sourceRevisions })).toThrow(/no source action named 'Roll'/)
  expect(run.start({ clientRequestToken: 'two' })).not.toBe(id)
})

test('artifacts have keys in the form of the service, and another one on each attempt', () => {
  const run = rehearsedPipeline({
    stages,
    name: 'a-name-with-more-than-twenty',
    variables: [{ name: 'Release', defaultValue: '1' }],
  })
  run.start()
  run.succeed('Fetch', { outputVariables: { VersionId: 'v' }, revision: { revisionId: 'v' } })
  const [roll] = run.worksOf('Roll')
  expect(roll).toMatchObject({
    inputs: [{ name: 'Code', key: expect.stringMatching(/^a-name-with-more-tha\/Code\/key\d{4}\.zip$/) }],
  })
  expect('outputs' in roll! && roll.outputs[0]?.key).toMatch(/^a-name-with-more-tha\/Some-long-\/key\d{4}\.zip$/)
  expect(run.pipeline.executions[0]?.revisions).toEqual([{ name: 'Code', revisionId: 'v' }])
})

test('so many executions may be open, and one more is refused', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, aStage('Deploy', [anAction('Roll')])] })
  for (let count = 0; count < openExecutions; count++) run.start()
  expect(() => run.start()).toThrow(/50 executions that have not ended/)
  run.fail('Fetch')
  expect(run.status(run.start())).toBe('InProgress')
})

test('what has no more time fails, at its time and not before', () => {
  const run = rehearsedPipeline({
    stages: [sourceStage, aStage('Deploy', [anAction('Roll', { timeoutInMinutes: 5 })])],
  })
  const id = run.start()
  run.succeed('Fetch')
  expect(nextExpiry(run.pipeline)! - run.machine.now()).toBe(5 * 60_000)
  run.passMinutes(4)
  expect(run.status(id)).toBe('InProgress')
  run.passMinutes(1)
  expect(run.status(id)).toBe('Failed')
  expect(run.worksOf('Roll')[0]?.error?.code).toBe('Timeout')
  expect(run.effects.at(-1)).toEqual({ kind: 'abandon', id: run.worksOf('Roll')[0]?.id })
  expect(nextExpiry(run.pipeline)).toBeUndefined()
})
