import type { Context } from '../../core/context.ts'
import type { LineStep } from '../../core/report.ts'
import { defineStage } from '../../core/stage.ts'
import { StageError } from '../../core/stage-error.ts'
import type { DeployResult } from '../../delivery/deployment/deploy-options.ts'
import { deployRelease } from '../../delivery/deployment/deploy-release.ts'
import { deployTemplate } from '../../delivery/deployment/deploy-template.ts'
import { deploymentVerdict, stepOutcome } from '../../delivery/deployment/deployment-verdict.ts'
import { provenSteps } from '../../delivery/promotion/proven-steps.ts'
import { type Release, readRelease } from '../../delivery/release/read-release.ts'
import { deployInputs } from './inputs.ts'
import { parseNamedValues } from './named-values.ts'
import { type CommonOptions, commonOptions, templateOf } from './options.ts'
import { deployOutputs } from './outputs.ts'
import { type DeploySetting, findDeploySetting } from './setting.ts'

/** One stack to the state of a template or of a release. */
export const deploy = defineStage({
  name: 'deploy',
  summary: 'Bring a CloudFormation stack to the state of a template or a release.',
  positional: 'release',
  needsOneOf: [
    ['release', 'template'],
    ['environment', 'name'],
  ],
  inputs: deployInputs,
  outputs: deployOutputs,

  async run(inputs, context) {
    const setting = await findDeploySetting(inputs, context)
    const { files } = context
    const parameters = await parseNamedValues(inputs.parameterOverrides ?? '', 'parameter-overrides', files)
    const tags = await parseNamedValues(inputs.tags ?? '', 'tags', files)
    const options = commonOptions(inputs)
    const {
      result,
      release,
      proven = [],
    } = setting.subject.kind === 'release'
      ? await deployOfRelease(setting.subject.release, setting, { parameters, tags, options }, context)
      : await deployOfTemplate(setting.subject.template, setting, { parameters, tags, options }, context)
    if (result.outcome === 'no-changes' && inputs.failOnEmptyChangeset)
      throw new StageError('plan-empty', `stack ${setting.stack} has no changes, and fail-on-empty-changeset is set`, {
        hint: 'leave fail-on-empty-changeset away to take this as a success',
      })
    const { plan } = options
    const environment = setting.environment?.name
    const detail = release?.digest.slice(0, 12)
    const own = {
      stage: 'deploy',
      outcome: stepOutcome({ result, plan }),
      ...(environment !== undefined && { environment }),
      ...(detail !== undefined && { detail }),
    }
    context.report({ kind: 'line', steps: [...proven, own] })
    context.report(deploymentVerdict({ result, plan, target: environment ?? setting.stack, release }))
    return {
      outcome: result.outcome,
      stackId: result.stackId,
      url: result.stackId && setting.account.stackPage(result.stackId),
      stack: setting.stack,
      environment,
      release: release?.digest,
      fingerprint: result.fingerprint,
      planFile: result.planFile,
      changeSetId: result.changeSetId,
      hasChanges: result.outcome !== 'no-changes',
      changesCount: result.plan?.changes.length ?? 0,
      changes: result.changes,
      changesSummary: result.summary,
      changesMarkdown: result.markdown,
      outputs: result.outputs,
    }
  },
})

interface Deployed {
  readonly result: DeployResult
  /** Undefined for a template. */
  readonly release?: Release
  readonly proven?: readonly LineStep[]
}

interface Given {
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly options: CommonOptions
}

async function deployOfRelease(
  wanted: string,
  { environment, account, bucket }: DeploySetting,
  { parameters, tags, options }: Given,
  context: Context,
): Promise<Deployed> {
  const store = { objects: account.objects, bucket: bucket! }
  const release = await readRelease(store, { release: wanted, application: environment!.application })
  const target = {
    ...environment!,
    parameters: { ...environment!.parameters, ...parameters },
    tags: { ...environment!.tags, ...tags },
  }
  const proven = provenSteps(release.digest, [])
  context.report({ kind: 'line', steps: proven })
  const result = await deployRelease({ ...options, environment: target, account, bucket: store, release }, context)
  return { result, release, proven }
}

async function deployOfTemplate(
  path: string,
  { environment, account, stack, bucket }: DeploySetting,
  { parameters, tags, options }: Given,
  context: Context,
): Promise<Deployed> {
  const allTags = { ...environment?.tags, ...tags }
  const result = await deployTemplate(
    {
      capabilities: ['CAPABILITY_IAM'],
      planCommand: (fingerprint) => `liftlock deploy --name ${stack} --template ${path} --plan ${fingerprint}`,
      ...options,
      account,
      stack,
      template: await templateOf(path, context.files),
      parameters: { ...environment?.parameters, ...parameters },
      ...(Object.keys(allTags).length === 0 ? {} : { tags: allTags }),
      policy: { ...options.policy, protect: [...(environment?.protect ?? []), ...(options.policy.protect ?? [])] },
      ...(bucket === undefined ? {} : { bucket }),
      ...(environment === undefined
        ? {}
        : { artifacts: { buckets: environment.artifactBuckets, writers: environment.writers } }),
      ...(environment === undefined ? {} : { label: environment.name }),
    },
    context,
  )
  return { result }
}
