import { defined } from '../../core/run/defined.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { changeOutputs } from '../../delivery/deployment/outputs/change-outputs.ts'
import { deploymentVerdict, stepOutcome } from '../../delivery/deployment/outputs/deployment-verdict.ts'
import { writeClientConfiguration } from '../../generator/client-configuration.ts'
import { withoutAliases } from './aliases.ts'
import { deploySubject } from './deploy-subject.ts'
import { deployInputs } from './inputs.ts'
import { checkMode } from './mode.ts'
import { parseParameters, parseTags } from './named-values/parse-named-values.ts'
import { commonOptions, failsWhenEmpty, sameInputs } from './options.ts'
import { deployOutputs } from './outputs.ts'
import { findDeploySetting } from './setting.ts'

/** Brings one stack to the state of a template or a release. */
export const deploy = defineStage({
  name: 'deploy',
  positional: 'release',
  needsOneOf: [
    ['release', 'archive', 'template', 'executeChangeSetId'],
    ['environment', 'stack', 'name'],
  ],
  inputs: deployInputs,
  outputs: deployOutputs,

  async run(given, context) {
    const inputs = withoutAliases(given)
    checkMode(inputs)
    const setting = await findDeploySetting(inputs, context)
    const { files } = context
    const parameters = await parseParameters(inputs.parameterOverrides ?? '', files)
    const tags = inputs.tags === undefined ? undefined : await parseTags(inputs.tags, files)
    const options = commonOptions(inputs)
    const fails = failsWhenEmpty(inputs)
    const { plan } = options.permitted
    const wanted = { parameters, tags, options, same: sameInputs(inputs) }
    const { result, release, proven = [] } = await deploySubject(setting, wanted, context)
    const environment = setting.environment?.name
    const changes = changeOutputs(result, environment)
    if (inputs.clientConfiguration !== undefined && plan?.kind !== 'only')
      await writeClientConfiguration(inputs.clientConfiguration, { environment, outputs: result.outputs }, context)
    if (result.outcome === 'no-changes') {
      context.report({ kind: 'outputs', values: { stackId: result.stackId, ...changes } })
      if (fails)
        throw new StageError(
          'plan-empty',
          `stack ${setting.stack} has no changes, and fail-on-empty-changeset is set`,
          { hint: 'unset fail-on-empty-changeset to count this as a success' },
        )
    }
    const { signature } = result
    const detail = release && shortDigest(release.digest)
    const own = {
      stage: 'deploy',
      outcome: stepOutcome({ result, plan }),
      ...defined({ environment, detail }),
    }
    context.report({ kind: 'line', steps: [...proven, own] })
    const evidence = signature === undefined ? [] : [`Evidence of this deployment: ${signature}`]
    const isPreview = setting.subject.kind === 'archive'
    const target = environment ?? setting.stack
    context.report(deploymentVerdict({ result, plan, isPreview, target, release, evidence }))
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
      changeSetName: result.changeSetName,
      ...changes,
      ...defined({ signature }),
      outputs: result.outputs,
    }
  },
})
