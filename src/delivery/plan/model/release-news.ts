import type { ModelDifference } from './model-difference.ts'

/** A release as people know it. */
export interface NamedRelease {
  /** SHA-256 of its manifest, hex. */
  readonly digest: string
  readonly version?: string
}

/** What is new since the release that runs. */
export interface ReleaseNews {
  /** Undefined before the first deployment. */
  readonly from: NamedRelease | undefined
  readonly to: NamedRelease
  /** Undefined when one of the releases has no model, or it cannot be read. */
  readonly model?: ModelDifference
  /** Why the models are not compared, although the new release has one. */
  readonly uncompared?: string
}
