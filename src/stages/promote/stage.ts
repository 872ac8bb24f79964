import { z } from 'zod'
import type { Context } from '../../core/context.ts'
import { count, defineStage, flag } from '../../core/stage.ts'
import { StageError } from '../../core/stage-error.ts'
import { type Configuration, type Environment, environmentOf, readConfiguration } from '../../delivery/configuration.ts'
import { deployRelease } from '../../delivery/deployment/deploy-release.ts'
import { mirrorEvidence } from '../../delivery/evidence.ts'
import { requireEvidence } from '../../delivery/promotion/required-evidence.ts'
import { mirrorRelease } from '../../delivery/release/mirror-release.ts'
import { type Release, readRelease } from '../../delivery/release/read-release.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/** The bytes that passed the gate, into the next environment. */
export const promote = defineStage({
  name: 'promote',
  summary: 'Bring the bytes that passed the gate into the next environment.',
  positional: 'release',
  inputs: z.object({
    release: z.string().describe('The release: its digest, or a version.'),
    environment: z.string().default('production').describe('The environment to bring it to.'),
    from: z
      .string()
      .optional()
      .describe('The environment whose bucket has the release. Default: that of the first required evidence.'),
    configuration: z
      .string()
      .default('.')
      .describe('Folder of liftlock.yml; its policy counts, never that of the release.'),
    application: z.string().optional().describe('Name of the application. Default: the one in liftlock.yml.'),
    planOnly: flag().describe('Stop once the plan is known.'),
    plan: z.string().optional().describe('Fingerprint of the approved plan; any other plan is refused.'),
    report: z.string().optional().describe('Folder for plan.json and plan.md.'),
    timeoutInMinutes: count(1, 720)
      .default(60)
      .describe('How long to follow the deployment before leaving it to go on alone.'),
    region: z.string().optional().describe('AWS region. Default: that of the environment.'),
    account: z.string().optional().describe('AWS account, twelve digits. Default: that of the environment.'),
    role: z.string().optional().describe('ARN of a role to assume. Default: that of the environment.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything changed.'),
    release: z.string().describe('Digest of the release.'),
    environment: z.string().describe('The environment that has it now.'),
    stackId: z.string().optional().describe('The stack of the environment.'),
    fingerprint: z.string().optional().describe('Fingerprint of the plan.'),
    planFile: z.string().optional().describe('Path of plan.json.'),
    changesSummary: z.string().describe('The changes in one line.'),
    changes: z.unknown().optional().describe('How many resources were added, changed and removed.'),
    outputs: z.unknown().optional().describe('Outputs of the stack.'),
    evidence: z.array(z.string()).describe('Keys of the evidence that let it pass.'),
  }),

  async run(inputs, context) {
    const configuration = await readConfiguration(context.files, inputs.configuration)
    const { region, account: owner, role } = inputs
    const found = environmentOf(configuration, inputs.environment, inputs.application)
    const target = {
      ...found,
      region: region ?? found.region,
      account: owner ?? found.account,
      role: role ?? found.role,
    }
    const account = context.aws.at(target)
    const there: ArtifactBucket = { objects: account.objects, bucket: target.bucket }
    const source: ArtifactBucket = { objects: account.objects, bucket: sourceOf(configuration, target, inputs).bucket }

    const release = await findRelease(source, there, { release: inputs.release, application: target.application })
    refuseOtherApplication(release, target)
    const evidence = await requireEvidence(source, release.digest, target)
    const { copied, contents } = await mirrorRelease(source, there, release, context.files)
    await mirrorEvidence(source, there, release.digest)
    say(
      context,
      `release ${release.digest.slice(0, 12)} is in ${target.bucket}: ${copied} of ${contents} contents copied, all verified`,
    )

    const deployed = await deployRelease(
      { environment: target, account, bucket: there, release, ...planOf(inputs) },
      context,
    )
    return {
      outcome: deployed.outcome,
      release: release.digest,
      environment: target.name,
      stackId: deployed.stackId,
      fingerprint: deployed.fingerprint,
      planFile: deployed.planFile,
      changes: deployed.changes,
      changesSummary: deployed.summary,
      outputs: deployed.outputs,
      evidence: evidence.map(({ key }) => key),
    }
  },
})

function sourceOf(
  configuration: Configuration,
  target: Environment,
  inputs: { from?: string | undefined; application?: string | undefined },
): Environment {
  const from = inputs.from ?? target.requires[0]?.environment
  if (from !== undefined) return environmentOf(configuration, from, inputs.application)
  throw new StageError(
    'input-missing',
    `where the release comes from is not known: ${target.name} requires no evidence`,
    {
      hint: `give --from <environment>, or write "requires: [quality-gate@staging]" for ${target.name} into liftlock.yml`,
    },
  )
}

/** The source has it; a release that was promoted before may be left in the target only. */
async function findRelease(
  source: ArtifactBucket,
  there: ArtifactBucket,
  wanted: { release: string; application: string },
): Promise<Release> {
  try {
    return await readRelease(source, wanted)
  } catch (error) {
    if (!(error instanceof StageError) || error.reason !== 'release-missing') throw error
    return await readRelease(there, wanted).catch(() => {
      throw error
    })
  }
}

function refuseOtherApplication({ manifest, digest }: Release, { application, name }: Environment): void {
  if (manifest.application === application) return
  throw new StageError(
    'input-invalid',
    `release ${digest.slice(0, 12)} is of ${manifest.application}, and ${name} is an environment of ${application}`,
    {
      hint: 'check the digest, and the folder given with --configuration',
    },
  )
}

function planOf({
  planOnly,
  plan,
  report,
  timeoutInMinutes,
}: {
  planOnly: boolean
  plan?: string | undefined
  report?: string | undefined
  timeoutInMinutes: number
}) {
  return {
    plan: planOnly
      ? ({ kind: 'only' } as const)
      : plan === undefined
        ? undefined
        : ({ kind: 'exactly', fingerprint: plan } as const),
    reportFolder: report,
    timeoutSeconds: timeoutInMinutes * 60,
  }
}

function say({ report }: Context, text: string): void {
  report({ kind: 'note', closing: true, text })
}
