import { createHmac } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import type { LocalEnvironment } from '../../src/local/local-environment.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, type Ended, outputsOf, succeed } from './command-line.ts'
import { type LocalClients, localClients } from './local-clients.ts'
import { packedToolkit } from './packed-toolkit.ts'
import {
  accounts,
  type DeployedBy,
  type Place,
  packageRole,
  pipelineName,
  prepareAccounts,
  rehearsedConfiguration,
  sourceBucket,
  starter,
} from './rehearsed-accounts.ts'

/** A pipeline that is rendered, deployed and driven by our own commands, on a local AWS with permissions enforced. */
export interface Rehearsal {
  readonly folder: string
  readonly local: LocalEnvironment
  clients(place: Place): LocalClients
  /** Packages the model into the bucket of staging. @returns the release, and the file of its bundle */
  bring(): Promise<{ readonly release: string; readonly bundle: string }>
  /** Renders the templates, and deploys all but that of the pipeline. */
  prepareAccounts(): Promise<void>
  /** Deploys the template of the pipeline. */
  deployPipeline(): Promise<Ended>
  /** Drives the pipeline as a role. */
  drive(as: 'starter' | 'approver', ...args: readonly string[]): Promise<Ended>
}

/** Prepares everything but the pipeline, as the guide says. */
export async function rehearse(line: CommandLine): Promise<Rehearsal> {
  const folder = join(line.folder, 'parking')
  cpSync(join(packageRoot(), 'examples', 'parking'), folder, { recursive: true })
  writeFileSync(join(folder, 'liftlock.yml'), rehearsedConfiguration())
  await succeed(line.run(['local', 'up', '--iam']))
  const local = (await findLocal({ LIFTLOCK_HOME: join(line.folder, 'home') }))!
  const clients = (place: Place) => localClients(local, accounts[place])

  const deploy: DeployedBy = (stack, template, place, ...more) =>
    line.run([
      ...['deploy', '--stack', stack, '--template', template, '--capabilities', 'CAPABILITY_NAMED_IAM'],
      ...['--account', accounts[place], '--region', 'eu-west-1', '--local', '--json', ...more],
    ])
  const token = join(line.folder, 'token')
  const templates = join(line.folder, 'pipeline')
  const signedIn = (place: Place) => ({
    AWS_ENDPOINT_URL: local.endpoint,
    AWS_ACCESS_KEY_ID: accounts[place],
    AWS_SECRET_ACCESS_KEY: local.secretAccessKey,
  })
  const drive: Rehearsal['drive'] = (as, ...args) => {
    const role = `arn:aws:iam::${accounts.pipeline}:role/${pipelineName}-${as}`
    const common = ['pipeline', ...args, '--json', '--region', 'eu-west-1', '--account', accounts.pipeline]
    if (as === 'approver') return line.run([...common, '--role', role], signedIn('pipeline'))
    writeFileSync(token, webToken(local.secretAccessKey))
    return line.run(common, {
      AWS_ENDPOINT_URL: local.endpoint,
      AWS_ROLE_ARN: role,
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    })
  }
  const { s3 } = clients('pipeline')
  const put = async (Key: string, Body: Uint8Array) =>
    (await s3.send(new PutObjectCommand({ Bucket: sourceBucket, Key, Body }))).VersionId!
  await s3.send(new CreateBucketCommand({ Bucket: sourceBucket }))
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: sourceBucket, VersioningConfiguration: { Status: 'Enabled' } }),
  )
  const archive = await packedToolkit(readFileSync(join(folder, 'liftlock.yml'), 'utf8'))
  writeFileSync(join(folder, 'liftlock.yml'), rehearsedConfiguration(await put('toolkit.zip', archive)))
  await succeed(line.run(['generate', folder, '--out', join(line.folder, 'out'), '--no-tests']))
  return {
    folder,
    local,
    clients,
    drive,
    async prepareAccounts() {
      await succeed(line.run(['pipeline', 'render', '--configuration', folder, '--out', templates, '--json']))
      await prepareAccounts(deploy, templates)
    },
    deployPipeline: () => deploy('pipeline', join(templates, 'pipeline.json'), 'pipeline'),
    async bring() {
      const file = join(line.folder, 'release.zip')
      const packaged = await succeed(
        line.run(
          [
            ...['package', join(line.folder, 'out', 'app'), '--environment', 'staging', '--configuration', folder],
            ...['--role', packageRole, '--export', file, '--json'],
          ],
          signedIn('staging'),
        ),
      )
      return { release: outputsOf(packaged).release, bundle: file }
    },
  }
}

/** A token of a job, signed as the local AWS accepts it. */
function webToken(secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'sts.amazonaws.com',
    sub: starter,
    exp: Math.floor(Date.now() / 1000) + 600,
  }
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
