import { afterEach, expect, test } from '@jest/globals'
import type { Report } from '../../src/core/run/report.ts'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

const eventLines = (reports: readonly Report<string>[]) =>
  reports.flatMap((report) => (report.kind === 'text' && /\+ +[\d.]+ s/.test(report.text) ? [report.text] : []))
const many = (count: number) => topics(Array.from({ length: count }, (_, index) => `T${index}`))

test('a thousand events on ten pages between two looks are shown once each, and the first cause is named', async () => {
  ground = await trialGround({ failures: { T77: 'name taken' }, secondsOf: (id) => (id === 'T77' ? 9 : 1) })
  const { reports, error } = await ground.deploy({ template: { name: 'template.json', text: many(480) } })
  const completed = eventLines(reports).filter((line) => line.includes('CREATE_COMPLETE'))
  expect(completed).toHaveLength(479)
  expect(new Set(completed).size).toBe(479)
  expect(error?.message).toContain('First failure: T77')
})

test('five thousand events between two looks, on pages of over a megabyte, are shown once each', async () => {
  ground = await trialGround({ operationSeconds: 9 })
  const { cloud, clock } = ground
  const names = Array.from({ length: 5000 }, (_, index) => `N${index}`)
  cloud.fault = ({ action }) => {
    const [stack] = cloud.service.stacks
    const token = cloud.service.executions[0]?.token
    if (action !== 'DescribeStackEvents' || token === undefined || stack!.events.length > 5000) return undefined
    for (const logicalId of names) {
      const event = { at: clock.elapsed(), logicalId, physicalId: logicalId, type: 'AWS::SNS::Topic' }
      stack!.put({ ...event, status: 'CREATE_COMPLETE' }, token, 'x'.repeat(12_000))
    }
    return undefined
  }
  const { reports, result } = await ground.deploy({ template: { name: 'template.json', text: many(1) } })
  const shown = eventLines(reports).flatMap((line) => / {2}(N\d+)$/.exec(line)?.[1] ?? [])
  expect(result?.outcome).toBe('succeeded')
  expect(shown.sort()).toEqual([...names].sort())
})

test('a page that fails on its way loses no event', async () => {
  ground = await trialGround({ eventsPerPage: 20, operationSeconds: 2 })
  let read = 0
  ground.cloud.fault = ({ action }) => {
    if (action !== 'DescribeStackEvents') return undefined
    read += 1
    return read % 3 === 0 ? { kind: 'reset' } : undefined
  }
  const { reports, result } = await ground.deploy({ template: { name: 'template.json', text: many(25) } })
  expect(result?.outcome).toBe('succeeded')
  expect(eventLines(reports).filter((line) => line.includes('CREATE_COMPLETE'))).toHaveLength(26)
})

test('a change set of many pages is planned as a whole', async () => {
  ground = await trialGround({ changesPerPage: 7 })
  const { result } = await ground.deploy({ template: { name: 'template.json', text: many(50) } })
  expect(result?.plan?.changes).toHaveLength(50)
})

test('the events of a nested stack are shown, and the cause is named where it lies', async () => {
  ground = await trialGround({
    operationSeconds: 3,
    failures: { Inner: 'Embedded stack was not successfully created' },
  })
  const { service } = ground.cloud
  const { ScriptedStack } = await import('../support/scripted-stack.ts')
  const nested = new ScriptedStack('parking-Inner', 'REVIEW_IN_PROGRESS', 0)
  service.stacks.push(nested)
  service.options = { ...service.options, physicalIds: { Inner: nested.id } }
  ground.cloud.fault = ({ action, time }) => {
    if (action === 'ExecuteChangeSet')
      nested.operate(
        'CREATE',
        time * 1000 + 10,
        [{ logicalId: 'Deep', type: 'AWS::SQS::Queue', seconds: 1, failure: 'no such key' }],
        {
          token: 'nested',
          disableRollback: false,
        },
      )
    return undefined
  }
  const text = JSON.stringify({
    Resources: {
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: 'https://releases.s3.eu-west-1.amazonaws.com/x' },
      },
    },
  })
  const { reports, error } = await ground.deploy({ template: { name: 'template.json', text } })
  expect(eventLines(reports).some((line) => line.includes('parking-Inner/Deep'))).toBe(true)
  expect(error?.message).toContain('First failure: Deep (AWS::SQS::Queue) in nested stack parking-Inner')
  expect(error?.message).toContain('no such key')
})

test('a stack that was deployed before is looked at seldom until its end is near', async () => {
  ground = await trialGround({ operationSeconds: 60, changeSetSeconds: 1 })
  await ground.deploy()
  await ground.deploy({ template: { name: 'template.json', text: topics(['A', 'B'], 'two') } })
  const { calls, seconds } = await ground.deploy({
    template: { name: 'template.json', text: topics(['A', 'B'], 'three') },
  })
  expect(seconds).toBeLessThan(61 + 0.5 + calls * 0.08)
  expect(calls).toBeLessThan(50)
})

test('an operation that is over at once is not waited for', async () => {
  ground = await trialGround({ operationSeconds: 0, changeSetSeconds: 0 })
  const { seconds, calls } = await ground.deploy()
  expect(seconds).toBeCloseTo(calls * 0.08)
})

test("somebody's execution of our change set is noticed", async () => {
  ground = await trialGround({ operationSeconds: 5, changeSetSeconds: 0 })
  const { cloud, clock, deploy } = ground
  cloud.fault = ({ action }) => {
    if (action === 'ExecuteChangeSet' && cloud.service.executions.length === 0) {
      const [stack] = cloud.service.stacks
      const [set] = stack!.changeSets
      cloud.service.call(
        { Action: 'ExecuteChangeSet', StackName: stack!.id, ChangeSetName: set!.id, ClientRequestToken: 'theirs' },
        clock.elapsed(),
      )
    }
    return undefined
  }
  const { error } = await deploy()
  expect(error?.reason).toBe('stack-busy')
  expect(cloud.service.executions).toHaveLength(1)
})

test('a run that is interrupted while it follows says that the operation goes on', async () => {
  ground = await trialGround({ operationSeconds: 30 })
  const interruption = new AbortController()
  ground.cloud.fault = ({ time }) => {
    if (time > 5) interruption.abort(new Error('SIGTERM'))
    return undefined
  }
  const { error } = await ground.deploy({}, interruption.signal)
  expect(error).toMatchObject({ reason: 'operation-running', outcome: 'still-running' })
  expect(error?.message).toContain('continues in AWS')
})
