import type { ActionIdentity } from '../../src/aws/pipeline-actions/pipeline-services.ts'
import type { Order } from '../../src/local/codepipeline/service/perform-work.ts'
import { aDeclaration } from './codepipeline-service.ts'

/** As whom the orders of tests work. */
export const identity: ActionIdentity = {
  account: '111111111111',
  region: 'eu-west-1',
  role: 'arn:aws:iam::111111111111:role/pipeline',
}

/**
 * An order for one action or rule, whose clock goes on when the provider waits. Each input artifact lies under its name.
 * @param work more members of its record, such as `place` of a rule
 */
export function actionOrder(
  configuration: Readonly<Record<string, string>>,
  inputs: readonly string[] = [],
  work: object = {},
) {
  const start = Date.UTC(2026, 11, 1)
  const abandoned = new AbortController()
  let time = start
  const record = {
    id: '11111111-2222-4333-8444-555555555555',
    name: 'Act',
    status: 'InProgress',
    started: start,
    updated: start,
    configuration,
    resolvedConfiguration: configuration,
    inputs: inputs.map((name) => ({ name, bucket: 'artifacts', key: name })),
    outputs: [{ name: 'Made', bucket: 'artifacts', key: 'made.zip' }],
    ...work,
  }
  const waits: number[] = []
  /** What happens while the provider waits; it is told how long. */
  const meanwhile: { at: (milliseconds: number) => void } = { at: () => undefined }
  const declaration = aDeclaration()
  const order = {
    pipeline: { name: 'Garage', account: identity.account, region: identity.region, declarations: [declaration] },
    execution: { version: 1 },
    work: record,
    signal: abandoned.signal,
    job: () => ({ id: 'job-1' }),
    progress: (told: object) => void Object.assign(record, told),
    now: () => time,
    until: async (when: number) => {
      abandoned.signal.throwIfAborted()
      waits.push(when - time)
      meanwhile.at(when - time)
      time = Math.max(time, when)
      await new Promise(setImmediate)
      abandoned.signal.throwIfAborted()
    },
  } as unknown as Order
  return {
    order,
    waits,
    meanwhile,
    abandon: () => abandoned.abort(new Error('abandoned')),
    record: record as typeof record & { checkpoint?: string; externalExecutionId?: string; summary?: string },
    passMinutes: (minutes: number) => {
      time += minutes * 60_000
    },
  }
}
