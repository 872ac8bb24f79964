import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { addJob } from '../../../src/local/codepipeline/service/add-job.ts'
import { fileLedger } from '../../../src/local/codepipeline/store/file-ledger.ts'
import { packageRoot } from '../../../src/system/package-root.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codepipeline-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const service = (salt: string) => codePipelineService({ ledger: fileLedger(join(folder, 'kept')), salt })

test('everything is there again, and only what had not ended begins again', async () => {
  const first = service('first')
  first.call('CreatePipeline', { pipeline: aDeclaration(), tags: [{ key: '__proto__', value: 'x' }] })
  await first.rest()
  first.settle('Fetch', { status: 'Succeeded', outputVariables: { VersionId: 'v1' } })
  await first.rest()
  const scope = first.engine.scope('111111111111', 'eu-west-1')
  addJob(first.engine, scope, {
    actionId: 'a',
    pipeline: 'Garage',
    type: aDeclaration().stages[2].actions[0].actionTypeId,
  })
  const seen = (of: ReturnType<typeof service>) => ({
    state: of.call('GetPipelineState', { name: 'Garage' }),
    actions: of.call('ListActionExecutions', { pipelineName: 'Garage' }),
    tags: of.call('ListTagsForResource', { resourceArn: 'arn:aws:codepipeline:eu-west-1:111111111111:Garage' }),
    jobs: of.engine.scope('111111111111', 'eu-west-1').workers.jobs,
  })
  const before = seen(first)
  // The first one is never closed: this is what a process leaves that was killed.
  const second = service('second')
  second.engine.resume()
  await second.rest()
  expect(seen(second)).toEqual(before)
  expect(second.working()).toEqual(['Ask'])
})

test('a request is kept before it is answered, and what it brings about follows after the restart', async () => {
  const first = service('first')
  first.call('CreatePipeline', { pipeline: aDeclaration() })
  // Nothing has moved yet: the process ends right after the answer.
  const second = service('second')
  expect(second.call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries).toHaveLength(1)
  second.engine.resume()
  await second.rest()
  expect(second.working()).toEqual(['Fetch'])
})

test('a deleted pipeline stays deleted, and half of a file is no pipeline', async () => {
  const first = service('first')
  for (const name of ['Garage', 'garage', '..']) first.call('CreatePipeline', { pipeline: aDeclaration(name) })
  first.call('DeletePipeline', { name: 'Garage' })
  const kept = join(folder, 'kept', '111111111111.eu-west-1')
  writeFileSync(join(kept, 'abc.json.new'), '{"na')
  const names = service('second')
    .call('ListPipelines')
    .pipelines.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['..', 'garage'])
  expect(readdirSync(kept)).toHaveLength(2)
})

test.each(['{"na', '[]', '{"name":"x"}', ''])(
  'a damaged file (%j) is named, and not taken for an empty one',
  (text) => {
    service('first').call('CreatePipeline', { pipeline: aDeclaration() })
    const kept = join(folder, 'kept', '111111111111.eu-west-1')
    const path = join(kept, readdirSync(kept)[0]!)
    writeFileSync(path, text)
    expect(() => service('second')).toThrow(expect.objectContaining({ message: expect.stringContaining(path) }))
  },
)

test('after kill -9 a finished action never runs again, and the one that ran begins once more', async () => {
  const notes = join(folder, 'notes')
  writeFileSync(notes, '')
  const begun = () =>
    readFileSync(notes, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  const run = (hanging: string) => {
    const tsx = pathToFileURL(createRequire(join(packageRoot(), 'package.json')).resolve('tsx')).href
    const program = join(packageRoot(), 'test/support/killed-executor.ts')
    const options = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] }
    return spawn(process.execPath, ['--import', tsx, program, join(folder, 'kept'), notes, hanging], options)
  }
  const killed = run('Roll')
  const exited = once(killed, 'exit')
  while (begun().length < 2 && killed.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20))
  killed.kill('SIGKILL')
  await exited
  // Nothing hangs now, so this process ends when the execution has ended.
  const [code] = await once(run('none'), 'exit')
  expect(code).toBe(0)
  const [fetch, roll] = begun()
  expect([fetch, roll]).toEqual([expect.stringMatching(/^Fetch /), expect.stringMatching(/^Roll /)])
  expect(begun()).toEqual([fetch, roll, roll])
  const { call } = service('third')
  const [execution] = call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries
  expect(execution.status).toBe('Succeeded')
})
