import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Objects } from '../../../core/ports/objects.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { pipelinePlace } from '../../../delivery/environment/pipeline-place.ts'
import { findTarget, type TargetInputs } from '../../../delivery/environment/target.ts'
import { budgetOf, type CallBudget } from '../../../delivery/retry/call-budget.ts'
import { patient } from '../../../delivery/retry/transient.ts'
import { aroundEveryCall } from './every-call.ts'
import { executionPage } from './execution-page.ts'
import { untilRenewed } from './until-renewed.ts'

/** A service that commands drive, in one account and region. */
export interface Drive {
  /** Calls that are repeated while their failures are transient; each is safe to repeat. */
  readonly pipelines: Pipelines
  /** The same calls, each made once, for those who decide by themselves. */
  readonly single: Pipelines
  readonly budget: CallBudget
  readonly region: string
  /** Calls a minute, in the long run. The service allows few, and whoever follows shares them with everybody else. */
  readonly callsPerMinute: number
  /** Address of an execution's page in the console; undefined for an emulator. */
  page(pipeline: string, execution: string): string | undefined
  /** Objects in the account of the pipeline. */
  readonly store: Pick<AwsAccount, 'objects'>
  /** Where the releases of the environment lie; no bucket without an environment. */
  readonly artifacts: {
    readonly bucket: string | undefined
    readonly objects: Objects
    readonly application: string | undefined
  }
}

/** How long a call is repeated, in seconds: the service may be throttled for minutes. */
const patience = 330
/** At most 12 a minute on average, with the calls before and after a long wait. */
const shared = 10.8
/** The local AWS is asked about once a second. */
const local = 120

/**
 * Reaches the pipelines of the target. The pipeline of `liftlock.yml` is looked for where it says.
 * @throws StageError of `findTarget`
 */
export async function driveOf(
  inputs: TargetInputs & { readonly configuration: string; readonly pipeline?: string | undefined },
  context: Context,
): Promise<Drive> {
  const { aws, bucket, application, configuration } = await findTarget(inputs, context)
  const place = inputs.environment === undefined ? pipelinePlace(configuration, inputs.pipeline) : {}
  const account = context.aws.at({
    region: aws.region ?? place.region,
    account: aws.account ?? place.account,
    role: aws.role,
  })
  const single = await account.pipelines()
  const budget = budgetOf(single, context.clock)
  const renewed = untilRenewed(context)
  const repeat = patient(context, budget, patience)
  const pipelines = aroundEveryCall(single, (call) => repeat(() => renewed(call)))
  const artifacts = { bucket, objects: context.aws.at(aws).objects, application }
  const page = (pipeline: string, execution: string) => executionPage(account, pipeline, execution)
  const callsPerMinute = account.isLocal ? local : shared
  return { pipelines, single, budget, region: account.region, callsPerMinute, page, store: account, artifacts }
}
