import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { AwsAccount } from '../../src/core/ports/aws.ts'
import type { Context } from '../../src/core/run/context.ts'
import type { Report } from '../../src/core/run/report.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import type { DeploymentRequest, DeployResult } from '../../src/delivery/deployment/deploy-options.ts'
import { deployTemplate } from '../../src/delivery/deployment/deploy-template.ts'
import { type DeployOptions, requestOf } from './flat-deployment.ts'
import { errorInWords, reportInWords } from './in-command-words.ts'
import { type ScriptedCloudFormation, startScriptedCloudFormation } from './scripted-cloudformation.ts'
import type { ScriptOptions } from './scripted-service.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** One deployment and what was seen of it. */
export interface Trial {
  readonly result: DeployResult | undefined
  readonly error: StageError<string> | undefined
  readonly reports: readonly Report<string>[]
  /** Seconds on the clock of the service. */
  readonly seconds: number
  readonly calls: number
}

/** A scripted CloudFormation with a clock that moves only by calls and waiting, and deployments against it. */
export interface TrialGround {
  readonly cloud: ScriptedCloudFormation
  readonly clock: VirtualClock
  readonly files: Map<string, string>
  deploy(options?: Partial<DeployOptions>, signal?: AbortSignal): Promise<Trial>
  /** Deploys and is killed at a call: no call after it arrives, no wait after it ends. */
  deployKilledAt(call: number, when: 'before' | 'after', options?: Partial<DeployOptions>): Promise<void>
}

/** A template of topics, one for each name, with a value to change. */
export function topics(names: readonly string[], value = 'one'): string {
  const resource = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: value } }
  return JSON.stringify({ Resources: Object.fromEntries(names.map((name) => [name, resource])) })
}

/**
 * Opens the ground; the caller stops `cloud`.
 * @param options.skewMilliseconds how far the clock of the run is off that of the service
 */
export async function trialGround(
  options: ScriptOptions & { readonly callsPerSecond?: number; readonly skewMilliseconds?: number } = {},
): Promise<TrialGround> {
  const clock = virtualClock(options.skewMilliseconds)
  const cloud = await startScriptedCloudFormation(clock, options)
  const files = new Map<string, string>()

  const context = (reports: Report<string>[], signal: AbortSignal) => ({
    clock,
    files: {
      write: async (path: string, content: string) => void files.set(path, content),
      findText: async (path: string) => files.get(path),
    } as unknown as Context['files'],
    report: (report: Report) => void reports.push(reportInWords(report)),
    signal,
  })
  const optionsOf = ({ account, ...given }: Partial<DeployOptions>): [DeploymentRequest, AwsAccount] => [
    requestOf({
      stack: 'parking',
      template: { name: 'template.json', text: topics(['A', 'B']) },
      parameters: {},
      capabilities: [],
      policy: {},
      ...given,
    }),
    account ??
      awsAtEndpoint(cloud.endpoint, {
        region: 'eu-west-1',
        account: '111111111111',
        secretAccessKey: 'any',
      }).at({}),
  ]

  return {
    cloud,
    clock,
    files,
    async deploy(given = {}, signal = new AbortController().signal) {
      const reports: Report<string>[] = []
      const [start, before] = [clock.elapsed(), cloud.calls.length]
      const outcome = await deployTemplate(...optionsOf(given), context(reports, signal)).catch((error) => {
        if (error instanceof StageError) return errorInWords(error)
        throw error
      })
      const seconds = (clock.elapsed() - start) / 1000
      const seen = { reports, seconds, calls: cloud.calls.length - before }
      return outcome instanceof StageError
        ? { ...seen, result: undefined, error: outcome }
        : { ...seen, result: outcome, error: undefined }
    },
    async deployKilledAt(call, when, given = {}) {
      const killed = new AbortController()
      const first = cloud.calls.length
      const { fault } = cloud
      cloud.fault = ({ index }) => {
        if (index - first < call) return undefined
        killed.abort(new Error('killed'))
        return { kind: index - first === call && when === 'after' ? 'lost' : 'reset' }
      }
      await deployTemplate(...optionsOf(given), context([], killed.signal)).catch(() => undefined)
      cloud.fault = fault
    },
  }
}
