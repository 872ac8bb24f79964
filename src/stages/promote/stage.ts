import type { Context } from '../../core/run/context.ts'
import { givenValues } from '../../core/run/given-values.ts'
import { command } from '../../core/run/next-step.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { markdownCode } from '../../core/text/markdown-text.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { PlanChoice } from '../../delivery/deployment/deploy-options.ts'
import { deployRelease } from '../../delivery/deployment/deploy-release.ts'
import { changeData } from '../../delivery/deployment/outputs/change-outputs.ts'
import { deploymentVerdict, stepOutcome } from '../../delivery/deployment/outputs/deployment-verdict.ts'
import { stackOptions } from '../../delivery/deployment/stack-inputs.ts'
import { bucketsSeenBy } from '../../delivery/environment/buckets-seen-by.ts'
import { findTarget } from '../../delivery/environment/target.ts'
import { findSigning, unsigned } from '../../delivery/evidence/signing/signing.ts'
import { parseFingerprint } from '../../delivery/plan/fingerprint.ts'
import { plansIn } from '../../delivery/plan/plan-store.ts'
import { findPromoted, type Promoted } from '../../delivery/promotion/find-promoted.ts'
import { mirrorEvidence } from '../../delivery/promotion/mirror-evidence.ts'
import { evidenceLine, provenSteps } from '../../delivery/promotion/proven-steps.ts'
import { recordApproval } from '../../delivery/promotion/record-approval.ts'
import { type RequiredEvidence, requireEvidence } from '../../delivery/promotion/required-evidence.ts'
import { mirrorNestedTemplates, mirrorRelease } from '../../delivery/release/mirror-release.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'
import { requireContents } from '../../delivery/release/require-contents.ts'
import { writeClientConfiguration } from '../../generator/client-configuration.ts'
import { promoteInputs } from './inputs.ts'
import { noteUnversioned } from './other-buckets.ts'
import { promoteOutputs } from './outputs.ts'
import { planOfRollback } from './plan-of-rollback.ts'

/** Brings the bytes that passed the gate into the next environment. */
export const promote = defineStage({
  name: 'promote',
  positional: 'release',
  needsOneOf: [['release', 'releaseOf']],
  inputs: promoteInputs,
  outputs: promoteOutputs,

  async run(inputs, context) {
    const choice = planChoice(inputs)
    const { configuration, environment: target, aws, signingKey } = await findTarget(inputs, context)
    const account = context.aws.at(aws)
    const there: ArtifactBucket = { objects: account.objects, bucket: target.bucket }

    const bucketOf = bucketsSeenBy(target, account, context)
    const signing =
      choice?.kind === 'only' ? unsigned : await findSigning(signingKey, { target, declared: target.signers }, context)
    const promoted = await findPromoted(configuration, target, bucketOf, inputs)
    const { release, source } = promoted
    const goal = { target, there, account, release, signing }
    const { plan, rollback } = await planOfRollback(choice, goal, context)
    const short = shortDigest(release.digest)
    const admission = { configuration, target, release, bucketOf }
    const evidence = await requireEvidence(admission)
    noteUnversioned(evidence, context)
    const proven = provenSteps(release.digest, evidence)
    context.report({ kind: 'line', steps: proven })
    if (plan?.kind === 'only') {
      await requireContents(source, there, release)
      await mirrorNestedTemplates(source, there, release, context.files)
    } else await bring(promoted, evidence, there, context)

    let approval: string | undefined
    const same = { ...inputs, from: inputs.from ?? inputs.releaseOf }
    const given = givenValues(promoteInputs, same, {
      leftOut: ['release', 'releaseOf', 'environment', 'planOnly', 'plan', 'approvedBy'],
      hidden: ['httpProxy'],
    })
    const { name: environment, application } = target
    const ofStack = stackOptions(inputs)
    const deployed = await deployRelease(
      {
        environment: target,
        bucket: there,
        release,
        desired: ofStack.desired,
        permitted: {
          ...ofStack.permitted,
          plan,
          timeoutSeconds: inputs.timeoutInMinutes * 60,
          onApproved: async ({ fingerprint }, stackId) => {
            const { approvedBy } = inputs
            const said = {
              application,
              environment,
              release,
              stackId,
              plan: fingerprint,
              approvedBy,
              rollback,
              signing,
            }
            approval = await recordApproval(there, said, context)
          },
        },
        shown: {
          plans: plansIn(there, context),
          planCommand: (fingerprint) =>
            command('promote', {
              release: release.digest,
              environment: inputs.environment,
              ...given,
              plan: fingerprint,
            }),
          ...(inputs.report === undefined ? {} : { reportFolder: inputs.report }),
        },
        purpose: `promote ${short}`,
        ...(plan?.kind === 'only'
          ? { templateFrom: { bucket: source, region: promoted.environment.region ?? account.region } }
          : { contents: 'verified' as const }),
        evidence: evidence.map(({ stage, environment: of, key, signature }) => ({
          evidence: `${stage}@${of}`,
          key,
          signature,
        })),
        beforeChange: () => requireEvidence(admission),
        signing,
      },
      account,
      context,
    )
    if (inputs.clientConfiguration !== undefined && plan?.kind !== 'only')
      await writeClientConfiguration(inputs.clientConfiguration, { environment, outputs: deployed.outputs }, context)
    const own = { stage: 'promote', environment, outcome: stepOutcome({ result: deployed, plan }), detail: short }
    context.report({ kind: 'line', steps: [...proven, own] })
    const passed = evidence.map(evidenceLine)
    const said = approval === undefined ? [] : [`Approval: ${signing.text} (${markdownCode(approval)})`]
    if (deployed.signature !== undefined) said.push(`Evidence of this deployment: ${deployed.signature}`)
    context.report(
      deploymentVerdict({ result: deployed, plan, target: environment, release, evidence: [...passed, ...said] }),
    )
    const { changesSummary, changesText } = changeData(deployed)
    return {
      outcome: deployed.outcome,
      release: release.digest,
      environment,
      stackId: deployed.stackId,
      url: deployed.stackId && account.stackPage(deployed.stackId),
      fingerprint: deployed.fingerprint,
      planFile: deployed.planFile,
      changes: deployed.changes,
      changesSummary,
      changesText,
      outputs: deployed.outputs,
      evidence: evidence.map(({ key }) => key),
      approval,
      signature: deployed.signature,
    }
  },
})

/** Copies the release and its evidence into the bucket of the target, and verifies all of it. */
async function bring(
  { source, release }: Promoted,
  evidence: readonly RequiredEvidence[],
  there: ArtifactBucket,
  context: Context,
): Promise<void> {
  const { copied, contents } = await mirrorRelease(source, there, release, context.files)
  await mirrorEvidence(evidence, there)
  const text = `release ${shortDigest(release.digest)} is in ${there.bucket}: ${copied} of ${contents} contents copied, all verified`
  context.report({ kind: 'note', closing: true, text })
}

/**
 * Checks the input `plan`.
 * @throws StageError `input-invalid` for a plan together with `plan-only`, and for an incomplete fingerprint
 */
function planChoice({ planOnly, plan }: { planOnly: boolean; plan?: string | undefined }): PlanChoice | undefined {
  if (planOnly && plan !== undefined)
    throw new StageError('input-invalid', 'plan is given together with plan-only', {
      hint: 'make the plan first, then execute it by its fingerprint',
    })
  if (planOnly) return { kind: 'only' }
  return plan === undefined ? undefined : { kind: 'exactly', fingerprint: parseFingerprint(plan) }
}
