import type { Context } from '../../core/run/context.ts'
import { command, type GivenValue, type Part } from '../../core/run/next-step.ts'
import type { LineStep } from '../../core/run/report.ts'
import type { DeployResult } from '../../delivery/deployment/deploy-options.ts'
import { deployRelease } from '../../delivery/deployment/deploy-release.ts'
import { deployTemplate } from '../../delivery/deployment/deploy-template.ts'
import { admitPullRequest } from '../../delivery/deployment/preview/admit-pull-request.ts'
import type { StackPolicy } from '../../delivery/deployment/stack/stack-status.ts'
import { unmetSignature } from '../../delivery/evidence/signing/awaited-signature.ts'
import { findSigning, unsigned } from '../../delivery/evidence/signing/signing.ts'
import { executeChangeSet } from '../../delivery/existing-change-set/execute-change-set.ts'
import { executeUnderLease } from '../../delivery/existing-change-set/execute-under-lease.ts'
import { provenSteps } from '../../delivery/promotion/proven-steps.ts'
import { type Release, readRelease } from '../../delivery/release/read-release.ts'
import { withGiven, withTags } from './environment-values.ts'
import type { GivenParameters } from './named-values/parse-named-values.ts'
import { type CommonOptions, templateOf } from './options.ts'
import type { DeploySetting } from './setting.ts'

/** The result of a deployment. */
export interface Deployed {
  readonly result: DeployResult
  /** Undefined for a template. */
  readonly release?: Release
  readonly proven?: readonly LineStep[]
}

/** The inputs that say how to deploy; `DeploySetting` says where and what. */
export interface Given {
  readonly parameters: GivenParameters
  /** Undefined when no tags are given; an empty record removes all tags. */
  readonly tags: Readonly<Record<string, string>> | undefined
  readonly options: CommonOptions
  /** The inputs that lead to the same plan when a later run gives them again. The release is left out. */
  readonly same: Readonly<Record<string, GivenValue>>
}

/** Deploys the release, the template or the change set. @throws StageError of the deployment */
export async function deploySubject(setting: DeploySetting, given: Given, context: Context): Promise<Deployed> {
  const { subject, environment } = setting
  if (environment?.preview !== undefined && given.options.permitted.plan?.kind !== 'only')
    await admitPullRequest({ ...environment, preview: environment.preview }, setting.account)
  if (subject.kind === 'archive')
    return (await import('./preview-archive.ts')).previewArchive(subject.archive, setting, given, context)
  if (subject.kind === 'release') return deployOfRelease(subject.release, setting, given, context)
  if (subject.kind === 'template') return deployOfTemplate(subject.template, setting, given, context)
  return deployOfChangeSet(subject.arn, setting, given, context)
}

async function deployOfRelease(
  wanted: string,
  { environment, account, bucket, signingKey }: DeploySetting,
  { parameters, tags, options, same }: Given,
  context: Context,
): Promise<Deployed> {
  const store = { objects: account.objects, bucket: bucket! }
  const release = await readRelease(store, { release: wanted, application: environment!.application })
  const target = {
    ...environment!,
    parameters: withGiven(environment!.parameters, parameters),
  }
  const writes = options.permitted.plan?.kind !== 'only'
  const signing = writes ? await findSigning(signingKey, { target, declared: target.signers }, context) : unsigned
  const unmet = writes ? unmetSignature('deploy', target.awaited, signing) : undefined
  if (unmet !== undefined) context.report({ kind: 'warning', text: unmet })
  const proven = provenSteps(release.digest, [])
  context.report({ kind: 'line', steps: proven })
  const allTags = withTags(environment!.tags, tags)
  const result = await deployRelease(
    {
      environment: target,
      bucket: store,
      release,
      signing,
      desired: {
        ...options.desired,
        keptParameters: parameters.kept,
        ...(allTags === undefined ? {} : { tags: allTags }),
      },
      permitted: options.permitted,
      shown: { planCommand: commandOf({ release: release.digest, ...same }), ...options.shown },
    },
    account,
    context,
  )
  return { result, release, proven }
}

async function deployOfTemplate(
  path: string,
  { environment, account, stack, bucket, signingKey }: DeploySetting,
  { parameters, tags, options, same }: Given,
  context: Context,
): Promise<Deployed> {
  noteUnusedKey(signingKey, 'a template', context)
  const allTags = withTags(environment?.tags ?? {}, tags)
  const result = await deployTemplate(
    {
      desired: {
        capabilities: environment?.capabilities ?? ['CAPABILITY_IAM'],
        ...(environment?.roleArn === undefined ? {} : { roleArn: environment.roleArn }),
        ...options.desired,
        stack,
        template: await templateOf(path, context.files),
        parameters: withGiven(environment?.parameters ?? {}, parameters),
        keptParameters: parameters.kept,
        ...(allTags === undefined ? {} : { tags: allTags }),
        ...(bucket === undefined ? {} : { bucket }),
      },
      permitted: {
        ...options.permitted,
        policy: policyOf(options, environment),
        ...(environment && { artifacts: { buckets: environment.artifactBuckets, writers: environment.writers } }),
      },
      shown: {
        planCommand: commandOf(same),
        ...options.shown,
        ...(environment && { label: environment.name }),
      },
    },
    account,
    context,
  )
  return { result }
}

async function deployOfChangeSet(
  arn: string,
  { account, stack, environment, signingKey }: DeploySetting,
  { options, same }: Given,
  context: Context,
): Promise<Deployed> {
  noteUnusedKey(signingKey, 'a change set', context)
  const { plan, timeoutSeconds } = options.permitted
  const { terminationProtection } = options.desired
  const wanted = {
    arn,
    desired: { stack, ...(terminationProtection === undefined ? {} : { terminationProtection }) },
    permitted: { timeoutSeconds, policy: policyOf(options, environment), ...(plan === undefined ? {} : { plan }) },
    shown: { planCommand: commandOf(same), ...options.shown },
  }
  // Without an environment there is no lease. The service refuses a change set if the stack has changed since.
  const result = environment
    ? await executeUnderLease({ ...wanted, environment }, account, context)
    : await executeChangeSet(wanted, account, context)
  return { result }
}

/** Combines the types that the environment protects with those that the inputs protect. */
function policyOf({ permitted }: CommonOptions, environment: DeploySetting['environment']): StackPolicy {
  const { policy } = permitted
  return { ...policy, protect: [...(environment?.protect ?? []), ...(policy.protect ?? [])] }
}

/** The command that executes exactly the plan with this fingerprint. */
function commandOf(inputs: Readonly<Record<string, GivenValue>>): (fingerprint: string) => Part {
  return (fingerprint) => command('deploy', { ...inputs, plan: fingerprint })
}

function noteUnusedKey(signingKey: string | undefined, what: string, { report }: Context): void {
  if (signingKey !== undefined)
    report({ kind: 'note', text: `${what} leaves no evidence, so signing-key has nothing to sign` })
}
