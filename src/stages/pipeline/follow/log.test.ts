import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import type { Report } from '../../../core/run/report.ts'
import { followPipeline } from './stage.ts'

const id = executionId(1)
const logStreamARN = 'arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codepipeline/shop:log-stream:a/b:c'
let service: ScriptedCodePipeline
let run: ScriptedExecution
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  const pipeline = scriptedPipeline('shop')
  run = scriptedExecution(id, service.clock.now(), { status: 'Failed', actions: [failed({ logStreamARN })] })
  pipeline.executions = [run]
  service.pipelines.set('shop', pipeline)
})
afterEach(() => service.stop())

function failed(result: object) {
  const executionResult = { errorDetails: { code: 'JobFailed', message: 'exit 3' }, ...result }
  return scriptedAction('Build/Compile', 'Failed', [1, 2], {
    actionExecutionId: 'compile',
    output: { executionResult },
  })
}

const events = (...messages: readonly string[]) => messages.map((message, index) => ({ timestamp: index, message }))

async function follow() {
  const given = { pipeline: 'shop', execution: id }
  const error = await runCommand(followPipeline, service, given).then(
    () => undefined,
    (thrown: Error & { reports: readonly Report[] }) => thrown,
  )
  const texts = (error?.reports ?? []).flatMap((event) =>
    event.kind === 'text' || event.kind === 'note' ? [String(event.text)] : [],
  )
  return { error, text: texts.join('\n') }
}
const asked = () => service.calls.filter(({ name }) => name === 'GetLogEvents').map(({ body }) => body)

test('the end of the log of the failed action follows the reason', async () => {
  const many = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`)
  service.log = () => ({ events: events(...many, `${String.fromCharCode(27)}[31mred${String.fromCharCode(27)}[0m`) })
  const { error, text } = await follow()
  expect(error).toMatchObject({ reason: 'action-failed' })
  expect(text).toMatch(
    /Build\/Compile failed: JobFailed: exit 3\n--- the end of the log of Build\/Compile \(30 lines\)/,
  )
  expect(text).toMatch(/lines\)\nline 12\n[\s\S]*\nline 40\nred\n--- end of the log$/)
  expect(asked()).toMatchObject([{ logGroupName: '/aws/codepipeline/shop', logStreamName: 'a/b:c', limit: 200 }])
})

test('an empty page is not the end of the log', async () => {
  service.log = ({ nextToken }) =>
    nextToken === undefined
      ? { events: [], nextBackwardToken: 'older' }
      : { events: events('there'), nextBackwardToken: 'oldest' }
  expect((await follow()).text).toContain('\nthere\n')
})

test('a log that arrives late is waited for', async () => {
  let calls = 0
  service.log = () => ({ events: calls++ < 2 ? [] : events('late') })
  expect((await follow()).text).toContain('\nlate\n')
})

test.each([
  ['a missing right', 'AccessDeniedException', 'not authorized to perform: logs:GetLogEvents'],
  ['a stream that is gone', 'ResourceNotFoundException', 'The specified log stream does not exist.'],
  ['throttling', 'ThrottlingException', 'Rate exceeded'],
  ['expired credentials', 'ExpiredTokenException', 'expired'],
])('%s is one note, and decides nothing', async (_, code, message) => {
  service.log = () => {
    throw new Refusal(code, message)
  }
  const { error, text } = await follow()
  expect(error).toMatchObject({ reason: 'action-failed', message: 'Build/Compile failed: JobFailed: exit 3' })
  expect(text.match(/the log of Build\/Compile could not be read: /g)).toHaveLength(1)
})

test.each([['nonsense'], ['arn:aws:logs:eu-west-1:111111111111:log-group:a'], ['arn:aws:s3:::bucket/key']])(
  'a text that is no log stream (%s) is one note',
  async (stream) => {
    run.actions = [failed({ logStreamARN: stream })]
    const { error, text } = await follow()
    expect(error).toMatchObject({ reason: 'action-failed' })
    expect(text).toContain(`${JSON.stringify(stream)} is not the ARN of a log stream`)
    expect(asked()).toEqual([])
  },
)

test('an action without a log has no note', async () => {
  run.actions = [failed({ logStreamARN: 'arn:aws:logs:eu-west-1:111111111111:log-group:null:log-stream:null' })]
  const { error, text } = await follow()
  expect(error).toMatchObject({ reason: 'action-failed' })
  expect(text).not.toContain('log of')
  expect(asked()).toEqual([])
})

test('the outcome is that of our own stage, when the log has its record', async () => {
  service.log = () => ({
    events: events('✗ deploy: m', '  Reason: stack-busy (liftlock explain stack-busy)', 'exit 3'),
  })
  expect((await follow()).error).toMatchObject({
    reason: 'stack-busy',
    outcome: 'still-running',
    message: 'Build/Compile ended with stack-busy',
  })
})

test('a record of success does not turn a failure into one', async () => {
  service.log = () => ({ events: events('{"stage":"deploy","outcome":"succeeded"}') })
  expect((await follow()).error).toMatchObject({ reason: 'action-failed', outcome: 'failed' })
})

test('an execution is without changes when all of our stages in it were, by their output variables', async () => {
  const outputVariables = { outcome: 'no-changes' }
  run.actions = [scriptedAction('Build/Compile', 'Succeeded', [1], { output: { outputVariables } })]
  run.status = 'Succeeded'
  const { outputs } = await runCommand(followPipeline, service, { pipeline: 'shop', execution: id })
  expect(outputs).toMatchObject({ outcome: 'no-changes' })
})
