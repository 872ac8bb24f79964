import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type LocalAws, startLocalAws } from './local-aws.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { startTokenService, type TokenService } from './token-service.ts'
import { starter } from './toolkit-copy.ts'
import { openWorld, type Repository, type World } from './world.ts'

/*
 * The whole way: model repository, backend and GUI repositories, package, staging, gate, production. Each repository is set
 * up by copying one starter. The tests follow one another, as a day of work does.
 */
const minutes = 60_000
let world: World
let aws: LocalAws
let tokens: TokenService
let [model, backend, gui]: Repository[] = []

beforeAll(async () => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  tokens = await startTokenService('repo:acme/parking-backend:environment:staging')
  aws = await startLocalAws(world.folder, 'parking-desk')
  Object.assign(world.environment, aws.environment, tokens.environment)
  model = world.repository('parking')
  cpSync(join(packageRoot(), 'examples', 'parking'), model.folder, { recursive: true })
  model.write({ '.github/workflows/model.yml': starter('model.yml').replace(/ *gui:.*\n/, '') })
  backend = world.repository('parking-backend', {
    'liftlock.yml': configuration,
    'README.md': 'Written by hand.\n',
    '.github/workflows/deliver.yml': starter('backend.yml'),
    '.github/workflows/promote.yml': starter('promote.yml'),
  })
  backend.push('Set up delivery')
  gui = world.repository('parking-gui', { 'index.html': '<!doctype html>\n' })
  gui.push('A page')
}, 2 * minutes)

afterAll(async () => {
  await Promise.all([aws?.close(), tokens?.close()])
  world?.close()
}, minutes)

const configuration = `application: parking-desk
environments:
  staging:
    account: "111111111111"
    region: eu-west-1
    bucket: parking-desk-artifacts-staging
    role: arn:aws:iam::111111111111:role/liftlock-staging
  production:
    account: "222222222222"
    region: eu-west-1
    bucket: parking-desk-artifacts
    stack: parking-desk
    role: arn:aws:iam::222222222222:role/liftlock-production
    requires: [quality-gate@staging]
    protect: ["AWS::DynamoDB::*", "AWS::Cognito::UserPool", "AWS::S3::Bucket"]
`

const app = {
  variables: { LIFTLOCK_APP_CLIENT_ID: 'Iv1.0123456789' },
  secrets: { LIFTLOCK_APP_PRIVATE_KEY: 'a private key of the app' },
}

testOnRunner(
  'a push of the model brings the application to the backend repository and leaves what is written by hand',
  async () => {
    const commit = model!.push('A model')
    const run = await model!.run('push', app)
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({
      'generate/check': 'success',
      'generate/backend': 'success',
      'generate/gui': 'success',
      'generate/ci-ok': 'success',
    })
    backend!.pull()
    gui!.pull()
    expect(backend!.git('log', '-1', '--format=%B')).toContain(`Liftlock-Model: acme/parking@${commit}`)
    expect(existsSync(join(backend!.folder, 'app', 'template.json'))).toBe(true)
    expect(readFileSync(join(backend!.folder, 'README.md'), 'utf8')).toBe('Written by hand.\n')
  },
  2 * minutes,
)

testOnRunner(
  'the backend repository takes it to staging, through the gate, and to production',
  async () => {
    const run = await backend!.run('push')
    console.log(run.code, run.jobs, run.errors, run.outputs)
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({})
  },
  3 * minutes,
)
