import { afterAll, beforeAll, expect } from '@jest/globals'
import { until } from '../support/local-clients.ts'
import { expectNoSecret } from './expect-no-secret.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { openPipedShop, type PipedShop, roles, subjects } from './piped-shop.ts'
import { shopTemplate } from './shop.ts'
import { plan } from './shop-pipeline.ts'
import type { RunOptions } from './world.ts'

/** GitHub starts a pipeline, and is the place of its approval. The tests follow one another. */
const minutes = 60_000
let piped: PipedShop
let runs = 0

beforeAll(async () => {
  if (localRunner === undefined) return
  piped = await openPipedShop(localRunner)
  piped.shop.edit('.github/workflows/deliver.yml', 'source:', 'approval: production\n      source:')
}, 2 * minutes)
afterAll(() => piped?.close(), minutes)

const variables = {
  LIFTLOCK_PACKAGE_ROLE: roles.package,
  LIFTLOCK_STARTER_ROLE: roles.starter,
  LIFTLOCK_ROLE: roles.approver,
}
const event = { repository: { default_branch: 'main', name: 'shop' } }

/** A push with an id of its own; the reviewers of production agree at once. */
function push(options: RunOptions = {}) {
  piped.tokens.subject = subjects.branch
  const happens = async () => {
    piped.tokens.subject = subjects.reviewed
  }
  const between = { after: 'pipeline-deliver/follow', happens }
  return piped.shop.run('push', { variables, event, runId: String(++runs), between, ...options })
}

/** Somebody decides by hand, and the reviewers of production agree. */
function decide(inputs: Readonly<Record<string, string>>) {
  piped.tokens.subject = subjects.reviewed
  const all = { plan: '', comment: '', 'pipeline-stage': '', to: '', execution: '', ...inputs }
  return piped.shop.run('workflow_dispatch', { variables, event, runId: String(++runs), inputs: all })
}

const followed = { 'pipeline-deliver/start': 'success', 'pipeline-deliver/follow': 'success' }

testOnRunner(
  'a push delivers exactly its release through the pipeline, once the reviewers of an environment agree',
  async () => {
    piped.change(shopTemplate)
    const run = await push()
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({ ...followed, 'pipeline-deliver/approve': 'success' })
    const { 'pipeline-deliver/start': start, 'pipeline-deliver/follow': follow } = run.outputs
    expect(follow).toMatchObject({ outcome: 'succeeded', status: 'InProgress', release: start!.release, plan })
    expect(run.outputs['pipeline-deliver/approve']).toMatchObject({ outcome: 'succeeded', status: 'Succeeded' })
    expect(await piped.status(start!.execution!)).toBe('Succeeded')
    expect(run.summaries.join('\n')).toContain('Production')
    expectNoSecret(run, piped.world, piped.tokens.tokens)
  },
  2 * minutes,
)

testOnRunner(
  'a release that breaks production is a failure, cannot be retried into a success, and an earlier one is brought back by hand',
  async () => {
    const [good] = await piped.executions()
    piped.change(`${shopTemplate}# breaks Production\n`)
    const run = await push()
    expect(run.jobs).toEqual({ ...followed, 'pipeline-deliver/approve': 'failure' })
    const { 'pipeline-deliver/approve': approve } = run.outputs
    expect(approve).toMatchObject({ outcome: 'failed', 'failure-reason': 'action-failed', status: 'Failed' })
    expect(run.errors).toEqual([
      expect.stringMatching(/Production\/Production failed.*the template breaks Production/s),
    ])

    const again = await decide({ command: 'retry' })
    expect(again.jobs).toEqual({ 'pipeline-decide/decide': 'failure' })
    expect(again.outputs['pipeline-decide/decide']).toMatchObject({ 'failure-reason': 'action-failed' })
    const back = await decide({ command: 'rollback', 'pipeline-stage': 'Production', to: good! })
    expect(back.errors).toEqual([])
    expect(back.outputs['pipeline-decide/decide']).toMatchObject({ outcome: 'succeeded', status: 'Succeeded' })
  },
  4 * minutes,
)

testOnRunner(
  'a job of a branch answers nothing, and the one of the environment answers only what it names',
  async () => {
    piped.change(`${shopTemplate}# another\n`)
    const run = await push({ between: { after: 'pipeline-deliver/follow', happens: async () => undefined } })
    expect(run.jobs).toEqual({ ...followed, 'pipeline-deliver/approve': 'failure' })
    expect(run.outputs['pipeline-deliver/approve']).toMatchObject({ 'failure-reason': 'access-denied' })
    const { execution } = run.outputs['pipeline-deliver/start']!
    expect(await piped.action(execution!, 'Approve')).toEqual({ status: 'InProgress' })

    const blind = await decide({ command: 'approve' })
    expect(blind.jobs).toEqual({ 'pipeline-decide/decide': 'failure' })
    expect(blind.errors).toEqual(['name the release or the plan, so that nothing else is approved'])
    expect(blind.outputs).toEqual({})
    const other = await decide({ command: 'approve', plan: 'e'.repeat(64) })
    expect(other.outputs['pipeline-decide/decide']).toMatchObject({ 'failure-reason': 'approval-differs' })
    expect(await piped.action(execution!, 'Approve')).toEqual({ status: 'InProgress' })

    const comment = 'no: $(touch x) `touch y` ${{ github.token }} "; touch z; \'#'
    const rejected = await decide({ command: 'reject', plan, comment })
    expect(rejected.jobs).toEqual({ 'pipeline-decide/decide': 'success' })
    expect(rejected.outputs['pipeline-decide/decide']!['decided-by']).toContain('assumed-role/shop-approver/')
    expect(await piped.action(execution!, 'Approve')).toEqual({ status: 'Failed', comment })
    expect(piped.shop.git('status', '--short')).toBe('')
  },
  4 * minutes,
)

testOnRunner(
  'a run that is cut off leaves the execution alone, and the same run again attaches to it',
  async () => {
    const before = await piped.executions()
    piped.shop.edit('.github/workflows/deliver.yml', 'approval: production\n', 'supersede: true\n')
    piped.change(`${shopTemplate}# yet another\n`)
    const runId = String(runs + 1)
    const cut = new AbortController()
    const cutOff = push({ signal: cut.signal })
    await until(async () => (await piped.executions()).length > before.length, 60)
    const [execution] = await piped.executions()
    await until(async () => (await piped.action(execution!, 'Approve')).status === 'InProgress', 60)
    cut.abort()
    expect((await cutOff).jobs['pipeline-deliver/follow']).not.toBe('success')
    expect(await piped.status(execution!)).toBe('InProgress')

    piped.shop.edit('.github/workflows/deliver.yml', 'supersede: true\n', 'approval: production\n')
    const again = await push({ runId })
    expect(again.jobs).toEqual({ ...followed, 'pipeline-deliver/approve': 'success' })
    expect(again.outputs['pipeline-deliver/start']).toMatchObject({ execution, attached: 'true' })
    expect(await piped.executions()).toHaveLength(before.length + 1)
  },
  4 * minutes,
)

testOnRunner(
  'an execution whose place another one takes is no success, and the message names the other one',
  async () => {
    await piped.supersedes()
    const waiting = await piped.start('a'.repeat(64))
    await until(async () => (await piped.action(waiting, 'Approve')).status === 'InProgress', 60)
    const before = await piped.executions()
    const running = push()
    await until(async () => (await piped.executions()).length > before.length, 60)
    const [ours] = await piped.executions()
    await until(async () => (await piped.action(ours!, 'Staging')).status === 'Succeeded', 60)
    const newer = await piped.start('b'.repeat(64))
    const run = await running
    expect(run.jobs).toEqual({ ...followed, 'pipeline-deliver/follow': 'failure' })
    expect(run.outputs['pipeline-deliver/follow']).toMatchObject({
      execution: ours,
      outcome: 'superseded',
      status: 'Superseded',
    })
    expect(run.text).toContain(`was superseded by ${newer}`)
  },
  4 * minutes,
)
