import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { followPipeline } from '../follow/stage.ts'
import { listPipelines } from '../list/stage.ts'
import { showPipeline } from './stage.ts'

let service: ScriptedCodePipeline
beforeEach(async () => {
  service = await startScriptedCodePipeline()
})
afterEach(() => service.stop())

const [old, now] = [executionId(1), executionId(2)]
const day = (number: number) => new Date(Date.UTC(2026, 10, number))
const ana = { triggerType: 'StartPipelineExecution', triggerDetail: 'arn:aws:iam::111111111111:user/ana' }

/** Production has the old execution; the new one waits for an approval. */
function shop() {
  const pipeline = scriptedPipeline('shop')
  const revision = (revisionId: string) => [{ actionName: 'Code', revisionId }]
  pipeline.executions = [
    scriptedExecution(now, day(2), {
      trigger: ana,
      sourceRevisions: revision('b'.repeat(40)),
      variables: [{ name: 'Version', resolvedValue: '2.0' }],
    }),
    scriptedExecution(old, day(1), {
      status: 'Succeeded',
      sourceRevisions: revision('v1'),
      actions: [scriptedAction('Production/Deploy', 'Succeeded', [1, 2])],
    }),
  ]
  const token = executionId(9)
  pipeline.states = [
    { stageName: 'Source', latestExecution: { pipelineExecutionId: now, status: 'Succeeded' } },
    {
      stageName: 'Approval',
      latestExecution: { pipelineExecutionId: now, status: 'InProgress' },
      actionStates: [
        { actionName: 'Approve', latestExecution: { status: 'InProgress', token, lastStatusChange: day(3) } },
      ],
    },
    {
      stageName: 'Production',
      latestExecution: { pipelineExecutionId: now, status: 'Failed' },
      inboundExecutions: [{ pipelineExecutionId: now, status: 'InProgress' }],
      inboundTransitionState: {
        enabled: false,
        disabledReason: 'freeze',
        lastChangedBy: 'arn:aws:sts::111111111111:assumed-role/ops/ben',
        lastChangedAt: day(1),
      },
    },
  ]
  service.pipelines.set('shop', pipeline)
  return token
}

test('the last success of a stage succeeded there, however its execution ended later', async () => {
  shop()
  service.pipelines.get('shop')!.executions[1]!.status = 'Stopped'
  const { text } = await runCommand(showPipeline, service, { pipeline: 'shop' })
  expect(text).toContain(`last success: Succeeded ${old}`)
})

test('what runs where, with revision, variables, who and since when', async () => {
  const token = shop()
  const { text, outputs } = await runCommand(showPipeline, service, { pipeline: 'shop' })
  expect(text).toContain(`Source\n  Succeeded ${now}, Code bbbbbbb, Version=2.0, started by ana`)
  expect(text).toContain(`Approve waits for an approval since 2026-11-03T00:00:00Z, token ${token}`)
  expect(text).toContain(`last success: Succeeded ${old}, Code v1`)
  expect(text).toContain(`waiting to enter: ${now}`)
  expect(text).toContain('nothing enters since 2026-11-01T00:00:00Z (ops/ben): freeze')
  expect(outputs).toMatchObject({
    stages: [{ name: 'Source' }, { approvals: [{ token }] }, { latest: { id: now }, succeeded: { id: old } }],
  })
  // The same execution stands in three stages, and is asked for once.
  expect(service.calls.filter(({ name }) => name === 'GetPipelineExecution')).toHaveLength(2)
})

test('an execution that the service has forgotten is shown without its variables', async () => {
  shop()
  const pipeline = service.pipelines.get('shop')!
  pipeline.executions = []
  const { text } = await runCommand(showPipeline, service, { pipeline: 'shop' })
  expect(text).toContain(`Source\n  Succeeded ${now}\n`)
})

test('the actions of one execution, past one page', async () => {
  shop()
  service.pageSize = 2
  const names = ['E', 'D', 'C', 'B', 'A']
  service.pipelines.get('shop')!.executions[0]!.actions = names.map((name, index) =>
    scriptedAction(`Build/${name}`, 'Failed', [10 - index, 11 - index], {
      output: { executionResult: { errorDetails: { message: `${name} broke` } } },
    }),
  )
  const { text, outputs } = await runCommand(showPipeline, service, { pipeline: 'shop', execution: now })
  expect(outputs).toMatchObject({ status: 'InProgress', actions: names.map((actionName) => ({ actionName })) })
  expect(text).toMatch(/^Build\/A {2}Failed .*A broke\n[\s\S]*Build\/E .*E broke\n/)
})

test('what does not exist is an error that names it', async () => {
  shop()
  await expect(runCommand(showPipeline, service, { pipeline: 'shp' })).rejects.toMatchObject({
    reason: 'pipeline-missing',
    message: 'there is no pipeline shp',
  })
  const unknown = { pipeline: 'shop', execution: executionId(7) }
  await expect(runCommand(showPipeline, service, unknown)).rejects.toMatchObject({ reason: 'execution-missing' })
})

test.each([
  { code: 'ThrottlingException', message: 'Rate exceeded' },
  { code: 'InternalFailure', status: 500 },
  { status: 502, html: '<html>' },
  { status: 200, html: '' },
  'reset',
] as const)('a busy service is asked again: %j', async (fault) => {
  shop()
  service.fault = () => (service.calls.length < 4 ? fault : undefined)
  const { outputs } = await runCommand(listPipelines, service, {})
  expect(outputs).toMatchObject({ count: 1, listed: [{ name: 'shop', version: 3 }] })
})

test('executions are listed newest first, and not more than wanted', async () => {
  shop()
  service.pageSize = 1
  const all = await runCommand(listPipelines, service, { pipeline: 'shop' })
  expect(all.text).toMatch(new RegExp(`^${now}  InProgress .*started by ana  Code bbbbbbb\n${old} `))
  const { outputs } = await runCommand(listPipelines, service, { pipeline: 'shop', most: 1 })
  expect(outputs).toMatchObject({ count: 1, listed: [{ pipelineExecutionId: now }] })
})

test('a creation run that names no release has ended; one that deployed something, and one of another pipeline, has failed', async () => {
  const pipeline = scriptedPipeline('shop')
  const fetch = { input: { actionTypeId: { category: 'Source' } } }
  const run = scriptedExecution(old, day(1), {
    status: 'Failed',
    trigger: { triggerType: 'CreatePipeline', triggerDetail: 'arn:aws:iam::111111111111:user/ana' },
    actions: [scriptedAction('Source/Code', 'Succeeded', [1], fetch)],
    rules: [{ stageName: 'Production', ruleName: 'ReleaseIsNamed', status: 'Failed', startTime: day(1) }],
  })
  pipeline.executions = [run]
  pipeline.states = [{ stageName: 'Source', latestExecution: { pipelineExecutionId: old, status: 'Failed' } }]
  service.pipelines.set('shop', pipeline)

  const shown = await runCommand(showPipeline, service, { pipeline: 'shop' })
  const listed = await runCommand(listPipelines, service, { pipeline: 'shop' })
  const followed = await runCommand(followPipeline, service, { pipeline: 'shop' })
  expect(shown.text).toContain(`Ended ${old}, creation run of ana`)
  expect(listed.text).toMatch(new RegExp(`^${old} {2}Ended .*creation run of ana`))
  expect(followed.outputs).toMatchObject({ outcome: 'no-changes', execution: old })
  expect(followed.text).toContain('is the creation run: it ended before anything ran')

  run.rules = [{ ...run.rules[0]!, ruleName: 'Alarm1' }]
  expect((await runCommand(showPipeline, service, { pipeline: 'shop' })).text).toContain(`Failed ${old}`)
  await expect(runCommand(followPipeline, service, { pipeline: 'shop' })).rejects.toMatchObject({
    reason: 'condition-failed',
  })
  run.rules = [{ ...run.rules[0]!, ruleName: 'ReleaseIsNamed' }]

  run.actions = [scriptedAction('Production/Deploy', 'Failed', [2]), ...run.actions]
  expect((await runCommand(showPipeline, service, { pipeline: 'shop' })).text).toContain(`Failed ${old}`)
  expect((await runCommand(listPipelines, service, { pipeline: 'shop' })).text).toContain(`${old}  Failed`)
})
