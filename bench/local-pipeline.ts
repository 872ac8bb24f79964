import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreatePipelineCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { localClients } from '../test/support/local-clients.ts'
import { machineLine } from './rounds.ts'

/**
 * Starts the local AWS, and runs executions of a pipeline with a source and a deployment to S3. Prints seconds until it
 * runs, executions a second, and the memory of the executor before and after. Needs `npm run build`. `npx tsx
 * bench/local-pipeline.ts [executions]`
 */
const executions = Number(process.argv[2] ?? 200)
const together = 20
const home = mkdtempSync(join(tmpdir(), 'liftlock-bench-'))
const liftlock = (...args: string[]) =>
  execFileSync(process.execPath, ['dist/liftlock.js', 'local', ...args], {
    env: { ...process.env, LIFTLOCK_HOME: home },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

const role = 'arn:aws:iam::111111111111:role/bench'
const action = (name: string, category: 'Source' | 'Deploy') => ({
  name,
  actionTypeId: { category, owner: 'AWS' as const, provider: 'S3', version: '1' },
})
const pipeline: PipelineDeclaration = {
  name: 'bench',
  roleArn: role,
  pipelineType: 'V2',
  executionMode: 'PARALLEL',
  artifactStore: { type: 'S3', location: 'bench-store' },
  stages: [
    {
      name: 'Source',
      actions: [
        {
          ...action('Fetch', 'Source'),
          configuration: { S3Bucket: 'bench-source', S3ObjectKey: 'app.zip', PollForSourceChanges: 'false' },
          outputArtifacts: [{ name: 'Code' }],
        },
      ],
    },
    {
      name: 'Deploy',
      actions: [
        {
          ...action('Put', 'Deploy'),
          configuration: { BucketName: 'bench-target', Extract: 'false', ObjectKey: 'app.zip' },
          inputArtifacts: [{ name: 'Code' }],
        },
      ],
    },
  ],
}

try {
  liftlock('up')
  liftlock('down')
  const begin = performance.now()
  liftlock('up')
  const start = (performance.now() - begin) / 1000
  const aws = localClients(JSON.parse(liftlock('status', '--json')), '111111111111')
  const before = executorMemory()
  for (const Bucket of ['bench-source', 'bench-store', 'bench-target']) {
    await aws.s3.send(new CreateBucketCommand({ Bucket }))
    await aws.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  }
  await aws.s3.send(new PutObjectCommand({ Bucket: 'bench-source', Key: 'app.zip', Body: 'x'.repeat(10_000) }))
  await aws.codepipeline.send(new CreatePipelineCommand({ pipeline }))
  const first = performance.now()
  for (let count = 0; count < executions; count += together) {
    const starts = Array.from({ length: together }, () =>
      aws.codepipeline.send(new StartPipelineExecutionCommand({ name: 'bench' })),
    )
    await Promise.all(starts)
    while ((await running()) > 0) await sleep(50)
  }
  const seconds = (performance.now() - first) / 1000
  console.log('\n### The local CodePipeline\n')
  console.log('| what | value |\n|---|---:|')
  console.log(`| the local AWS runs after | ${start.toFixed(1)} s |`)
  console.log(`| memory of the executor, nothing ran yet | ${before} MB |`)
  console.log(`| memory of the executor after ${executions} executions | ${executorMemory()} MB |`)
  console.log(`| executions a second, ${together} at a time, two actions each | ${(executions / seconds).toFixed(1)} |`)
  console.log(`\n${machineLine()}`)

  async function running(): Promise<number> {
    const answer = await aws.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: 'bench' }))
    return (answer.pipelineExecutionSummaries ?? []).filter(({ status }) => status === 'InProgress').length
  }
} finally {
  liftlock('down')
  rmSync(home, { recursive: true, force: true })
}

/** Resident memory of the executor's process in MB. */
function executorMemory(): number {
  const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n')
  const own = processes
    .filter((line) => line.includes('local serve-pipelines'))
    .map((line) => Number.parseInt(line, 10))
  const pid = own.find((each) => readFileSync(`/proc/${each}/environ`, 'utf8').includes(home) || isBelow(each))
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Math.round(Number(kilobytes) / 1000)
}

/** Whether a process works in the folder of this bench. */
function isBelow(pid: number): boolean {
  return execFileSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' }).startsWith(home)
}
