import { serviceLimits } from './service-limits.ts'

/** What the service allows. Lengths count characters of texts, and members of lists and mappings. */
export interface Limit {
  readonly min?: number
  readonly max?: number
  /** Of the whole text. */
  readonly pattern?: string
  readonly enum?: readonly string[]
}

/** A shape of the service with a limit, such as `PipelineName`. */
export type LimitName = keyof typeof serviceLimits

/** The limit of a shape, from the model of the service. */
export function limitOf(name: LimitName): Limit {
  return serviceLimits[name]
}

const patterns = new Map<string, RegExp>()

/** Whether the whole text has the pattern of a limit. */
export function hasPattern(text: string, pattern: string): boolean {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`)
  patterns.set(pattern, known)
  return known.test(text)
}

/**
 * Limits that the model of the service does not have (CodePipeline User Guide: quotas, structure reference, Commands
 * action).
 */
export const guideLimits = {
  stages: { min: 2, max: 50 },
  /** One page of the guide says 50, another 100. */
  actionsOfStage: { usual: 50, max: 100 },
  actions: 1000,
  /** Characters of an environment variable that refers to variables of the pipeline. */
  resolvedEnvironmentVariable: 1000,
} as const
