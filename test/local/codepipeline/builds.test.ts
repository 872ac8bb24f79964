import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  CreatePipelineCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { buildServices } from '../../../src/aws/pipeline-actions/build-services.ts'
import { type CodePipelineServer, startCodePipeline } from '../../../src/local/codepipeline/server.ts'
import { keepSourceFolders } from '../../../src/local/codepipeline/sources/source-folders.ts'
import { holdPort } from '../../../src/local/daemon/free-port.ts'
import { git } from '../../support/git-commands.ts'
import { type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack, testPython } from '../../support/ministack.ts'

let ministack: TestMinistack
let server: CodePipelineServer
let clients: LocalClients
const folder = mkdtempSync(join(tmpdir(), 'codepipeline-builds-'))

const template = {
  Resources: {
    Project: {
      Type: 'AWS::CodeBuild::Project',
      Properties: {
        Name: 'shop',
        ServiceRole: 'arn:aws:iam::111111111111:role/builder',
        Artifacts: { Type: 'CODEPIPELINE' },
        Environment: {
          Type: 'LINUX_CONTAINER',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          Image: 'aws/codebuild/standard:7.0',
          EnvironmentVariables: [{ Name: 'GREETING', Value: 'hello' }],
        },
        Source: {
          Type: 'CODEPIPELINE',
          BuildSpec: 'version: 0.2\nphases:\n  build:\n    commands: [cat made.txt, echo $GREETING $WORD, exit 4]\n',
        },
      },
    },
  },
}

const action = (name: string, type: string, more: object) => {
  const [category, owner, provider] = type.split('/')
  return { name, actionTypeId: { category, owner, provider, version: '1' }, ...more }
}

const pipeline = {
  name: 'Shop',
  roleArn: 'arn:aws:iam::111111111111:role/pipeline',
  pipelineType: 'V2',
  artifactStore: { type: 'S3', location: 'artifacts' },
  stages: [
    {
      name: 'Source',
      actions: [
        action('Fetch', 'Source/AWS/CodeStarSourceConnection', {
          configuration: {
            ConnectionArn:
              'arn:aws:codeconnections:eu-west-1:111111111111:connection/00000000-0000-0000-0000-000000000001',
            FullRepositoryId: 'ada/shop',
            BranchName: 'main',
          },
          outputArtifacts: [{ name: 'Code' }],
          namespace: 'Origin',
        }),
      ],
    },
    {
      name: 'Make',
      actions: [
        action('Make', 'Compute/AWS/Commands', {
          commands: [
            'cat text.txt > made.txt',
            'curl -sS -o /dev/null -w "%{http_code}\\n" --max-time 5 "$AWS_ENDPOINT_URL/_liftlock/health" && echo reached',
            'export WORD="#{Origin.BranchName} of $CODEBUILD_INITIATOR"',
          ],
          inputArtifacts: [{ name: 'Code' }],
          outputArtifacts: [{ name: 'Made', files: ['made.txt'] }],
          outputVariables: ['WORD'],
          namespace: 'Made',
        }),
      ],
    },
    {
      name: 'Build',
      actions: [
        action('Build', 'Build/AWS/CodeBuild', {
          configuration: {
            ProjectName: 'shop',
            EnvironmentVariables: '[{"name":"WORD","value":"#{Made.WORD}"}]',
          },
          inputArtifacts: [{ name: 'Made' }],
        }),
      ],
    },
  ],
}

beforeAll(async () => {
  const repository = join(folder, 'repository')
  mkdirSync(repository)
  git(repository, 'init', '--quiet', '--initial-branch=main')
  writeFileSync(join(repository, 'text.txt'), 'from the commit\n')
  git(repository, 'add', '.')
  git(repository, 'commit', '--quiet', '--message=First')
  const sources = join(folder, 'sources.json')
  await keepSourceFolders(sources, [`ada/shop=${repository}`])
  const held = await holdPort()
  ministack = await startMinistack({ environment: { LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${held.port}` } })
  await held.release()
  server = await startCodePipeline({
    ...ministack,
    iam: false,
    port: held.port,
    folder: join(folder, 'pipelines'),
    sources,
    builds: { python: await testPython(), proxy: {} },
    log: (line) => process.stderr.write(`${line}\n`),
  })
  clients = localClients(ministack, '111111111111')
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
  const StackName = 'builds'
  await clients.cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }))
  await until(async () => {
    const { Stacks } = await clients.cloudformation.send(new DescribeStacksCommand({ StackName }))
    return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE' || undefined
  })
  await clients.codepipeline.send(new CreatePipelineCommand({ pipeline } as never))
})

afterAll(async () => {
  await server?.close()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The lines of a stream, by the ARN that the action tells. */
async function linesOf(arn: string): Promise<readonly string[]> {
  const [, logGroupName, logStreamName] = /log-group:(.+):log-stream:(.+)$/.exec(arn) ?? []
  const credentials = async () => ({ accessKeyId: '111111111111', secretAccessKey: ministack.secretAccessKey })
  const identity = { account: '111111111111', region: 'eu-west-1', role: '' }
  const configure = () => async () => ({ endpoint: ministack.endpoint, region: identity.region, credentials })
  const { events } = await buildServices({ credentials, configure }, ministack.endpoint).call(
    identity,
    { service: 'logs', target: 'Logs_20140328.GetLogEvents' },
    { logGroupName, logStreamName, startFromHead: true },
  )
  return events.map(({ message }: { readonly message: string }) => message)
}

test('a commit becomes an artifact of commands and the source of a project, whose failing command fails the run', async () => {
  const pipelineName = 'Shop'
  await until(async () => {
    const { pipelineExecutionSummaries: all } = await clients.codepipeline.send(
      new ListPipelineExecutionsCommand({ pipelineName }),
    )
    return all?.[0]?.status === 'Failed' || undefined
  })
  const { actionExecutionDetails = [] } = await clients.codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName }),
  )
  const [build, make] = actionExecutionDetails.map(({ output }) => output!)
  expect(make!.executionResult?.errorDetails).toBeUndefined()
  expect(make!.outputVariables).toEqual({ WORD: 'main of codepipeline/Shop' })
  const made = make!.outputArtifacts![0]!.s3location!
  const { ContentLength } = await clients.s3.send(new GetObjectCommand({ Bucket: made.bucket, Key: made.key }))
  expect(ContentLength).toBeGreaterThan(0)
  expect(await linesOf(make!.executionResult!.logStreamARN!)).toContain('reached')
  const { externalExecutionId, errorDetails, logStreamARN } = build!.executionResult!
  expect(externalExecutionId).toMatch(/^shop:/)
  expect(errorDetails?.message).toContain('Reason: exit status 4')
  const lines = await linesOf(logStreamARN!)
  expect(lines).toEqual(expect.arrayContaining(['from the commit', 'hello main of codepipeline/Shop']))
})
