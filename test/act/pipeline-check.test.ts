import { afterAll, beforeAll, expect } from '@jest/globals'
import { renderTemplates } from '../../src/pipeline/rendering/templates.ts'
import { pinnedExample, renderedExample, wantedExample } from '../support/rendered-example.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { starter } from './toolkit-copy.ts'
import { openWorld, type Repository, type World } from './world.ts'

/** Pull requests of anybody: there is neither AWS nor a token service. */
const minutes = 60_000
let world: World
let desk: Repository

beforeAll(async () => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  desk = world.repository('desk', {
    'liftlock.yml': pinnedExample(),
    '.github/workflows/check.yml': starter('check.yml', 'codepipeline'),
  })
  desk.write(inPipeline(await renderedExample()))
  desk.push('A pipeline')
})
afterAll(() => world?.close())

const checked = (result: 'success' | 'failure') => ({ 'pipeline-check/check': result })

testOnRunner(
  'templates that are those of liftlock.yml pass, also in a pull request of a fork, which gets no token',
  async () => {
    const fork = { pull_request: { head: { ref: 'a$(touch x)`touch y`', repo: { fork: true } }, title: '"; touch z' } }
    const run = await desk.run('pull_request', { event: fork })
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual(checked('success'))
    expect(desk.git('status', '--short')).toBe('')
  },
  minutes,
)

testOnRunner(
  'a change of liftlock.yml without its templates fails, with the file, the difference and the next step',
  async () => {
    desk.edit('liftlock.yml', 'time-limit: 1440', 'time-limit: 2880')
    desk.push('More time')
    const run = await desk.run('pull_request')
    expect(run.jobs).toEqual(checked('failure'))
    expect(run.outputs['pipeline-check/check']).toMatchObject({ 'failure-reason': 'generated-differs' })
    expect(run.errors.join('\n')).toMatch(/pipeline\/pipeline\.json differs.*1 template in pipeline differ.*Next: /s)
    expect(run.text).toMatch(/-\s+\\"TimeoutInMinutes\\": 1440.*\+\s+\\"TimeoutInMinutes\\": 2880/s)

    const wanted = await wantedExample()
    desk.write(inPipeline(renderTemplates({ ...wanted, approval: { ...wanted.approval, minutes: 2880 } })))
    desk.push('Rendered')
    expect((await desk.run('pull_request')).jobs).toEqual(checked('success'))
  },
  minutes,
)

testOnRunner(
  'a pipeline that the service would refuse fails at its line',
  async () => {
    desk.edit('liftlock.yml', 'time-limit: 2880', 'time-limit: 1')
    desk.push('No time')
    const run = await desk.run('pull_request')
    expect(run.jobs).toEqual(checked('failure'))
    expect(run.text).toContain('::error file=liftlock.yml,line=')
  },
  minutes,
)

const inPipeline = (templates: ReadonlyMap<string, string>) =>
  Object.fromEntries([...templates].map(([name, text]) => [`pipeline/${name}`, text]))
