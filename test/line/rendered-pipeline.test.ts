import { join } from 'node:path'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine, type Ended, outputsOf, succeed } from '../support/command-line.ts'
import { until } from '../support/local-clients.ts'
import { actionOf, deliverWithout, inOrder } from '../support/missing-rights.ts'
import { type Rehearsal, rehearse } from '../support/rehearsal.ts'
import { accounts, pipelineName } from '../support/rehearsed-accounts.ts'
import { decisions, nameOf, renderedRights, usedRights } from '../support/rendered-rights.ts'
import { unusedRights } from '../support/unused-rights.ts'

/*
 * The rendered pipeline in three accounts, with permissions enforced: deployed, started, approved and followed by our
 * own commands, each as the role that the templates have for it. The tests follow one another.
 */
const minutes = 60_000
const roleOf = (purpose: string) => `arn:aws:sts::${accounts.pipeline}:assumed-role/${pipelineName}-${purpose}/`
let line: CommandLine
let rehearsal: Rehearsal
/** Names of the rights that a delivery without changes uses. */
let usedAgain: ReadonlySet<string> = new Set()
let brought: { readonly release: string; readonly bundle: string }

beforeAll(async () => {
  line = commandLine()
  rehearsal = await rehearse(line)
  await rehearsal.prepareAccounts()
  brought = await rehearsal.bring()
}, 8 * minutes)
afterAll(() => line.close(), minutes)

const failureOf = ({ code, stdout }: Ended) => ({ code, reason: JSON.parse(stdout).error?.reason })
const start = () => rehearsal.drive('starter', 'start', pipelineName, '--bundle', brought.bundle, '--detach')

interface Action {
  readonly stageName: string
  readonly actionName: string
  readonly status: string
}
async function actionsOf(execution: string): Promise<readonly string[]> {
  const shown = await succeed(rehearsal.drive('starter', 'show', pipelineName, '--execution', execution))
  const actions: readonly Action[] = outputsOf(shown).actions
  return actions.map(({ stageName, actionName, status }) => `${stageName}/${actionName} ${status}`).reverse()
}

test(
  'the creation of the pipeline runs it once, which changes nothing, and is called a creation run',
  async () => {
    await succeed(rehearsal.deployPipeline())
    let listed: Ended | undefined
    await until(async () => {
      listed = await succeed(rehearsal.drive('starter', 'list', pipelineName))
      return outputsOf(listed).listed[0]?.status === 'Failed'
    }, 60)

    expect(listed!.stderr + listed!.stdout).toContain('creation run')
    const [creation] = outputsOf(listed!).listed
    const shown = await succeed(rehearsal.drive('starter', 'show', pipelineName))
    expect(shown.stderr).toContain('creation run')
    // No bundle is there yet.
    const actions = await actionsOf(creation.pipelineExecutionId)
    expect([...actions].sort()).toEqual(['Source/Release Failed', 'Source/Toolkit Succeeded'])
    const { cloudformation } = rehearsal.clients('staging')
    await expect(cloudformation.send(new DescribeStacksCommand({ StackName: 'parking-desk-staging' }))).rejects.toThrow(
      'does not exist',
    )
  },
  3 * minutes,
)

test(
  'a release goes through staging, gate and plan to production in another account, once the approver says yes',
  async () => {
    const started = await succeed(start())
    const { execution } = outputsOf(started)

    expect(failureOf(await rehearsal.drive('starter', 'approve', pipelineName, '--execution', execution))).toEqual({
      code: 1,
      reason: 'access-denied',
    })
    const approved = await succeed(
      rehearsal.drive('approver', 'approve', pipelineName, '--execution', execution, '--release', brought.release),
    )
    const followed = await succeed(rehearsal.drive('starter', 'follow', pipelineName, '--execution', execution))

    expect(outputsOf(approved).decidedBy).toMatch(roleOf('approver'))
    expect(outputsOf(followed)).toMatchObject({ execution, status: 'Succeeded' })
    expect((await actionsOf(execution)).slice(2)).toEqual([
      'Staging/Deploy Succeeded',
      'Staging/DeployGoesOn Succeeded',
      'Staging/Gate Succeeded',
      'Plan/Plan Succeeded',
      'Approve/Approve Succeeded',
      'Production/Promote Succeeded',
      'Production/PromoteGoesOn Succeeded',
    ])
    expect(await releaseOf('production', 'parking-desk')).toBe(brought.release)
  },
  5 * minutes,
)

test('the evidence in the bucket of production names who approved', async () => {
  const { s3 } = rehearsal.clients('production')
  const Bucket = 'parking-desk-artifacts'
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `evidence/${brought.release}/approval/production/` }),
  )
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]!.Key }))
  expect(await Body!.transformToString()).toContain(`${roleOf('approver')}liftlock`)
})

test(
  'who approves may not start, and a second delivery of the release asks nobody',
  async () => {
    const named = ['--variables', `Release=${brought.release}`]
    expect(failureOf(await rehearsal.drive('approver', 'start', pipelineName, ...named, '--detach'))).toEqual({
      code: 1,
      reason: 'access-denied',
    })
    const before = usedRights(await decisions(rehearsal.local))
    const { execution } = outputsOf(await succeed(start()))

    await succeed(rehearsal.drive('starter', 'follow', pipelineName, '--execution', execution))

    const after = usedRights(await decisions(rehearsal.local))
    usedAgain = new Set([...after].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name))

    const actions = await actionsOf(execution)
    expect(actions).toContain('Production/Promote Succeeded')
    expect(actions).not.toContainEqual(expect.stringContaining('Approve/'))
  },
  4 * minutes,
)

test(
  'the deployed templates are the rendered ones, so a second deployment changes nothing and starts nothing',
  async () => {
    const before = outputsOf(await succeed(rehearsal.drive('starter', 'list', pipelineName))).count

    const again = await succeed(rehearsal.deployPipeline())

    expect(outputsOf(again).outcome).toBe('no-changes')
    expect(outputsOf(await succeed(rehearsal.drive('starter', 'list', pipelineName))).count).toBe(before)
  },
  2 * minutes,
)

async function releaseOf(place: 'staging' | 'production', StackName: string): Promise<string | undefined> {
  const { Stacks } = await rehearsal.clients(place).cloudformation.send(new DescribeStacksCommand({ StackName }))
  return Stacks![0]!.Parameters!.find(({ ParameterKey }) => ParameterKey === 'LiftlockRelease')?.ParameterValue
}

test('each right of each rendered role was used by this delivery, or is listed with the reason why it stays', async () => {
  const used = usedRights(await decisions(rehearsal.local))
  const names = renderedRights(join(line.folder, 'pipeline')).map(nameOf)
  expect(names.filter((name) => !used.has(name))).toEqual(names.filter((name) => unusedRights.has(name)))
})

test(
  'without a right, the action of its role fails, and no other one',
  async () => {
    const rights = inOrder(renderedRights(join(line.folder, 'pipeline'))).filter((right) =>
      usedAgain.has(nameOf(right)),
    )
    // Ten roles of actions, and that of the pipeline itself.
    const ofEachRole = rights.filter((right, at) => rights.findIndex(({ role }) => role === right.role) === at)
    expect(ofEachRole).toHaveLength(11)
    // Each third of them with the whole line; test/local/codepipeline/rendered-rights.test.ts withholds every right.
    const firsts = ofEachRole.filter((_, at) => at % 3 === 0)

    const seen = await deliverWithout(firsts, rehearsal, async () => outputsOf(await succeed(start())).execution)

    expect(seen.map(({ right, failed }) => [nameOf(right), failed])).toEqual(
      firsts.map((right) => [nameOf(right), expect.stringMatching(actionOf(right)!)]),
    )
  },
  8 * minutes,
)
