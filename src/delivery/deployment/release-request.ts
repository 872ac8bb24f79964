import { defined } from '../../core/run/defined.ts'
import { command } from '../../core/run/next-step.ts'
import type { Environment } from '../environment/configuration.ts'
import type { RecordedEvidence } from '../environment/record-deployment.ts'
import type { Signing } from '../evidence/signing/signing.ts'
import { readNews } from '../plan/model/read-news.ts'
import type { NamedRelease } from '../plan/model/release-news.ts'
import { type Release, readTemplate } from '../release/read-release.ts'
import { releaseCapabilities } from '../release/release-capabilities.ts'
import { type ArtifactBucket, blobKey } from '../release/release-keys.ts'
import { inlineTemplateBytes } from '../template/template-limits.ts'
import type { DeploymentPermissions, DeploymentRequest, DesiredStack, PlanDisplay } from './deploy-options.ts'
import { templateUrl } from './wanted-template.ts'

/** A release for one environment. What is not given here comes from the environment. */
export interface ReleaseDeployment {
  readonly environment: Environment
  /** The environment's own bucket. */
  readonly bucket: ArtifactBucket
  readonly release: Release
  readonly desired?: Partial<Omit<DesiredStack, 'stack' | 'template' | 'parameters' | 'release' | 'bucket'>>
  readonly permitted?: Partial<
    Omit<DeploymentPermissions, 'artifacts' | 'runs' | 'guard' | 'requireRights' | 'verified'>
  >
  readonly shown?: Omit<PlanDisplay, 'evidenceLines'>
  /** The text of the template, for a preview of a release that is in no bucket. */
  readonly template?: string
  /** Where to read the template of the release. Default: the environment's own bucket. */
  readonly templateFrom?: { readonly bucket: ArtifactBucket; readonly region: string } | undefined
  /** The evidence that the release satisfied; it goes into the environment's record. */
  readonly evidence?: readonly RecordedEvidence[]
  /** How the evidence of the deployment is signed. Default: unsigned. */
  readonly signing?: Signing | undefined
  /** Called under the lease, right before each call that changes the stack. If it throws, the run stops. */
  readonly beforeChange?: () => Promise<unknown>
  /** `verified` when the caller has just verified every content in the environment's own bucket. */
  readonly contents?: 'verified'
  /** The purpose that the lease shows. Default: `deploy` and the release. */
  readonly purpose?: string
}

/**
 * The request that deploys a release to its environment. The template is read from its bucket.
 * @param region of the deployment
 * @param ofRun permissions of this run, in addition to those given
 * @param running the release that runs now
 */
export async function releaseRequest(
  deployment: ReleaseDeployment,
  region: string,
  ofRun: Partial<DeploymentPermissions>,
  running?: { readonly named: NamedRelease | undefined },
): Promise<DeploymentRequest> {
  const { environment, release, permitted, shown, evidence = [] } = deployment
  const { name, artifactBuckets, writers } = environment
  const protect = [...environment.protect, ...(permitted?.policy?.protect ?? [])]
  return {
    desired: await desiredOf(deployment, region),
    permitted: {
      ...permitted,
      policy: { ...permitted?.policy, protect },
      artifacts: { buckets: artifactBuckets, writers },
      ...ofRun,
    },
    shown: {
      label: name,
      planCommand: (fingerprint) =>
        command('deploy', { release: release.digest, environment: name, plan: fingerprint }),
      ...shown,
      ...defined({ news: running && newsOf(deployment, running) }),
      evidenceLines: evidence.map(({ evidence: name, signature }) => `${name}, ${signature}`),
    },
  }
}

/** Compares the release with the one that runs, which lies in the environment's own bucket. */
function newsOf({ bucket, release, templateFrom }: ReleaseDeployment, { named }: { named: NamedRelease | undefined }) {
  const source = templateFrom?.bucket ?? bucket
  return () => readNews({ release, source }, named && { named, source: bucket })
}

async function desiredOf(deployment: ReleaseDeployment, region: string): Promise<DesiredStack> {
  const { environment, bucket, release, templateFrom, desired } = deployment
  const source = templateFrom ?? { bucket, region }
  const text = deployment.template ?? (await readTemplate(source.bucket, release))
  const { path, sha256, bytes } = release.manifest.template
  const isStored = deployment.template === undefined && bytes > inlineTemplateBytes
  const url = isStored ? { url: templateUrl(source, source.bucket.bucket, blobKey(sha256)) } : {}
  return {
    capabilities: environment.capabilities ?? releaseCapabilities,
    missingParameters: 'default',
    ...defined({
      roleArn: environment.roleArn,
      tags: Object.keys(environment.tags).length > 0 ? environment.tags : undefined,
    }),
    ...desired,
    stack: environment.stack,
    template: { text, name: path, ...url },
    parameters: environment.parameters,
    release: release.digest,
    bucket: bucket.bucket,
  }
}
