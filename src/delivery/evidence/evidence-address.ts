import type { EvidenceStage } from './origin.ts'

/** Which evidence is meant: written by a stage about a release, in an environment. */
export interface EvidenceAddress {
  readonly bucket: string
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly stage: EvidenceStage
  readonly environment: string
}

/** Everything below it belongs to the address. */
export function evidencePrefix({ release, stage, environment }: EvidenceAddress): string {
  return `evidence/${release}/${stage}/${environment}/`
}
