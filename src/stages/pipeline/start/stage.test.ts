import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  type ScriptedPipeline,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import type { Context } from '../../../core/run/context.ts'
import { placeOf } from '../../../hosts/context/run-identity.ts'
import { startPipeline } from './stage.ts'

let service: ScriptedCodePipeline
let shop: ScriptedPipeline
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  shop = scriptedPipeline('shop', {
    variables: [
      { name: 'Version', defaultValue: 'none' },
      { name: 'Note', defaultValue: '-' },
    ],
  })
  shop.executions = [
    scriptedExecution(executionId(1), service.clock.now(), {
      status: 'Succeeded',
      trigger: { triggerType: 'CreatePipeline' },
    }),
  ]
  service.pipelines.set('shop', shop)
  service.clock.push(10_000)
})
afterEach(() => service.stop())

async function start(inputs: object = {}, replaced: Partial<Context> = {}) {
  const { outputs, text } = await runCommand(
    startPipeline,
    service,
    { pipeline: 'shop', detach: true, ...inputs },
    replaced,
  )
  const { execution, attached } = outputs as { execution: string; attached: boolean }
  const run = shop.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === execution)!
  // The service resolves variables at once.
  const asked = (run.asked?.variables ?? []) as { name: string; value: string }[]
  run.variables = shop.definition.variables!.map(({ name, defaultValue }) => ({
    name,
    resolvedValue: asked.find((given) => given.name === name)?.value ?? defaultValue,
  }))
  service.clock.push(10_000)
  return { id: execution, attached, run, text }
}

/** Ends an execution now. */
function end(run: object, status = 'Succeeded'): void {
  Object.assign(run, { status, lastUpdateTime: service.clock.now() })
}

test('variables and exact revisions reach the service', async () => {
  const inputs = { variables: 'Version=1.2=a,b\nNote=two words', revisions: 'Code=abc', objectKeys: 'Code=other.zip' }
  const { run, attached, text } = await start(inputs)
  expect(attached).toBe(false)
  expect(run.asked).toEqual({
    variables: [
      { name: 'Version', value: '1.2=a,b' },
      { name: 'Note', value: 'two words' },
    ],
    sourceRevisions: [
      { actionName: 'Code', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: 'abc' },
      { actionName: 'Code', revisionType: 'S3_OBJECT_KEY', revisionValue: 'other.zip' },
    ],
  })
  expect(text).toContain('follow it: liftlock pipeline follow shop --execution ')
})

test.each([
  ['S3', 'S3_OBJECT_VERSION_ID'],
  ['ECR', 'IMAGE_DIGEST'],
  ['CodeCommit', 'COMMIT_ID'],
  ['CodeStarSourceConnection', 'COMMIT_ID'],
])('a revision of %s is a %s', async (provider, revisionType) => {
  const actionTypeId = { category: 'Source', owner: 'AWS', provider }
  shop.definition = { ...shop.definition, stages: [{ name: 'Source', actions: [{ name: 'Code', actionTypeId }] }] }
  expect((await start({ revisions: 'Code=r' })).run.asked?.sourceRevisions).toMatchObject([{ revisionType }])
})

test('a repeat attaches while it runs, begins anew once it has ended, and another value is another run', async () => {
  const first = await start({ variables: 'Version=1' })
  expect(await start({ variables: 'Version=1' })).toMatchObject({ id: first.id, attached: true })
  expect(await start({ variables: 'Version=2' })).toMatchObject({ attached: false })
  expect(await start({ variables: 'Version=1' })).toMatchObject({ id: first.id, attached: true })
  end(first.run, 'Failed')
  const second = await start({ variables: 'Version=1' })
  expect(second.attached).toBe(false)
  expect(second.id).not.toBe(first.id)
})

test('the order of variables does not matter', async () => {
  const first = await start({ variables: 'Version=1\nNote=n' })
  expect(await start({ variables: 'Note=n\nVersion=1' })).toMatchObject({ id: first.id, attached: true })
})

test('a repeat attaches although another execution ended in between', async () => {
  const former = await start({ variables: 'Version=1' })
  const own = await start({ variables: 'Version=2' })
  end(former.run, 'Superseded')
  expect(await start({ variables: 'Version=2' })).toMatchObject({ id: own.id, attached: true })
})

test('a list that still shows an ended execution as running does not attach to it', async () => {
  const first = await start({ variables: 'Version=1' })
  const { executions } = shop
  const outdated = executions.map((each) => ({ ...each }))
  end(first.run)
  // The list lags behind: the execution itself is known to have ended.
  service.fault = (name) => {
    shop.executions = name === 'ListPipelineExecutions' ? outdated : executions
    return undefined
  }
  const second = await start({ variables: 'Version=1' })
  expect(second).toMatchObject({ attached: false })
  expect(second.id).not.toBe(first.id)
})

test('again starts in any case, each time', async () => {
  const ids = [await start(), await start({ again: true }), await start({ again: true })].map(({ id }) => id)
  expect(new Set(ids).size).toBe(3)
})

test('all attempts of a run of a workflow are one execution, and another run is another', async () => {
  const of = (id: string) => placeOf({ host: 'github', id })
  const first = await start({}, of('acme/shop#7.1'))
  end(first.run, 'Failed')
  expect(await start({}, of('acme/shop#7.2'))).toMatchObject({ id: first.id, attached: true })
  expect(await start({}, of('acme/shop#8.1'))).toMatchObject({ attached: false })
  expect(await start({ variables: 'Version=1' }, of('acme/shop#7.2'))).toMatchObject({ attached: false })
})

test('an answer that is lost starts nothing twice', async () => {
  let lost = 0
  service.fault = (name) => (name === 'StartPipelineExecution' && lost++ === 0 ? 'reset' : undefined)
  await start()
  expect(shop.executions).toHaveLength(2)
  // The call arrived, and only its answer was lost.
  lost = 0
  service.fault = (name, body) => {
    if (name !== 'StartPipelineExecution' || lost++ > 0) return undefined
    const id = executionId(5)
    shop.tokens.set(String(body.clientRequestToken), id)
    shop.executions.unshift(scriptedExecution(id, service.clock.now()))
    return 'reset'
  }
  expect((await start({ again: true })).id).toBe(executionId(5))
})

test('a pipeline that is busy with another call is asked again', async () => {
  let refused = 0
  service.fault = (name) =>
    name === 'StartPipelineExecution' && refused++ < 3 ? { code: 'ConflictException', status: 409 } : undefined
  expect(await start()).toMatchObject({ attached: false })
})

test.each([
  ['ConcurrentPipelineExecutionsLimitExceededException', 'too many executions run'],
  ['ConflictException', 'stays busy'],
])('%s is a refusal that says what to do', async (code, hint) => {
  service.fault = (name) => (name === 'StartPipelineExecution' ? { code, message: 'no' } : undefined)
  await expect(start()).rejects.toMatchObject({ reason: 'pipeline-refused', hint: saying(hint) })
})

test.each([
  ['pipeline', 'a b'],
  ['pipeline', 'x'.repeat(101)],
])('a name that no pipeline can have is wrong input (%s %s)', (key, value) => {
  expect(startPipeline.inputs.safeParse({ [key]: value }).error?.issues[0]).toMatchObject({ path: [key] })
})

test.each([
  [{ variables: 'Versoin=1' }, 'input-invalid', 'the pipeline has no variable Versoin', 'did you mean Version?'],
  [{ variables: 'Version=' }, 'input-invalid', 'Version: the text is empty', ''],
  [{ variables: `Version=${'x'.repeat(1001)}` }, 'input-invalid', '1001 characters', ''],
  [{ variables: 'Version' }, 'input-invalid', '"Version" has no name', '--variables'],
  [{ variables: 'Version=1\nVersion=2' }, 'input-invalid', 'Version is there twice', ''],
  [{ revisions: 'Cod=1' }, 'input-invalid', 'the pipeline has no source action Cod', 'did you mean Code?'],
  [{ revisions: 'Compile=1' }, 'input-invalid', 'the pipeline has no source action Compile', 'it has Code'],
  [{ revisions: `Code=${'x'.repeat(1501)}` }, 'input-invalid', '1 to 1500 characters', ''],
])('what cannot be meant starts nothing (%#)', async (inputs, reason, message, hint) => {
  await expect(start(inputs)).rejects.toMatchObject({
    reason,
    message: expect.stringContaining(message),
    hint: saying(hint),
  })
  expect(shop.executions).toHaveLength(1)
})

test('a variable without a value starts nothing, because the execution would only fail', async () => {
  shop.definition = { ...shop.definition, variables: [{ name: 'Version' }, { name: 'Note', defaultValue: '-' }] }
  await expect(start()).rejects.toMatchObject({ reason: 'input-missing', message: expect.stringContaining('Version') })
  expect((await start({ variables: 'Version=1' })).attached).toBe(false)
})

test('by default the execution is followed, although reads do not know it at first', async () => {
  service.fault = (name) => {
    const [newest] = shop.executions
    const seconds = service.clock.elapsed() / 1000
    if (seconds > 60 && shop.executions.length === 2) end(newest!)
    return seconds < 15 && name === 'ListActionExecutions' ? { code: 'PipelineExecutionNotFoundException' } : undefined
  }
  const { outputs } = await runCommand(startPipeline, service, { pipeline: 'shop' })
  expect(outputs).toMatchObject({ outcome: 'succeeded', status: 'Succeeded', attached: false })
})
