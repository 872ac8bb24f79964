import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { machineClock } from '../../../src/local/codepipeline/service/clock.ts'
import { controlsOf } from '../../../src/local/codepipeline/service/controls.ts'
import { fileSettings } from '../../../src/local/codepipeline/store/file-settings.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

const seconds = (count: number) => count / 60
const hour = 3_600_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codepipeline-controls-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A service whose reads are late, with what its reads show. */
function lateService() {
  const service = codePipelineService()
  const { call, engine } = service
  engine.lagReads(true)
  const stages = () => call('GetPipelineState', { name: 'Garage' }).stageStates
  const statuses = () =>
    stages().map((stage: { latestExecution?: { status: string } }) => stage.latestExecution?.status)
  const listed = () => call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries
  return { ...service, stages, statuses, listed }
}

test('reads are not late unless that is switched on, and not any more once it is switched off', async () => {
  const { call, engine, rest, statuses, listed } = lateService()
  engine.lagReads(false)
  call('CreatePipeline', { pipeline: aDeclaration() })
  await rest()
  expect(listed()).toHaveLength(1)
  expect(statuses()).toEqual(['InProgress', undefined, undefined])
  engine.lagReads(true)
  engine.lagReads(true)
  expect(statuses()).toEqual(['InProgress', undefined, undefined])
  call('StartPipelineExecution', { name: 'Garage' })
  expect(listed()).toHaveLength(0)
  engine.lagReads(false)
  expect(listed()).toHaveLength(2)
})

test('an execution that has just started is listed after two seconds', async () => {
  const { call, rest, passMinutes, listed } = lateService()
  call('CreatePipeline', { pipeline: aDeclaration() })
  await rest()
  expect(listed()).toEqual([])
  passMinutes(seconds(1))
  expect(listed()).toEqual([])
  passMinutes(seconds(1))
  expect(listed()).toHaveLength(1)
})

test('the state is seven seconds late, while ListActionExecutions is not: the token of an approval appears later', async () => {
  const { call, rest, settle, passMinutes, stages, statuses } = lateService()
  const actions = () =>
    call('ListActionExecutions', { pipelineName: 'Garage' }).actionExecutionDetails.map(
      ({ actionName }: { actionName: string }) => actionName,
    )
  call('CreatePipeline', { pipeline: aDeclaration() })
  await rest()
  expect(statuses()).toEqual([undefined, undefined, undefined])
  passMinutes(seconds(5))
  settle('Fetch', { status: 'Succeeded' })
  await rest()
  expect(actions()).toEqual(['Ask', 'Fetch'])
  passMinutes(seconds(2))
  // This is what the pipeline was seven seconds ago.
  expect(statuses()).toEqual(['InProgress', undefined, undefined])
  passMinutes(seconds(4))
  expect(stages()[1].actionStates).toEqual([{ actionName: 'Ask' }])
  passMinutes(seconds(1))
  expect(statuses()).toEqual(['Succeeded', 'InProgress', undefined])
  expect(stages()[1].actionStates[0].latestExecution.token).toMatch(/-/)
})

test('a pipeline that is created again under the name of a deleted one shows nothing of that one', async () => {
  const { call, rest, passMinutes, statuses } = lateService()
  call('CreatePipeline', { pipeline: aDeclaration() })
  await rest()
  passMinutes(1)
  call('DeletePipeline', { name: 'Garage' })
  call('CreatePipeline', { pipeline: aDeclaration() })
  await rest()
  expect(statuses()).toEqual([undefined, undefined, undefined])
})

test('what waits for a time runs when the clock is moved past it, each once, and not what was cancelled', async () => {
  const clock = machineClock()
  const ran: string[] = []
  const ended = new Promise<void>((resolve) => {
    clock.at(clock.now() + hour, () => ran.push('hour'))
    clock.at(clock.now() + 400 * 24 * hour, () => ran.push('year'))
    clock.at(clock.now() + hour, () => ran.push('cancelled'))()
    clock.at(clock.now() + 2 * hour, resolve)
  })
  clock.move(2 * hour)
  await ended
  expect(ran).toEqual(['hour'])
  expect(clock.now() - Date.now()).toBeGreaterThan(2 * hour - 1000)
  clock.move(0)
  expect(clock.now() - Date.now()).toBeLessThan(1000)
})

test('the clock and the switch outlive the process; forgetting puts the clock right', () => {
  const begin = () => {
    const settings = fileSettings(folder)
    const clock = machineClock(settings.read().ahead)
    const { engine, call } = codePipelineService()
    return { clock, call, controls: controlsOf(engine, clock, settings) }
  }
  const first = begin()
  first.controls.lagReads(true)
  first.controls.moveClock(60)
  first.controls.moveClock(30)
  const second = begin()
  second.call('CreatePipeline', { pipeline: aDeclaration() })
  const listed = () => second.call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries

  expect([first, second].map(({ clock }) => clock.ahead())).toEqual([1.5 * hour, 1.5 * hour])
  expect(listed()).toEqual([])
  second.controls.forget()
  expect(second.call('ListPipelines').pipelines).toEqual([])
  expect(second.clock.ahead()).toBe(0)
  expect(fileSettings(folder).read()).toEqual({ ahead: 0, readsLag: true })
})

test.each(['', '{"ahead":"1","readsLag":true}', '[]', '{"ahead":1}'])('damaged settings (%j) are named', (text) => {
  writeFileSync(join(folder, 'settings.json'), text)
  expect(() => fileSettings(folder).read()).toThrow(/settings\.json/)
})
