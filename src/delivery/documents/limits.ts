import type { DocumentLimits } from '../../core/documents/document-limits.ts'
import { objectLimits } from '../../core/object-limits.ts'

const kibi = 1024
const mebi = 1024 * 1024

/**
 * Templates: twice the megabyte that CloudFormation accepts (quotas, "Template body size"), because sources have
 * comments.
 */
export const templateLimits: DocumentLimits = {
  bytes: 2 * mebi,
  tokens: 800_000,
  levels: 100,
  nodes: 200_000,
  keys: 20_000,
  anchors: 2_000,
  aliases: 2_000,
  textCharacters: mebi,
  characters: 4 * mebi,
}

/** `liftlock.yml`; it must not have aliases. */
export const configurationLimits: DocumentLimits = {
  bytes: 512 * kibi,
  tokens: 200_000,
  levels: 20,
  nodes: 50_000,
  keys: 2_000,
  anchors: 100,
  aliases: 100,
  textCharacters: 64 * kibi,
  characters: 512 * kibi,
}

/** Parameters and tags in JSON or YAML: CloudFormation accepts at most 200 parameters of 4,096 bytes. */
export const namedValueLimits: DocumentLimits = {
  bytes: mebi,
  tokens: 100_000,
  levels: 10,
  nodes: 20_000,
  keys: 2_000,
  anchors: 100,
  aliases: 100,
  textCharacters: 256 * kibi,
  characters: mebi,
}

/** Manifests of releases. */
export const manifestLimits: DocumentLimits = {
  ...templateLimits,
  bytes: objectLimits.manifest,
  levels: 10,
  nodes: 1_000_000,
  characters: objectLimits.manifest,
}

/** Plans that wait for approval. */
export const planLimits: DocumentLimits = {
  ...templateLimits,
  bytes: objectLimits.plan,
  nodes: 1_000_000,
  characters: objectLimits.plan,
}

/** Compiled scenarios. */
export const gateLimits: DocumentLimits = {
  ...templateLimits,
  bytes: objectLimits.any,
  levels: 50,
  nodes: 5_000_000,
  keys: 200_000,
  characters: objectLimits.any,
}

/** Summaries of models. */
export const modelSummaryLimits: DocumentLimits = {
  ...templateLimits,
  bytes: 16 * mebi,
  levels: 10,
  nodes: 1_000_000,
  keys: 200_000,
  characters: 16 * mebi,
}

/** A policy in a template, given as JSON text. */
export const policyLimits: DocumentLimits = { ...templateLimits, anchors: 0, aliases: 0 }

/** Resolving the values of one template; nested templates count separately. */
export const resolvingLimits = {
  /**
   * Names that lead to other names: a resource to its bucket, a condition to a mapping. Values beyond the limit are
   * unknown.
   */
  followed: 8,
  /** Conditions and functions inside one another, across all names. Values beyond the limit are unknown. */
  conditionLevels: 1_000,
  /** Values that are read; each counts as often as it is used. */
  nodes: 1_000_000,
  /** Characters of the texts that are joined. */
  characters: 16 * mebi,
  /** Policies of one resource; IAM accepts about ten kilobytes of them. */
  policies: 1_000,
  /** Statements of one policy. */
  statements: 1_000,
} as const

/** Templates that a template nests or includes, directly or through others. */
export const nestingLimits = {
  /** Files inside one another. */
  levels: 100,
  /** Different files of one release. */
  files: 1_000,
  /** Inclusions in one template; those in included files count as often as the file is included. */
  includes: 2_000,
  /** Nested stacks whose rights are checked; a template that is used twice counts twice. */
  stacks: 1_000,
  /** Nested stacks inside one another whose rights are checked; deeper ones count as unknown. */
  stackLevels: 8,
} as const
