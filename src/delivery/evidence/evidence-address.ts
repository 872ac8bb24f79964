import type { EvidenceStage } from './origin.ts'

/** Identifies evidence: the stage that wrote it, the release, and the environment. */
export interface EvidenceAddress {
  readonly bucket: string
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly stage: EvidenceStage
  readonly environment: string
}

/** All keys below this prefix belong to the address. */
export function evidencePrefix({ release, stage, environment }: EvidenceAddress): string {
  return `evidence/${release}/${stage}/${environment}/`
}
