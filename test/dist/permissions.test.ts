import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { stages } from '../../src/stages/stages.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type TestJob, testJob } from '../support/action-process.ts'

/* Jobs without a permission: those that an action says it needs, and those that it does not ask for. */
const root = packageRoot()
let job: TestJob
beforeAll(() => {
  job = testJob({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
  writeFileSync(join(job.workspace, 'template.json'), '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}')
  writeFileSync(
    join(job.workspace, 'liftlock.yml'),
    'application: shop\nenvironments:\n  staging: {}\n  production: { requires: [quality-gate@staging] }\npreviews: {}\n',
  )
})
afterAll(() => job.remove())

const descriptions = await Promise.all(Object.values(stages).map(({ describe }) => describe()))

/** The permissions of the job that a README shows. */
function permissionsOf(action: string): Readonly<Record<string, string>> {
  const page = readFileSync(join(root, 'actions', action, 'README.md'), 'utf8')
  const example = [...page.matchAll(/```ya?ml\n(.*?)```/gs)]
    .map(([, text]) => text!)
    .find((text) => /^jobs:/m.test(text))!
  const { jobs } = parse(example) as { jobs: Record<string, { permissions: Record<string, string> }> }
  return Object.values(jobs)[0]!.permissions
}

const takesRole = (name: string) =>
  descriptions.find((each) => each.name === name)!.inputs.some((input) => input.name === 'role')
/** Tagging and publishing need more, and the page says what for. */
const writes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  release: {
    contents: 'write',
    'pull-requests': 'write',
    checks: 'read',
    statuses: 'read',
    actions: 'write',
  },
}
const actions = descriptions.map(({ name }) => name)
/** A release assumes a role once it knows what to release, so that a job without a token of GitHub ends before. */
const asking = actions.filter((name) => takesRole(name) && name !== 'release')

test.each(actions)(
  'the page of %s grants the token of the job exactly where a role can be assumed, and to write only for a release',
  (action) => {
    const usual = takesRole(action) ? { contents: 'read', 'id-token': 'write' } : { contents: 'read' }
    expect(permissionsOf(action)).toEqual(writes[action] ?? usual)
  },
)

const role = 'arn:aws:iam::111111111111:role/liftlock'
const inputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  package: { source: 'template.json', environment: 'staging', role },
  deploy: { template: 'template.json', name: 'shop', role },
  'quality-gate': { environment: 'staging', role },
  promote: { release: 'f'.repeat(64), role },
  pipeline: { command: 'list', role },
  cleanup: { role },
}

test.each(asking)('without id-token: write, %s names the permission that the job lacks', async (action) => {
  const step = await job.run(action, inputs[action]!)
  expect(step).toMatchObject({ code: 1, outputs: { 'failure-reason': 'credentials-missing' } })
  expect(step.log).toContain('id-token: write')
})

test.each(['validate', 'generate'])('%s works in a job without any permission', async (action) => {
  const model = join(root, 'examples', 'parking')
  const step = await job.run(action, action === 'validate' ? { model } : { model, out: 'build', 'no-tests': 'true' })
  expect(step).toMatchObject({ code: 0, outputs: { 'failure-reason': '' } })
})
