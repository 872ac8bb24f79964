import { expect, test } from '@jest/globals'
import { changeTransition } from '../../../src/local/codepipeline/commands/change-transition.ts'
import { updatePipeline } from '../../../src/local/codepipeline/commands/update-pipeline.ts'
import { currentDeclaration } from '../../../src/local/codepipeline/machine/machine.ts'
import { anAction, aStage, rehearsedPipeline, sourceStage } from '../../support/rehearsed-pipeline.ts'

const garage = [
  sourceStage,
  aStage('Build', [
    anAction('Compile', { inputArtifacts: [{ name: 'Code' }] }),
    anAction('Lint'),
    anAction('Pack', { runOrder: 2 }),
  ]),
  aStage('Deploy', [anAction('Roll')]),
]

test('actions of one order run at once, and the next order begins when all of them have succeeded', () => {
  const run = rehearsedPipeline({ stages: garage })
  const id = run.start()
  expect(run.running()).toEqual(['Fetch'])
  run.succeed('Fetch')
  expect(run.running()).toEqual(['Compile', 'Lint'])
  run.succeed('Lint')
  expect(run.running()).toEqual(['Compile'])
  run.succeed('Compile')
  expect(run.running()).toEqual(['Pack'])
  run.succeed('Pack')
  run.succeed('Roll')
  expect(run.status(id)).toBe('Succeeded')
  expect(run.running()).toEqual([])
})

test('a failed action lets its neighbours end, and then ends its stage and the execution', () => {
  const run = rehearsedPipeline({ stages: garage })
  const id = run.start()
  run.succeed('Fetch')
  run.fail('Compile')
  expect(run.status(id)).toBe('InProgress')
  run.succeed('Lint')
  expect([run.status(id), run.stageStatus(id, 'Build')]).toEqual(['Failed', 'Failed'])
  expect(run.begun()).toEqual(['Fetch', 'Compile', 'Lint'])
})

test('QUEUED executions follow one another through each stage, and none gets lost', () => {
  const run = rehearsedPipeline({ stages: garage })
  const ids = [run.start(), run.start(), run.start()]
  expect(run.running()).toEqual(['Fetch'])
  run.succeed('Fetch')
  // The first is in Build now, the second in Source.
  expect(run.running()).toEqual(['Compile', 'Lint', 'Fetch'])
  run.succeed('Fetch')
  run.succeed('Fetch')
  expect(run.running()).toEqual(['Compile', 'Lint'])
  for (const id of ids) {
    for (const action of ['Compile', 'Lint', 'Pack']) run.succeed(action)
    run.succeed('Roll')
    expect(run.status(id)).toBe('Succeeded')
  }
})

test('a failure gives the stage to the next execution', () => {
  const run = rehearsedPipeline({ stages: garage })
  const [first, second] = [run.start(), run.start()]
  run.fail('Fetch')
  expect([run.status(first), run.status(second)]).toEqual(['Failed', 'InProgress'])
  expect(run.running()).toEqual(['Fetch'])
})

test('SUPERSEDED: only the newest that waits for a stage stays, and what runs in a stage is not touched', () => {
  const run = rehearsedPipeline({ stages: garage, executionMode: 'SUPERSEDED' })
  const ids = [run.start(), run.start(), run.start()]
  expect(ids.map(run.status)).toEqual(['InProgress', 'Superseded', 'InProgress'])
  run.succeed('Fetch')
  run.succeed('Fetch')
  const newest = run.start()
  run.succeed('Fetch')
  // The first one still builds; of those that wait for Build the newest one stays.
  expect([...ids, newest].map(run.status)).toEqual(['InProgress', 'Superseded', 'Superseded', 'InProgress'])
})

test('PARALLEL: executions share nothing', () => {
  const run = rehearsedPipeline({ stages: garage, executionMode: 'PARALLEL' })
  const ids = [run.start(), run.start()]
  expect(run.running()).toEqual(['Fetch', 'Fetch'])
  run.succeed('Fetch')
  run.succeed('Fetch')
  expect(run.running()).toEqual(['Compile', 'Lint', 'Compile', 'Lint'])
  expect(ids.map(run.status)).toEqual(['InProgress', 'InProgress'])
})

test.each(['QUEUED', 'SUPERSEDED'] as const)(
  'a disabled transition holds executions (%s) until it is enabled',
  (executionMode) => {
    const run = rehearsedPipeline({ stages: garage, executionMode })
    run.does((machine) =>
      changeTransition(machine, { stageName: 'Build', reason: 'freeze', by: 'arn:aws:iam::1:root' }),
    )
    const ids = [run.start(), run.start()]
    run.succeed('Fetch')
    run.succeed('Fetch')
    expect(run.running()).toEqual([])
    expect(ids.map(run.status)).toEqual([executionMode === 'QUEUED' ? 'InProgress' : 'Superseded', 'InProgress'])
    run.does((machine) =>
      changeTransition(machine, { stageName: 'Build', reason: undefined, by: 'arn:aws:iam::1:root' }),
    )
    expect(run.running()).toEqual(['Compile', 'Lint'])
  },
)

test('an update parks what runs: its actions end, nothing follows, and the lock is free', () => {
  const run = rehearsedPipeline({ stages: garage })
  const [running, waiting] = [run.start(), run.start()]
  run.does((machine) => updatePipeline(machine, currentDeclaration(machine.pipeline)))
  expect([run.status(running), run.status(waiting)]).toEqual(['InProgress', 'Cancelled'])
  const next = run.start()
  expect(run.running()).toEqual(['Fetch', 'Fetch'])
  run.succeed('Fetch')
  expect(run.status(running)).toBe('Cancelled')
  run.succeed('Fetch')
  expect(run.executionOf(next).position).toBe(1)
  expect(run.executionOf(next).version).toBe(2)
})

test('names of the prototype are names like others', () => {
  const run = rehearsedPipeline({
    stages: [
      aStage('__proto__', [
        anAction('__proto__', { is: 'Source', outputArtifacts: [{ name: '__proto__' }], namespace: '__proto__' }),
      ]),
      aStage('constructor', [
        anAction('constructor', {
          inputArtifacts: [{ name: '__proto__' }],
          configuration: { UserParameters: '#{__proto__.toString}' },
        }),
      ]),
    ],
  })
  const id = run.start()
  run.succeed('__proto__', { outputVariables: { toString: 'said' } })
  expect(run.worksOf('constructor')[0]).toMatchObject({
    resolvedConfiguration: { UserParameters: 'said' },
    inputs: [{ name: '__proto__', bucket: 'artifacts' }],
  })
  run.succeed('constructor')
  expect(run.status(id)).toBe('Succeeded')
  expect(JSON.parse(JSON.stringify(run.pipeline))).toEqual(run.pipeline)
})

test('events tell each change of state, in order', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, aStage('Deploy', [anAction('Roll')])] })
  run.start()
  run.succeed('Fetch')
  run.fail('Roll')
  expect(run.told()).toEqual([
    'Pipeline STARTED',
    'Stage Source STARTED',
    'Action Source/Fetch STARTED',
    'Action Source/Fetch SUCCEEDED',
    'Stage Source SUCCEEDED',
    'Stage Deploy STARTED',
    'Action Deploy/Roll STARTED',
    'Action Deploy/Roll FAILED',
    'Stage Deploy FAILED',
    'Pipeline FAILED',
  ])
})
