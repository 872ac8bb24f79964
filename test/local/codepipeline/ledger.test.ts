import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { keptExecutions } from '../../../src/local/codepipeline/machine/decisions.ts'
import { forgetOldest } from '../../../src/local/codepipeline/machine/forget.ts'
import { fileLedger } from '../../../src/local/codepipeline/store/file-ledger.ts'
import { replaceFile } from '../../../src/local/codepipeline/store/replace-file.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'
import { anAction, aStage, rehearsedPipeline, sourceStage } from '../../support/rehearsed-pipeline.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codepipeline-ledger-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Service = ReturnType<typeof codePipelineService>
const name = { pipelineName: 'Garage' }
const executions = ({ call }: Service) => call('ListPipelineExecutions', name).pipelineExecutionSummaries
const bench = { category: 'Build', owner: 'Custom', provider: 'Bench', version: '1' }

/** A source, an approval, a worker and a second run that fails: each way in which something is written. */
async function wholeStory(service: Service, done: Set<string>, dead: () => boolean): Promise<void> {
  const { call, rest, settle, orders } = service
  if (service.engine.scope('111111111111', 'eu-west-1').workers.types.length === 0) {
    const counts = { minimumCount: 0, maximumCount: 5 }
    const { category, provider, version } = bench
    const type = { category, provider, version, inputArtifactDetails: counts, outputArtifactDetails: counts }
    call('CreateCustomActionType', type)
  }
  if (call('ListPipelines').pipelines.length === 0) {
    const [source, approve] = aDeclaration().stages
    const make = { name: 'Make', actionTypeId: bench, configuration: {} }
    const stages = [source, approve, { name: 'Make', actions: [make] }]
    call('CreatePipeline', { pipeline: { ...aDeclaration(), stages } })
  }
  for (;;) {
    await rest()
    if (dead()) throw new Error('killed')
    const [latest] = executions(service)
    if (latest.status !== 'InProgress') return
    const [order] = orders()
    const ended = order?.work.name
    const state = call('GetPipelineState', { name: 'Garage' }).stageStates
    const { token } = state[1].actionStates[0].latestExecution ?? {}
    if (token !== undefined) {
      const result = { status: 'Approved', summary: '' }
      call('PutApprovalResult', { ...name, stageName: 'Approve', actionName: 'Ask', token, result })
      done.add(token)
    } else if (ended === 'Make') {
      const job = order!.job()
      if (job.result === undefined && job.continuationToken === undefined)
        call('PutJobSuccessResult', { jobId: job.id, continuationToken: 'more' })
      else {
        const end = { jobId: job.id, outputVariables: { Made: 'yes' } }
        call('PutJobSuccessResult', end)
        call('PutJobSuccessResult', end)
        done.add(order!.work.id)
      }
    } else if (ended !== undefined) {
      settle(ended, { status: 'Succeeded' })
      await rest()
      if (!dead()) done.add(order!.work.id)
    }
  }
}

test('a process that is killed at any write goes on after it, and what has ended never begins again', async () => {
  for (let writes = 0; ; writes++) {
    const kept = join(folder, String(writes))
    let left = writes
    let dead = false
    const write = (path: string, text: string) => {
      dead ||= left-- <= 0
      if (dead) throw new Error('killed')
      replaceFile(path, text)
    }
    const done = new Set<string>()
    const first = codePipelineService({ ledger: fileLedger(kept, write), salt: 'first', log: () => undefined })
    const survived = await wholeStory(first, done, () => dead).then(
      () => true,
      () => false,
    )
    const second = codePipelineService({ ledger: fileLedger(kept), salt: 'second' })
    second.engine.resume()
    await second.rest()
    for (const { work } of second.orders()) expect([writes, done.has(work.id)]).toEqual([writes, false])
    await wholeStory(second, done, () => false)
    expect([writes, executions(second).length, executions(second)[0].status]).toEqual([writes, 1, 'Succeeded'])
    const [made] = second.call('ListActionExecutions', name).actionExecutionDetails
    expect(made.output.outputVariables).toEqual({ Made: 'yes' })
    if (survived) {
      expect(writes).toBeGreaterThan(10)
      return
    }
  }
})

test('on a full disk requests fail, nothing begins, and everything goes on when there is room again', async () => {
  let full = false
  const lines: string[] = []
  const write = (path: string, text: string) => {
    if (full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    replaceFile(path, text)
  }
  const service = codePipelineService({ ledger: fileLedger(folder, write), log: (line) => lines.push(line) })
  const { call, rest, passMinutes, working, settle } = service
  full = true
  expect(() => call('CreatePipeline', { pipeline: aDeclaration() })).toThrow(
    /cannot keep the pipeline 'Garage': ENOSPC/,
  )
  expect(call('ListPipelines').pipelines).toEqual([])
  full = false
  call('CreatePipeline', { pipeline: aDeclaration() })
  await rest()
  full = true
  settle('Fetch', { status: 'Succeeded' })
  await rest()
  expect(() => call('StartPipelineExecution', { name: 'Garage', clientRequestToken: 'one' })).toThrow(/ENOSPC/)
  await rest()
  expect([working(), lines.length > 0]).toEqual([[], true])
  full = false
  passMinutes(1)
  await rest()
  passMinutes(1)
  await rest()
  expect(working()).toEqual(['Ask', 'Fetch'])
  // What the refused request began is there, and the same token finds it.
  call('StartPipelineExecution', { name: 'Garage', clientRequestToken: 'one' })
  expect(executions(service)).toHaveLength(2)
  const second = codePipelineService({ ledger: fileLedger(folder), salt: 'second' })
  expect(executions(second)).toEqual(executions(service))
})

test('an execution that has ended is written once, also over a restart, and goes with its pipeline', async () => {
  const paths: string[] = []
  const write = (path: string, text: string) => {
    paths.push(path)
    replaceFile(path, text)
  }
  const first = codePipelineService({ ledger: fileLedger(folder, write) })
  const [source, , deploy] = aDeclaration().stages
  const variables = [{ name: 'Needed' }]
  first.call('CreatePipeline', { pipeline: { ...aDeclaration(), variables, stages: [source, deploy] } })
  // Each fails at once, because a value is missing.
  for (let count = 0; count < 9; count++) first.call('StartPipelineExecution', { name: 'Garage' })
  await first.rest()
  const second = codePipelineService({ ledger: fileLedger(folder, write), salt: 'second' })
  second.call('StartPipelineExecution', { name: 'Garage' })
  await second.rest()
  const ended = paths.filter((path) => path.includes('.ended'))
  expect([ended.length, new Set(ended).size]).toEqual([11, 11])
  const third = codePipelineService({ ledger: fileLedger(folder), salt: 'third' })
  expect(executions(third)).toEqual(executions(second))
  const pipeline = third.engine.scope('111111111111', 'eu-west-1').pipelines.get('Garage')!
  pipeline.executions.splice(0, 4)
  third.call('StartPipelineExecution', { name: 'Garage' })
  const scope = join(folder, '111111111111.eu-west-1')
  const beside = readdirSync(scope).find((name) => name.endsWith('.ended'))!
  expect(readdirSync(join(scope, beside))).toHaveLength(8)
  third.call('DeletePipeline', { name: 'Garage' })
  expect(readdirSync(scope)).toEqual([])
})

test('of many executions the oldest are forgotten, but what a stage shows or a rollback needs', () => {
  const stages = [sourceStage, aStage('Deploy', [anAction('Roll')])]
  const run = rehearsedPipeline({ stages, variables: [{ name: 'Needed' }] })
  const given = (value: string) => [{ name: 'Needed', value }]
  const [target, failed] = [
    run.start({ variables: given('1'), clientRequestToken: 'one' }),
    run.start({ variables: given('2') }),
  ]
  run.succeed('Fetch')
  run.succeed('Fetch')
  run.succeed('Roll')
  run.fail('Roll')
  const open = run.start({ variables: given('3') })
  const oldest = run.start({ clientRequestToken: 'two' })
  for (let count = 0; count < keptExecutions + 95; count++) run.start()
  expect(forgetOldest(run.pipeline)).toBe(false)
  run.start()
  expect(forgetOldest(run.pipeline)).toBe(true)
  const ids = run.pipeline.executions.map(({ id }) => id)
  expect(ids.slice(0, 3)).toEqual([target, failed, open])
  expect([ids.length, ids.includes(oldest)]).toEqual([keptExecutions + 3, false])
  expect(Object.keys(run.pipeline.tokens)).toEqual(['one'])
})
