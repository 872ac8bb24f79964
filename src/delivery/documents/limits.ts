import type { DocumentLimits } from '../../core/documents/document-limits.ts'
import { objectLimits } from '../../core/object-limits.ts'

const kibi = 1024
const mebi = 1024 * 1024

/** Templates: twice the megabyte that CloudFormation takes (quotas, "Template body size"), because sources have comments. */
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

/** `liftlock.yml`; it takes no aliases at all. */
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

/** Parameters and tags in JSON or YAML: 200 parameters of 4,096 bytes are the most that CloudFormation takes. */
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

/** Plans that wait for their approval. */
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

/** A policy that stands in a template as JSON in a text. */
export const policyLimits: DocumentLimits = { ...templateLimits, anchors: 0, aliases: 0 }

/** Working out the values of one template, nested ones each for themselves. */
export const resolvingLimits = {
  /** Names that lead to names: a resource to its bucket, a condition to a mapping. What is behind them counts as unknown. */
  followed: 8,
  /** Conditions and functions inside of each other, over all names. What is behind them counts as unknown. */
  conditionLevels: 1_000,
  /** Values looked at, each as often as it is used. */
  nodes: 1_000_000,
  /** Of the texts that are put together. */
  characters: 16 * mebi,
  /** Policies that stand in one resource; IAM takes about ten kilobytes of them. */
  policies: 1_000,
  /** Statements of one policy. */
  statements: 1_000,
} as const

/** Templates that a template nests or includes, and those that they do. */
export const nestingLimits = {
  /** Files one inside of the other. */
  levels: 100,
  /** Different files of one release. */
  files: 1_000,
  /** Places of one template where a file is included, those in included files counted as often as they are. */
  includes: 2_000,
  /** Nested stacks whose rights are looked at; a template that is used twice counts twice. */
  stacks: 1_000,
  /** Nested stacks one inside of the other whose rights are looked at; what is deeper counts as unknown. */
  stackLevels: 8,
} as const
