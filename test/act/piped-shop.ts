import {
  CreatePipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { readConfiguration } from '../../src/delivery/environment/configuration.ts'
import { renderPipelineRoles } from '../../src/pipeline/rendering/pipeline-roles.ts'
import { readStagePolicies, wantedPipeline } from '../../src/stages/pipeline/render/wanted-pipeline.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { actionRole } from '../support/action-role.ts'
import { deployStack, type LocalClients, localClients, until } from '../support/local-clients.ts'
import { zipOf } from '../support/zip.ts'
import { openShop, type Shop, shopBuckets, shopEnvironments, shopTemplate } from './shop.ts'
import { account, artifactBucket, declaration, pipelineRole, sourceBucket } from './shop-pipeline.ts'
import { starter } from './toolkit-copy.ts'

/*
 * A shop that is delivered by a pipeline of CodePipeline. Permissions are enforced: its jobs start and approve by the
 * roles that `pipeline render` writes. The pipeline has the same variable and the same question as a rendered one.
 */
export const roles = {
  package: `arn:aws:iam::${account}:role/liftlock-staging`,
  starter: `arn:aws:iam::${account}:role/shop-starter`,
  approver: `arn:aws:iam::${account}:role/shop-approver`,
} as const
/** Subjects of the tokens of jobs: on the default branch, and in the environment with reviewers. */
export const subjects = {
  branch: 'repo:acme/shop:ref:refs/heads/main',
  reviewed: 'repo:acme/shop:environment:production',
} as const

const servicePlaces = shopEnvironments
  .replace('liftlock-staging', 'liftlock-staging\n    role-arn: arn:aws:iam::111111111111:role/cloudformation')
  .replace('liftlock-production', 'liftlock-production\n    role-arn: arn:aws:iam::222222222222:role/cloudformation')

export const pipedConfiguration = `${servicePlaces}pipeline:
  account: "${account}"
  region: eu-west-1
  source: { bucket: ${sourceBucket}, toolkit-version: none }
  approval: { approvers: ["${subjects.reviewed}"] }
  starters: ["${subjects.branch}"]
`

/** The shop with its pipeline, and what tests look at. */
export interface PipedShop extends Shop {
  readonly clients: LocalClients
  /** Ids of all executions, newest first. */
  executions(): Promise<readonly string[]>
  status(execution: string): Promise<string | undefined>
  /** How the newest attempt of an action stands, and the comment of an answer. */
  action(execution: string, name: string): Promise<{ readonly status?: string; readonly comment?: string }>
  /** Starts an execution as somebody who is no job of GitHub. @returns its id */
  start(release: string): Promise<string>
  supersedes(): Promise<void>
  /** Commits a template. */
  change(template: string): void
}

/** @param command the local runner */
export async function openPipedShop(command: string): Promise<PipedShop> {
  const approving = starter('deliver.yml', 'codepipeline')
    .replace('  workflow_dispatch:\n', '')
    .replace(/\n$/, '\n      source: template.yaml\n')
  const opened = await openShop(
    command,
    {
      'liftlock.yml': pipedConfiguration,
      'template.yaml': shopTemplate,
      '.github/workflows/deliver.yml': approving,
      '.github/workflows/decide.yml': starter('decide.yml', 'codepipeline'),
      '.github/workflows/check.yml': starter('check.yml', 'codepipeline'),
    },
    { iam: true },
  )
  const clients = localClients(opened.aws.local, account)
  const { s3, codepipeline } = clients
  await s3.send(new CreateBucketCommand({ Bucket: sourceBucket }))
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: sourceBucket, VersioningConfiguration: { Status: 'Enabled' } }),
  )
  await s3.send(new CreateBucketCommand({ Bucket: artifactBucket }))
  await deployRoles(clients)
  await makePipeline(clients)
  // What an execution reads that names no bundle.
  const Body = await zipOf({ 'none.txt': 'none' })
  await s3.send(new PutObjectCommand({ Bucket: sourceBucket, Key: 'release.zip', Body }))
  const pipelineName = 'shop'
  return {
    ...opened,
    clients,
    async executions() {
      const list = await codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName }))
      return (list.pipelineExecutionSummaries ?? []).map(({ pipelineExecutionId }) => pipelineExecutionId!)
    },
    async status(pipelineExecutionId) {
      const command = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId })
      return (await codepipeline.send(command)).pipelineExecution?.status
    },
    async action(pipelineExecutionId, name) {
      const command = new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } })
      const { actionExecutionDetails = [] } = await codepipeline.send(command)
      const attempt = actionExecutionDetails.find(({ actionName }) => actionName === name)
      const comment = attempt?.output?.executionResult?.externalExecutionSummary
      return { ...(attempt?.status && { status: attempt.status }), ...(comment && { comment }) }
    },
    async start(value) {
      const variables = [{ name: 'Release', value }]
      return (await codepipeline.send(new StartPipelineExecutionCommand({ name: pipelineName, variables })))
        .pipelineExecutionId!
    },
    async supersedes() {
      await codepipeline.send(new UpdatePipelineCommand({ pipeline: declaration('SUPERSEDED') }))
    },
    change(template) {
      opened.shop.write({ 'template.yaml': template })
      opened.shop.push('Another template')
    },
  }
}

/** The roles of jobs, as they come with the actions and from the rendering, and one for the pipeline itself. */
async function deployRoles(clients: LocalClients): Promise<void> {
  const folder = await nodeFiles.temporaryFolder('liftlock-piped-')
  await nodeFiles.write(`${folder}/liftlock.yml`, pipedConfiguration)
  const configuration = await readConfiguration({ files: nodeFiles, report: () => {} }, folder)
  const wanted = wantedPipeline(configuration, await readStagePolicies(nodeFiles, packageRoot()), {
    key: 'toolkit.zip',
    version: 'none',
  })
  const { StarterRole, ApproverRole } = renderPipelineRoles(wanted)
  const words = {
    ...{ ACCOUNT: account, REGION: 'eu-west-1', APPLICATION: 'shop', STACK: 'shop-staging', SERVICE_ROLE: 'none' },
    ...{ ENVIRONMENT: 'staging', BUCKET: shopBuckets.staging, SOURCE_BUCKET: shopBuckets.staging },
    ...{ OWNER: 'acme', REPOSITORY: 'shop', OWNER_ID: '1001', REPOSITORY_ID: '2002' },
  }
  const policies = ['package/policy.json']
  const PackageRole = actionRole({ name: 'liftlock-staging', policies, words, jobsOf: 'branch' })
  const template = { Resources: { PackageRole, StarterRole, ApproverRole, PipelineRole: pipelineRole } }
  expectComplete(await deployStack(clients, 'roles', template))
  await nodeFiles.remove(folder)
}

function expectComplete({ status, reason }: { readonly status: string; readonly reason: string | undefined }): void {
  if (!status.endsWith('_COMPLETE')) throw new Error(`${status}: ${reason}`)
}

/** Makes the pipeline, and waits until the execution that begins with it has ended. */
async function makePipeline({ codepipeline }: LocalClients): Promise<void> {
  await codepipeline.send(new CreatePipelineCommand({ pipeline: declaration('QUEUED') }))
  await until(async () => {
    const list = await codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: 'shop' }))
    return list.pipelineExecutionSummaries?.[0]?.status === 'Failed'
  })
}
