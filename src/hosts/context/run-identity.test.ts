import { expect, test } from '@jest/globals'
import { runText } from '../../core/run/run-identity.ts'
import { placeOf, runIdentity } from './run-identity.ts'

const job = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'acme/parking',
  GITHUB_RUN_ID: '17',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_ACTOR: 'ann',
}

test('a job of GitHub is known by its run and attempt, and can be looked at', () => {
  const run = runIdentity(job)
  expect(run).toEqual({
    host: 'github',
    id: 'acme/parking#17.2',
    actor: 'ann',
    url: 'https://github.example/acme/parking/actions/runs/17',
  })
  expect(runText(run)).toBe('github run acme/parking#17.2 of ann')
})

test('of a run that somebody else started again, that one is the actor', () => {
  expect(runIdentity({ ...job, GITHUB_TRIGGERING_ACTOR: 'bob' }).actor).toBe('bob')
})

test('anywhere else it is this process on this machine', () => {
  const run = runIdentity({})
  expect(run).toMatchObject({ host: 'terminal', id: expect.stringMatching(`:${process.pid}$`) })
})

const action = {
  LIFTLOCK_PIPELINE_EXECUTION: '00000000-0000-4000-8000-000000000001',
  LIFTLOCK_PIPELINE_NAME: 'parking',
  LIFTLOCK_PIPELINE_STAGE: 'Production',
  LIFTLOCK_PIPELINE_ACTION: 'Promote',
}

test('an action of a pipeline is known by its execution, and can be looked at', () => {
  const run = runIdentity({ ...action, AWS_REGION: 'eu-west-1', GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '17' })
  expect(run).toEqual({
    host: 'codepipeline',
    id: 'parking#00000000-0000-4000-8000-000000000001/Production/Promote',
    url: 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/parking/executions/00000000-0000-4000-8000-000000000001/timeline?region=eu-west-1',
  })
  expect(placeOf(run)).toEqual({ repeatableRun: '00000000-0000-4000-8000-000000000001' })
})

test.each([
  [{ AWS_REGION: 'cn-north-1' }, 'https://cn-north-1.console.amazonaws.cn/'],
  [{ AWS_DEFAULT_REGION: 'us-gov-west-1' }, 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  [{}, undefined],
  [{ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, undefined],
])('the page of an execution lies in the console of its partition: %j', (environment, start) => {
  expect(runIdentity({ ...action, ...environment }).url?.slice(0, start?.length)).toBe(start)
})

test.each([
  ['LIFTLOCK_PIPELINE_EXECUTION', '#{codepipeline.PipelineExecutionId}', 'input-invalid'],
  ['LIFTLOCK_PIPELINE_NAME', '', 'input-missing'],
  ['LIFTLOCK_PIPELINE_STAGE', 'a/b', 'input-invalid'],
  ['LIFTLOCK_PIPELINE_ACTION', 'a\nb', 'input-invalid'],
])('%s as %j is refused by its name', (name, value, reason) => {
  expect(() => runIdentity({ ...action, [name]: value })).toThrow(
    expect.objectContaining({ reason, message: expect.stringContaining(name) }),
  )
})
