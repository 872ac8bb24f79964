import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { stackPage } from '../../src/aws/cloudformation/stack-page.ts'
import type { AwsTarget } from '../../src/core/ports/aws.ts'
import type { Context } from '../../src/core/run/context.ts'
import { edgeName } from '../../src/core/run/describe.ts'
import type { Report } from '../../src/core/run/report.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { deploy } from '../../src/stages/deploy/stage.ts'
import { errorInWords, reportInWords } from './in-command-words.ts'
import { inMemoryObjects } from './in-memory-objects.ts'
import { type ScriptedCloudFormation, startScriptedCloudFormation } from './scripted-cloudformation.ts'
import { virtualClock } from './virtual-clock.ts'

/** How a run ended: its outcome with its outputs, or its failure. */
export type StageEnding =
  | { readonly outcome: string; readonly outputs: Record<string, unknown> }
  | { readonly kind: 'failure'; readonly error: StageError<string> | { readonly reason: string } }

/** The stage `deploy` against a scripted CloudFormation, with files in memory. */
export interface DeployStageTrial {
  readonly cloud: ScriptedCloudFormation
  readonly files: Map<string, string>
  /** Every call as it was sent, in order. */
  readonly queries: readonly Readonly<Record<string, unknown>>[]
  readonly reports: readonly Report<string>[]
  /** What lies in buckets, by `<bucket>/<key>`. */
  readonly objects: Map<string, Uint8Array>
  /** Runs the stage with inputs as they are written. */
  run(inputs: Readonly<Record<string, string>>, endpoint?: string): Promise<StageEnding>
}

/** Opens the trial; the caller stops `cloud`. */
export async function deployStageTrial(content: Readonly<Record<string, string>>): Promise<DeployStageTrial> {
  const clock = virtualClock()
  const cloud = await startScriptedCloudFormation(clock, { operationSeconds: 1, changeSetSeconds: 0.2 })
  const files = new Map(Object.entries(content))
  const queries: Readonly<Record<string, unknown>>[] = []
  const reports: Report<string>[] = []
  const objects = inMemoryObjects()
  const answer = cloud.service.call.bind(cloud.service)
  cloud.service.call = (query, asOf) => {
    queries.push(query)
    return answer(query, asOf)
  }
  return {
    cloud,
    files,
    queries,
    reports,
    objects: objects.contents,
    async run(inputs, endpoint = cloud.endpoint) {
      const given = Object.keys(deploy.inputs.shape).map((key) => [key, inputs[edgeName(key)]] as const)
      const parsed = deploy.inputs.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)))
      if (!parsed.success) return { kind: 'failure', error: { reason: 'input-invalid' } }
      const aws = awsAtEndpoint(endpoint, { region: 'eu-west-1', account: '111111111111', secretAccessKey: 'any' })
      const context = {
        // As on AWS itself, stacks have a page.
        aws: { at: (target: AwsTarget) => ({ ...aws.at(target), stackPage, objects }) },
        clock,
        files: filesOf(files),
        run: { host: 'terminal', id: 'trial:1' },
        report: (report: Report) => void reports.push(reportInWords(report)),
        signal: new AbortController().signal,
      } as unknown as Context
      try {
        const outputs = await deploy.run(parsed.data, context)
        return { outcome: outputs.outcome, outputs }
      } catch (error) {
        if (error instanceof StageError) return { kind: 'failure', error: errorInWords(error) }
        throw error
      }
    },
  }
}

function filesOf(files: Map<string, string>): Partial<Context['files']> {
  return {
    readText: async (path) => {
      const text = files.get(path)
      if (text === undefined) throw new StageError('file-missing', path)
      return text
    },
    findText: async (path) => files.get(path),
    findPlainText: async (path) => files.get(path),
    kind: async (path) => (files.has(path) ? 'file' : 'folder'),
    write: async (path, text) => void files.set(path, String(text)),
  }
}
