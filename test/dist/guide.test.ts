import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type TestJob, testJob } from '../support/action-process.ts'
import { type ActionRole, actionRole } from '../support/action-role.ts'
import { artifactBucketTemplate } from '../support/artifact-bucket-template.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { startTokenService, type TokenService } from '../support/token-service.ts'

/** The guides, followed to the end for a repository with a template: two accounts, buckets and roles by what is there to copy. */
const guides = join(packageRoot(), 'docs', 'guides')
const accounts = { staging: '111111111111', production: '222222222222' } as const
const buckets = { staging: 'shop-artifacts-staging', production: 'shop-artifacts-production' } as const
const branch = 'repo:acme/shop:ref:refs/heads/main'

let ministack: TestMinistack
let tokens: TokenService
let job: TestJob
let release: string

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  tokens = await startTokenService(branch, { secret: ministack.secretAccessKey })
  job = testJob({ AWS_ENDPOINT_URL: ministack.endpoint, ...tokens.environment })
  const page = readFileSync(join(guides, 'github.md'), 'utf8')
  const [, indented] = /```yaml\n( *application: shop\n[\s\S]*?)```/.exec(page)!
  writeFileSync(join(job.workspace, 'liftlock.yml'), indented!.replace(/^ {3}/gm, ''))
  writeFileSync(join(job.workspace, 'template.yaml'), 'Resources:\n  Orders: { Type: AWS::SNS::Topic }\n')
  await makeBucketByTemplate('staging', [accounts.production])
  await makeBucketByTemplate('production', [])
  await makeRoles('staging', [{ name: 'package', policies: ['package/policy.json'], jobsOf: 'branch' }])
  await makeRoles('staging', [{ name: 'staging', policies: ['deploy/policy.json'] }])
  await makeRoles('production', [{ name: 'production-plan', policies: ['promote/policy-plan.json'] }])
  await makeRoles('production', [{ name: 'production', policies: ['promote/policy.json'] }])
}, 120_000)

afterAll(async () => {
  job?.remove()
  await tokens?.stop()
  await ministack?.stop()
})

async function makeBucketByTemplate(environment: keyof typeof buckets, readers: readonly string[]): Promise<void> {
  const role = (name: string) => `arn:aws:iam::${accounts[environment]}:role/${name}`
  const roles = {
    staging: { PackageRoles: role('package'), DeployRoles: role('staging') },
    production: { PlanRoles: role('production-plan'), PromoteRoles: role('production') },
  }
  const template = await artifactBucketTemplate({
    Name: buckets[environment],
    Environment: environment,
    Administrators: role('administrator'),
    Readers: readers.join(','),
    ...roles[environment],
  })
  await expectMade(environment, 'artifacts', template)
}

async function makeRoles(environment: keyof typeof accounts, roles: readonly Omit<ActionRole, 'words'>[]) {
  const words = {
    ...{ ACCOUNT: accounts[environment], REGION: 'eu-west-1', APPLICATION: 'shop', ENVIRONMENT: environment },
    ...{ BUCKET: buckets[environment], SOURCE_BUCKET: buckets.staging, STACK: `shop-${environment}` },
    ...{ SERVICE_ROLE: 'none', OWNER: 'acme', REPOSITORY: 'shop', OWNER_ID: '1001', REPOSITORY_ID: '2002' },
  }
  const more = [{ Effect: 'Allow', Action: ['sns:*'], Resource: ['*'] }]
  for (const role of roles) {
    const trust = { ...words, ENVIRONMENT: role.name }
    await expectMade(environment, role.name, { Resources: { Role: actionRole({ ...role, words, trust, more }) } })
  }
}

async function expectMade(environment: keyof typeof accounts, stack: string, template: object): Promise<void> {
  const clients = localClients(ministack, accounts[environment])
  const { status, reason } = await deployStack(clients, stack, template as Parameters<typeof deployStack>[2])
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined])
}

/** A step of a job: the token that GitHub gives there, and the role of its variable. */
function step(action: string, name: string, inputs: Readonly<Record<string, string>>) {
  tokens.subject = name === 'package' ? branch : `repo:acme/shop:environment:${name}`
  const account = name.startsWith('production') ? accounts.production : accounts.staging
  return job.run(action, { ...inputs, role: `arn:aws:iam::${account}:role/${name}` })
}

test('the role of package is for jobs of the branch, and not for those of an environment', async () => {
  tokens.subject = 'repo:acme/shop:environment:staging'
  const role = `arn:aws:iam::${accounts.staging}:role/package`
  const refused = await job.run('package', { source: 'template.yaml', environment: 'staging', role })
  expect(refused.outputs).toMatchObject({ outcome: 'failed', 'failure-reason': 'access-denied' })
})

test('a template goes to production on the evidence that it was deployed to staging', async () => {
  const sealed = await step('package', 'package', { source: 'template.yaml', environment: 'staging' })
  expect(sealed.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '' })
  release = sealed.outputs.release!
  const early = await step('promote', 'production-plan', { release, environment: 'production', 'plan-only': 'true' })
  expect(early.outputs).toMatchObject({ outcome: 'rejected', 'failure-reason': 'evidence-missing' })

  expect((await step('deploy', 'staging', { release, environment: 'staging' })).outputs.outcome).toBe('succeeded')
  const plan = await step('promote', 'production-plan', { release, environment: 'production', 'plan-only': 'true' })
  expect(plan.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '' })
  const fingerprint = plan.outputs.fingerprint!
  const done = await step('promote', 'production', { release, environment: 'production', plan: fingerprint })
  expect(done.outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '', release })
}, 60_000)

test('the bucket of staging lets the next account read it, and nobody else, and nobody without a purpose write', async () => {
  const [Bucket, Key] = [buckets.staging, `releases/sha256/${release}.json`]
  const next = localClients(ministack, accounts.production).s3
  await next.send(new GetObjectCommand({ Bucket, Key }))
  await next.send(new ListObjectsV2Command({ Bucket }))
  const denied = { name: 'AccessDenied' }
  const forged = { Bucket, Key: 'releases/forged', Body: 'b', IfNoneMatch: '*' }
  await expect(next.send(new PutObjectCommand(forged))).rejects.toMatchObject(denied)
  const owner = localClients(ministack, accounts.staging).s3
  await expect(owner.send(new PutObjectCommand(forged))).rejects.toMatchObject(denied)
  const stranger = localClients(ministack, '333333333333').s3
  await expect(stranger.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject(denied)
})
