import type { AwsTarget } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { own } from '../../core/run/own.ts'
import { type Configuration, type Environment, environmentOf, readConfiguration } from './configuration.ts'

/** The inputs that name a stage's target. */
export interface TargetInputs extends AwsTarget {
  /** Name of an environment in `liftlock.yml`. */
  readonly environment?: string | undefined
  readonly application?: string | undefined
  readonly stack?: string | undefined
  readonly bucket?: string | undefined
  readonly signingKey?: string | undefined
}

/** Where a stage works. A member is undefined when neither an input nor `liftlock.yml` gives it. */
export interface Target {
  readonly configuration: Configuration
  /** The environment of `liftlock.yml`, overridden by the inputs; undefined for a target without an environment. */
  readonly environment: Environment | undefined
  readonly application: string | undefined
  readonly stack: string | undefined
  readonly bucket: string | undefined
  /** Region, account, and the role to assume there. */
  readonly aws: AwsTarget
  /** The key that signs evidence; undefined leaves it unsigned. */
  readonly signingKey: string | undefined
}

/** The target of a stage that works on a stack, with or without an environment. */
export interface StackTarget extends Target {
  readonly stack: string
}

/** The target of a stage that always works on an environment. */
export interface EnvironmentTarget extends Target {
  readonly environment: Environment
  readonly application: string
  readonly stack: string
  readonly bucket: string
}

/** How the target of a stage is found. */
export interface TargetRules {
  /** An environment that `liftlock.yml` lacks is accepted when its stack is given; the file is then ignored. */
  readonly mayBeUnknown: boolean
}

type Reading = Pick<Context, 'files' | 'report'>
type Placed<Inputs> = Inputs & { readonly configuration: string }
type Named = TargetInputs & { readonly environment: string }

/**
 * Reads `liftlock.yml`, and finds the target of a stage in it.
 * @throws StageError of `readConfiguration` and of `targetOf`
 */
export function findTarget(inputs: Placed<Named>, context: Reading): Promise<EnvironmentTarget>
export function findTarget(inputs: Placed<Named>, context: Reading, rules: TargetRules): Promise<StackTarget>
export function findTarget(inputs: Placed<TargetInputs>, context: Reading): Promise<Target>
export async function findTarget(inputs: Placed<TargetInputs>, context: Reading, rules?: TargetRules): Promise<Target> {
  return resolveTarget(await readConfiguration(context, inputs.configuration), inputs, rules)
}

/**
 * Finds the target of a stage: inputs win over the environment of `liftlock.yml`. When neither names the stack or the
 * bucket, their names are derived from the application and the environment.
 * @throws StageError `environment-unknown`, `input-missing` for an environment of an application without a name
 */
export function targetOf(configuration: Configuration, inputs: Named): EnvironmentTarget
export function targetOf(configuration: Configuration, inputs: Named, rules: TargetRules): StackTarget
export function targetOf(configuration: Configuration, inputs: TargetInputs): Target
export function targetOf(configuration: Configuration, inputs: TargetInputs, rules?: TargetRules): Target {
  return resolveTarget(configuration, inputs, rules)
}

function resolveTarget(configuration: Configuration, inputs: TargetInputs, rules?: TargetRules): Target {
  const written = writtenFor(configuration, inputs, rules)
  const aws: AwsTarget = {
    region: inputs.region ?? written?.region,
    account: inputs.account ?? written?.account,
    role: inputs.role ?? written?.role,
  }
  const signingKey = inputs.signingKey ?? written?.signingKey
  const common = { configuration, aws, signingKey }
  if (written === undefined) {
    const application = inputs.application ?? configuration.application
    return { ...common, environment: undefined, application, stack: inputs.stack, bucket: inputs.bucket }
  }
  const { application } = written
  const stack = inputs.stack ?? written.stack
  const bucket = inputs.bucket ?? written.bucket
  const artifactBuckets = [...new Set([bucket, ...written.artifactBuckets])]
  const environment = { ...written, ...aws, stack, bucket, artifactBuckets, signingKey }
  return { ...common, environment, application, stack, bucket }
}

/** The entry of the named environment in the file. */
function writtenFor(
  configuration: Configuration,
  { environment, application, stack }: TargetInputs,
  rules: TargetRules = { mayBeUnknown: false },
): Environment | undefined {
  if (environment === undefined) return undefined
  const isUnknown = own(configuration.environments, environment) === undefined
  if (isUnknown && rules.mayBeUnknown && stack !== undefined) return undefined
  return environmentOf(configuration, environment, application)
}
