import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { nodeClock } from '../../src/system/node-clock.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { topics } from '../support/deployment-trial.ts'
import { saying } from '../support/in-command-words.ts'
import { type ScriptedCloudFormation, startScriptedCloudFormation } from '../support/scripted-cloudformation.ts'

/* A runner that cancels a job sends SIGTERM, and SIGKILL 7.5 s later (GitHub Docs, "Workflow cancellation reference"). */
let line: CommandLine
let cloud: ScriptedCloudFormation

beforeAll(async () => {
  line = commandLine()
  writeFileSync(join(line.folder, 'template.json'), topics(['A']))
  cloud = await startScriptedCloudFormation(nodeClock, {
    changeSetSeconds: 0,
    operationSeconds: 6,
    roundTripSeconds: 0,
  })
})
afterAll(async () => {
  await cloud.stop()
  await line.close()
}, 60_000)

const args = ['deploy', '--name', 'desk', '--template', 'template.json', '--region', 'eu-west-1', '--json']
const credentials = { AWS_ACCESS_KEY_ID: '111111111111', AWS_SECRET_ACCESS_KEY: 'any' }
const start = () => line.start(args, { environment: { ...credentials, AWS_ENDPOINT_URL: cloud.endpoint } })

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Once the operation runs and is being followed. */
async function following(): Promise<void> {
  const before = cloud.calls.length
  await until(
    () =>
      cloud.calls.slice(before).some(({ action }) => action === 'DescribeStackEvents') &&
      cloud.service.executions.length > 0,
  )
}

test('a deployment that is cancelled says in time that the operation goes on, one that is killed leaves it so, and the next run follows it to its end', async () => {
  const cancelled = start()
  await following()
  const sent = performance.now()
  cancelled.child.kill('SIGTERM')
  const { code, stdout } = await cancelled.ended
  expect(performance.now() - sent).toBeLessThan(7500)
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'still-running',
    error: {
      reason: 'operation-running',
      message: expect.stringContaining('desk continues in AWS'),
      hint: saying('run the same command again to follow it'),
    },
  })

  const killed = start()
  await following()
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')

  const last = await start().ended
  expect(JSON.parse(last.stdout)).toMatchObject({ outcome: expect.stringMatching(/^(succeeded|no-changes)$/) })
  expect([cloud.service.executions.length, cloud.service.leftChangeSets.length]).toEqual([1, 0])
}, 60_000)

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  '%s before anything is executed ends with %d, and executes nothing',
  async (signal, expected) => {
    const slow = await startScriptedCloudFormation(nodeClock, {
      changeSetSeconds: 600,
      operationSeconds: 0,
      roundTripSeconds: 0,
    })
    const interrupted = line.start(args, { environment: { ...credentials, AWS_ENDPOINT_URL: slow.endpoint } })
    await until(() => slow.calls.some(({ action }) => action === 'DescribeChangeSet'))
    interrupted.child.kill(signal)
    const { code, stdout } = await interrupted.ended
    await slow.stop()
    expect([code, JSON.parse(stdout).error.reason]).toEqual([expected, 'cancelled'])
    expect(slow.service.executions).toEqual([])
  },
  60_000,
)

test('an older Node is told which one is needed, and nothing else', async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.19.1'})"
  const { code, stdout, stderr } = await line.run(['--version'], { NODE_OPTIONS: `--import "${pretend}"` })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toBe(
    '✗ liftlock needs Node 20.20 or newer, and this is Node 18.19.1\n  Next: install a newer Node, for example from https://nodejs.org\n',
  )
})
