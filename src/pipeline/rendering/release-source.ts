import type { PipelineDeclaration } from '../../core/ports/pipeline-shapes.ts'
import { releaseArtifact } from './command-action.ts'

/** Where a pipeline of ours reads the bundle of a release. */
export interface ReleaseSource {
  /** Name of the source action. */
  readonly action: string
  readonly bucket: string
  /** The key without a start that names another one. */
  readonly key: string
}

/** The source of the bundles, when the pipeline is one of ours: it reads whichever bundle a start names. */
export function releaseSource({ stages = [] }: PipelineDeclaration): ReleaseSource | undefined {
  const sources = stages[0]?.actions ?? []
  const found = sources.find(({ name, actionTypeId }) => name === releaseArtifact && actionTypeId?.provider === 'S3')
  const { S3Bucket, S3ObjectKey, AllowOverrideForS3ObjectKey } = found?.configuration ?? {}
  if (S3Bucket === undefined || S3ObjectKey === undefined || AllowOverrideForS3ObjectKey !== 'true') return undefined
  return { action: releaseArtifact, bucket: S3Bucket, key: S3ObjectKey }
}
