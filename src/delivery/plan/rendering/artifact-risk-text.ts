import type { ArtifactWriter } from '../risk/artifact-writers.ts'

/** One sentence for a reviewer: who may write to the artifact bucket, and by what. */
export function artifactRiskText({ certainty, buckets, text }: ArtifactWriter): string {
  const may = certainty === 'certain' ? 'may write to' : 'may be able to write to'
  return `${may} ${buckets.join(', ')}: ${text}`
}
